import { failure } from '../harness/errors.ts';
import type { SampleChunk, TraceHead } from './trace.ts';

/** Samples taken at once: their powers stay in a core's own cache. */
export const mostSamplesAtOnce = 4096;

/** What the powers of samples come to. Not finite where one of them was lost. */
export interface PowerSum {
  sumW: number;
  leastW: number;
  mostW: number;
}

/**
 * The powers of samples, in watts, whatever they hold. One piece of memory is used for all, and one loop sums it up:
 * loops that see arrays of several types are several times slower.
 */
export class SamplePowers {
  readonly values = new Float64Array(mostSamplesAtOnce);
  readonly sum: PowerSum = { sumW: 0, leastW: Infinity, mostW: -Infinity };
  readonly #volts = new Float64Array(mostSamplesAtOnce);
  readonly #head: TraceHead;
  /** Watts for one unit of the samples, where it is the same for all. */
  readonly #factor: number | undefined;

  constructor(head: TraceHead) {
    this.#head = head;
    this.#factor = factorOf(head);
  }

  /**
   * Takes samples of a chunk, `mostSamplesAtOnce` at the most, into `values`, and sums them up in `sum`.
   * @throws BenchError usage.option where they are currents whose voltage nobody said
   */
  take(chunk: SampleChunk, from: number, to: number): void {
    const count = to - from;
    this.values.set(chunk.values.subarray(from, to));
    if (this.#head.quantity === 'current' && chunk.volts !== undefined) {
      this.#volts.set(chunk.volts.subarray(from, to));
      multiply(this.values, this.#volts, count);
      addUp(this.values, count, 1, this.sum);
    } else if (this.#factor === undefined) {
      const problem = 'the trace holds currents alone: say at which voltage';
      throw failure('usage.option', { option: '--voltage', problem, command: 'energy' });
    } else addUp(this.values, count, this.#factor, this.sum);
  }
}

function factorOf({ quantity, voltageV, sampleRateHz }: TraceHead): number | undefined {
  switch (quantity) {
    case 'power':
      return 1;
    case 'energy':
      return sampleRateHz ?? 1;
    case 'current':
      return voltageV ?? undefined;
  }
}

function multiply(values: Float64Array, others: Float64Array, count: number): void {
  for (let index = 0; index < count; index += 1) values[index] = (values[index] ?? NaN) * (others[index] ?? NaN);
}

/** Scales values in place and sums them up. */
function addUp(values: Float64Array, count: number, factor: number, into: PowerSum): void {
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let index = 0; index < count; index += 1) {
    const value = (values[index] ?? NaN) * factor;
    values[index] = value;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  into.sumW = sum;
  into.leastW = least;
  into.mostW = most;
}
