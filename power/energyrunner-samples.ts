import type { IntervalSums } from './interval-sums.ts';
import { blockLimit, goesBack } from './sample-integrator.ts';
import type { SampleIntegrator } from './sample-integrator.ts';
import type { SampleChunk, TraceGap, TraceHead } from './trace.ts';

/**
 * Energies as EnergyRunner sums them up: time begins at 0 and grows by 1 ÷ rate with each sample, rounded each time,
 * and a sample belongs as a whole to the interval in which that time lies. (Products, or rounded sample numbers, put
 * samples at the edges into other windows, which moves results by up to a part in a thousand.) Places are seconds.
 */
export class EnergyRunnerSamples implements SampleIntegrator {
  readonly #sums: IntervalSums;
  readonly #source: string;
  readonly #sampleRateHz: number;
  readonly #periodS: number;
  /** Of the next sample, and of the last one. */
  #timeS = 0;
  #lastS = -Infinity;
  #next = 0;

  constructor(head: TraceHead, sampleRateHz: number, sums: IntervalSums) {
    this.#sums = sums;
    this.#source = head.source;
    this.#sampleRateHz = sampleRateHz;
    this.#periodS = 1 / sampleRateHz;
  }

  take({ first, values }: SampleChunk): void {
    if (first < this.#next) throw goesBack(this.#source, first, this.#next);
    this.#loseUntil(first);
    for (let at = 0; at < values.length;) {
      const end = Math.min(values.length, at + blockLimit(this.#next, this.#sampleRateHz));
      at = this.#sum(values, at, end);
    }
  }

  lose({ first, samples }: TraceGap): void {
    this.#loseUntil(first + samples);
  }

  placeOf(timeS: number): number {
    return timeS;
  }

  isPast(timeS: number): boolean {
    return timeS <= this.#lastS;
  }

  end(): readonly number[] {
    return this.#sums.finish(this.#periodS);
  }

  /** Sums up the samples from `from` on that belong to the interval under way. @returns where it stopped */
  #sum(values: SampleChunk['values'], from: number, end: number): number {
    const sums = this.#sums;
    while (sums.nextCut <= this.#timeS) sums.closeAtCut();
    const { nextCut } = sums;
    const periodS = this.#periodS;
    let timeS = this.#timeS;
    let lastS = this.#lastS;
    let energyJ = 0;
    let least = Infinity;
    let most = -Infinity;
    let lost = 0;
    let at = from;
    for (; at < end && timeS < nextCut; at += 1) {
      const value = values[at] ?? NaN;
      // Neither NaN nor infinite; asked so because it is asked for every sample.
      if (value - value === 0) {
        energyJ += value;
        if (value < least) least = value;
        if (value > most) most = value;
      } else lost += 1;
      lastS = timeS;
      timeS += periodS;
    }
    const samples = at - from - lost;
    const rateHz = this.#sampleRateHz;
    const startS = sums.position;
    if (samples > 0) sums.measured(startS + samples * this.#periodS, energyJ, samples, least * rateHz, most * rateHz);
    if (lost > 0) sums.lost(sums.position + lost * this.#periodS, lost);
    sums.position = timeS;
    this.#lastS = lastS;
    this.#timeS = timeS;
    this.#next += at - from;
    return at;
  }

  #loseUntil(sample: number): void {
    for (; this.#next < sample; this.#next += 1) {
      while (this.#sums.nextCut <= this.#timeS) this.#sums.closeAtCut();
      this.#timeS += this.#periodS;
      this.#sums.lost(this.#timeS, 1);
    }
  }
}
