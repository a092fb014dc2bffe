import { failure } from '../../harness/errors.ts';
import type { SampleChunk, Trace, TraceHead } from '../trace.ts';

/** A boundary nearer to a sample than this, in bins, is the sample's: no bin gets a sliver of one by rounding. */
const sameInstant = 1e-6;

/**
 * The energy of a trace in periods of equal length, exact: a current or a power goes in a straight line from one sample
 * to the next and keeps its last value for one period more, the energy of a sample spreads evenly over its own. A bin
 * of which any part was lost is NaN.
 * @returns joules, a few bins at a time
 * @throws BenchError what reading the trace throws, behind all that came before; usage.option where a current has no
 * voltage
 */
export async function* energyBins(trace: Trace, binRateHz: number): AsyncGenerator<readonly number[], void> {
  const bins = new EnergyBins(trace.head, binRateHz);
  for await (const event of trace.events()) {
    if (event.kind === 'samples') bins.take(event);
    if (event.kind === 'gap') bins.lose(event.first, event.samples);
    yield bins.finished();
  }
  bins.end();
  yield bins.finished();
}

/** A sample and its place: its power in watts, or the energy of its period; NaN where it was lost. */
interface Instant {
  readonly at: number;
  readonly value: number;
}

class EnergyBins {
  readonly #head: TraceHead;
  readonly #binRateHz: number;
  #done: number[] = [];
  /** The number of the bin under way, and what is in it. */
  #bin = 0;
  #energyJ = 0;
  #last: Instant | undefined;
  /** How long the last period was, in bins. */
  #period = 0;

  constructor(head: TraceHead, binRateHz: number) {
    this.#head = head;
    this.#binRateHz = binRateHz;
    if (head.sampleRateHz !== null) this.#period = binRateHz / head.sampleRateHz;
  }

  take(chunk: SampleChunk): void {
    const { first, values, volts, timesS } = chunk;
    const { sampleRateHz, quantity, voltageV } = this.#head;
    for (let index = 0; index < values.length; index += 1) {
      const timeS = sampleRateHz === null ? timesS?.[index] : (first + index) / sampleRateHz;
      if (timeS === undefined) throw new Error('samples without a rate come with their times');
      const volt = quantity === 'current' ? (volts?.[index] ?? voltageV) : 1;
      if (volt === null) throw voltageMissing();
      this.#go({ at: snapped(timeS * this.#binRateHz), value: (values[index] ?? NaN) * volt });
    }
  }

  /** Nothing is known of `samples` samples from `first` on. */
  lose(first: number, samples: number): void {
    const { sampleRateHz, quantity } = this.#head;
    if (sampleRateHz !== null) {
      this.#go({ at: snapped((first / sampleRateHz) * this.#binRateHz), value: NaN });
      this.#go({ at: snapped(((first + samples) / sampleRateHz) * this.#binRateHz), value: NaN });
      return;
    }
    const last = this.#last;
    if (last === undefined) return;
    if (quantity === 'energy') this.#go({ at: last.at + this.#period, value: NaN });
    else this.#last = { at: last.at, value: NaN };
  }

  /** Ends the period of the last sample. */
  end(): void {
    const last = this.#last;
    if (last === undefined) return;
    this.#go({ at: snapped(last.at + this.#period), value: last.value });
    if (last.at + this.#period - this.#bin > sameInstant) this.#finish();
  }

  finished(): readonly number[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** Goes on to the next sample, and puts what lies between it and the one before into the bins. */
  #go(next: Instant): void {
    const last = this.#last ?? { at: 0, value: NaN };
    const length = next.at - last.at;
    if (this.#head.quantity === 'energy') {
      const densityJ = last.value / length;
      this.#spread(last.at, next.at, (from, to) => densityJ * (to - from));
    } else {
      const slope = (next.value - last.value) / length;
      this.#spread(last.at, next.at, (from, to) => {
        const meanW = last.value + slope * ((from + to) / 2 - last.at);
        return (meanW * (to - from)) / this.#binRateHz;
      });
    }
    if (this.#last !== undefined && length > 0 && this.#head.sampleRateHz === null) this.#period = length;
    this.#last = next;
  }

  #spread(from: number, to: number, energyJ: (from: number, to: number) => number): void {
    for (let at = from; at < to;) {
      const until = Math.min(to, this.#bin + 1);
      this.#energyJ += energyJ(at, until);
      at = until;
      if (until === this.#bin + 1) this.#finish();
    }
  }

  #finish(): void {
    this.#done.push(this.#energyJ);
    this.#bin += 1;
    this.#energyJ = 0;
  }
}

function snapped(at: number): number {
  const nearest = Math.round(at);
  return Math.abs(at - nearest) < sameInstant ? nearest : at;
}

function voltageMissing(): Error {
  const problem = 'the trace holds currents alone: say at which voltage';
  return failure('usage.option', { option: '--voltage', problem, command: 'energy' });
}
