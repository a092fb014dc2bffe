import { BenchError, failure } from '../harness/errors.ts';
import { EnergyRunnerSamples } from './energyrunner-samples.ts';
import type { Interval } from './interval.ts';
import { IntervalSums } from './interval-sums.ts';
import type { Span } from './interval-sums.ts';
import { RegularSamples } from './regular-samples.ts';
import type { SampleIntegrator } from './sample-integrator.ts';
import { TimedSamples } from './timed-samples.ts';
import type { Trace, TraceEdge, TraceEvent, TraceGap, TraceHead } from './trace.ts';

export type { Interval } from './interval.ts';
export type { Span } from './interval-sums.ts';

export interface IntegrationOptions {
  /** Where to cut, seconds of the trace in order; without them at the edges that the trace holds itself. */
  readonly cutsS?: readonly number[] | undefined;
  /** Which input's edges count; without it that of the first edge. */
  readonly input?: number | undefined;
  /** Takes the trace in small parts as it is summed up, to draw it. */
  readonly onSpan?: ((span: Span) => void) | undefined;
  /** Hears that the trace is read again from its beginning, and its parts come again. */
  readonly onAgain?: (() => void) | undefined;
  /** Hears from time to time up to which second the trace has been summed up. */
  readonly onProgress?: ((timeS: number) => void) | undefined;
}

/** A trace, cut and summed up. */
export interface Integrated {
  readonly head: TraceHead;
  /** From the start of the trace to the first cut, and from the last one to its end. */
  readonly before: Interval;
  readonly after: Interval | null;
  /** Between each cut and the next. */
  readonly intervals: readonly Interval[];
  /** The edges of the input that counts, in order. */
  readonly edges: readonly TraceEdge[];
  /** Inputs that had edges and were not asked about. */
  readonly otherInputs: readonly number[];
  readonly endS: number;
  readonly lostSamples: number;
  /** What ended the reading before the end, or cuts that lie behind it. All that is told of is good. */
  readonly problem: BenchError | null;
}

/** More edges than this mark no windows; each costs memory. */
const mostEdges = 100_000;
/** An edge so near to a sample, in samples, is at it: times are told in whole microseconds. */
const sameSample = 0.25;

/**
 * Sums up the energy of a trace between cuts, in one pass that keeps nothing but the sums. Files of EnergyRunner are
 * summed up as it does (energyrunner-samples.ts); all others exactly, in straight lines from sample to sample
 * (regular-samples.ts). Only where an edge comes behind samples that follow it in time is the trace read twice.
 * @throws BenchError usage.option where it holds currents whose voltage nobody said; what reading throws, but for
 * trace.broken and trace.edges, which are told as its problem
 */
export async function integrate(trace: Trace, options: IntegrationOptions = {}): Promise<Integrated> {
  const first = new Integration(trace.head, options);
  await first.read(trace);
  if (!first.hasLateEdges) return first.finish();
  const cutsS = first.finish().edges.map(({ timeS }) => timeS);
  options.onAgain?.();
  const second = new Integration(trace.head, { ...options, cutsS: cutsS.sort((a, b) => a - b) });
  await second.read(trace);
  return second.finish();
}

/** The sums of one trace; events are pushed into it as they come. */
export class Integration {
  /** An edge came too late to be cut at. */
  hasLateEdges = false;
  readonly #head: TraceHead;
  readonly #options: IntegrationOptions;
  readonly #sums: IntervalSums;
  readonly #samples: SampleIntegrator;
  readonly #unitsPerSecond: number;
  readonly #edges: TraceEdge[] = [];
  readonly #otherInputs = new Set<number>();
  #input: number | undefined;
  #problem: BenchError | null = null;

  constructor(head: TraceHead, options: IntegrationOptions = {}) {
    const { sampleRateHz } = head;
    this.#head = head;
    this.#options = options;
    this.#input = options.input;
    const isEnergyRunner = head.kind === 'eembc' && sampleRateHz !== null;
    this.#unitsPerSecond = isEnergyRunner || sampleRateHz === null ? 1 : sampleRateHz;
    this.#sums = new IntervalSums(this.#unitsPerSecond, options.onSpan);
    if (sampleRateHz === null) this.#samples = new TimedSamples(head, this.#sums);
    else if (isEnergyRunner) this.#samples = new EnergyRunnerSamples(head, sampleRateHz, this.#sums);
    else this.#samples = new RegularSamples(head, sampleRateHz, this.#sums);
    for (const cutS of options.cutsS ?? []) this.#sums.cut(cutS, this.#samples.placeOf(cutS));
  }

  /** @throws what reading throws, but for trace.broken and trace.edges, which are kept for the end */
  async read(trace: Trace): Promise<void> {
    let chunks = 0;
    try {
      for await (const event of trace.events()) {
        this.push(event);
        chunks += 1;
        if (chunks % 64 === 0) this.#options.onProgress?.(this.#sums.position / this.#unitsPerSecond);
      }
    } catch (error) {
      if (!(error instanceof BenchError && (error.code === 'trace.broken' || error.code === 'trace.edges')))
        throw error;
      this.#problem = error;
    }
  }

  /** @throws BenchError usage.option, trace.broken, trace.edges */
  push(event: TraceEvent): void {
    switch (event.kind) {
      case 'samples':
        this.#samples.take(event);
        return;
      case 'gap':
        this.#doubt(event);
        this.#samples.lose(event);
        return;
      case 'edge':
        this.#edge(event);
        return;
      case 'mark': {
        this.#sums.mark(this.#placeOfSample(event.first), event.mark, event.samples);
      }
    }
  }

  /** What the events came to. To be called once. */
  finish(): Integrated {
    const beyondS = this.#samples.end();
    const [before, ...others] = this.#sums.intervals;
    if (before === undefined) throw new Error('a trace has at least one interval');
    const after = others.pop() ?? null;
    const endS = (after ?? before).endS;
    return {
      head: this.#head,
      before,
      after,
      intervals: others,
      edges: this.#edges,
      otherInputs: [...this.#otherInputs].sort((a, b) => a - b),
      endS,
      lostSamples: this.#sums.intervals.reduce((sum, { lostSamples }) => sum + lostSamples, 0),
      problem: this.#problem ?? this.#beyond(beyondS, endS),
    };
  }

  /** An edge near a gap is only known as well as the gap is. */
  #doubt({ first, samples, between = [first, first + samples], isGuess }: TraceGap): void {
    if (isGuess === true) this.#sums.mark(this.#placeOfSample(first), 'guessed', samples);
    if (this.#head.sampleRateHz === null) return;
    const [from, to] = [this.#placeOfSample(between[0] - sameSample), this.#placeOfSample(between[1] + sameSample)];
    this.#sums.doubt(from, to, this.#placeOfSample(samples));
  }

  /** In the units of the sums. */
  #placeOfSample(sample: number): number {
    const { sampleRateHz } = this.#head;
    return sampleRateHz === null ? this.#sums.position : (sample / sampleRateHz) * this.#unitsPerSecond;
  }

  #edge(edge: TraceEdge): void {
    this.#input ??= edge.input;
    if (edge.input !== this.#input) {
      this.#otherInputs.add(edge.input);
      return;
    }
    if (this.#edges.length === mostEdges) {
      const problem = `input ${edge.input} has more than ${mostEdges} edges within ${edge.timeS} s: they mark no windows`;
      throw failure('trace.edges', { file: this.#head.source, problem });
    }
    this.#edges.push(edge);
    if (this.#options.cutsS !== undefined) return;
    if (this.#samples.isPast(edge.timeS)) this.hasLateEdges = true;
    else this.#sums.cut(edge.timeS, this.#samples.placeOf(edge.timeS));
  }

  #beyond(cutsS: readonly number[], endS: number): BenchError | null {
    const [cutS] = cutsS;
    if (cutS === undefined) return null;
    const problem = `there is an edge at ${cutS} s, but the trace ends at ${endS} s`;
    return failure('trace.edges', { file: this.#head.source, problem });
  }
}
