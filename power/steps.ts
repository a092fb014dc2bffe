import type { SampleChunk, Trace, TraceHead } from './trace.ts';

/** An instant at which the power of a trace changes. */
export interface Step {
  readonly timeS: number;
  /** Watts after it less watts before it. */
  readonly riseW: number;
}

/** Means before and behind a step are taken over so long, but over three samples at least. */
const meanS = 0.002;
/** A change smaller than this part of the largest is not looked at. */
const leastPart = 0.3;
/** Steps of a trace that are kept, the largest first. */
const keptSteps = 64;

/**
 * The instants in a trace at which its power changes most, in the order of time. A step lies at the sample where the
 * mean of the 2 ms behind it differs most from the mean of the 2 ms before it. Traces with a time for each sample have
 * none, since nothing measures such a trace live.
 * @throws BenchError trace.broken
 */
export async function findSteps(trace: Trace): Promise<readonly Step[]> {
  const { sampleRateHz } = trace.head;
  if (sampleRateHz === null) return [];
  const span = Math.max(3, Math.round(meanS * sampleRateHz));
  const finder = new StepFinder(span, sampleRateHz);
  for await (const event of trace.events()) {
    if (event.kind === 'samples')
      for (let index = 0; index < event.values.length; index++)
        finder.push(event.first + index, powerOf(event, index, trace.head));
  }
  return finder.steps();
}

/** Watts of a sample, or NaN where it was lost or its voltage is not known. */
export function powerOf(chunk: SampleChunk, index: number, head: TraceHead): number {
  const value = chunk.values[index] ?? NaN;
  switch (head.quantity) {
    case 'power':
      return value;
    case 'energy':
      return value * (head.sampleRateHz ?? NaN);
    case 'current':
      return value * (chunk.volts?.[index] ?? head.voltageV ?? NaN);
  }
}

/** Slides two neighbouring means over the samples and keeps the places where they differ most. */
class StepFinder {
  readonly #span: number;
  readonly #rateHz: number;
  /** The last two spans of samples, as a ring. */
  readonly #ring: Float64Array;
  #count = 0;
  #before = 0;
  #behind = 0;
  #next = 0;
  #steps: Step[] = [];
  /** The best place of the change that is going on, with how far back it lies. */
  #best: { step: Step; atCount: number } | undefined;

  constructor(span: number, rateHz: number) {
    this.#span = span;
    this.#rateHz = rateHz;
    this.#ring = new Float64Array(2 * span);
  }

  push(number: number, powerW: number): void {
    // A lost sample begins anew: no step is found across a gap.
    if (number !== this.#next || Number.isNaN(powerW)) {
      this.#settle();
      this.#count = 0;
      this.#before = 0;
      this.#behind = 0;
    }
    this.#next = number + 1;
    if (Number.isNaN(powerW)) return;
    const { length } = this.#ring;
    const slot = this.#count % length;
    const middle = (this.#count + this.#span) % length;
    if (this.#count >= length) this.#before -= this.#ring[slot] ?? 0;
    if (this.#count >= this.#span) {
      const passing = this.#ring[middle] ?? 0;
      this.#behind -= passing;
      this.#before += passing;
    }
    this.#behind += powerW;
    this.#ring[slot] = powerW;
    this.#count += 1;
    if (this.#count < length) return;
    const riseW = (this.#behind - this.#before) / this.#span;
    const step = { timeS: (number + 1 - this.#span) / this.#rateHz, riseW };
    const best = this.#best;
    const isOther = best !== undefined && Math.sign(best.step.riseW) !== Math.sign(riseW);
    if (best === undefined || isOther || this.#count - best.atCount > this.#span) {
      this.#settle();
      this.#best = { step, atCount: this.#count };
    } else if (Math.abs(riseW) > Math.abs(best.step.riseW)) this.#best = { step, atCount: this.#count };
  }

  #settle(): void {
    if (this.#best !== undefined) this.#steps.push(this.#best.step);
    this.#best = undefined;
    if (this.#steps.length > 4 * keptSteps) this.#steps = largest(this.#steps);
  }

  steps(): readonly Step[] {
    this.#settle();
    const kept = largest(this.#steps);
    const most = Math.max(0, ...kept.map((step) => Math.abs(step.riseW)));
    return kept.filter((step) => Math.abs(step.riseW) >= leastPart * most).sort((a, b) => a.timeS - b.timeS);
  }
}

function largest(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => Math.abs(b.riseW) - Math.abs(a.riseW)).slice(0, keptSteps);
}
