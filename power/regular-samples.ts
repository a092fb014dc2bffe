import type { IntervalSums } from './interval-sums.ts';
import { blockLimit, goesBack } from './sample-integrator.ts';
import type { SampleIntegrator } from './sample-integrator.ts';
import { SamplePowers } from './sample-powers.ts';
import type { SampleChunk, TraceGap, TraceHead } from './trace.ts';

/** A cut nearer to a sample than this, in samples, is at it: the rest is rounding. */
const sameInstant = 1e-6;

/**
 * Samples at a fixed rate. A current or a power goes in a straight line from one sample to the next, and where the next
 * one is not there it keeps its value for its own period; the energy of a sample spreads evenly over its period. So
 * each sample answers for the time up to the next, and a lost one for nothing. Places are samples.
 */
export class RegularSamples implements SampleIntegrator {
  readonly #sums: IntervalSums;
  readonly #powers: SamplePowers;
  readonly #source: string;
  readonly #sampleRateHz: number;
  readonly #periodS: number;
  readonly #isLinear: boolean;
  /** The number of the next sample, if none is lost. */
  #next = 0;
  /** Watts of the sample before it, whose period has not been summed up yet; NaN where it was lost. */
  #lastW = NaN;
  #hasLast = false;
  /** Up to where samples are known to be lost. */
  #lostTo = 0;

  constructor(head: TraceHead, sampleRateHz: number, sums: IntervalSums) {
    this.#sums = sums;
    this.#powers = new SamplePowers(head);
    this.#source = head.source;
    this.#sampleRateHz = sampleRateHz;
    this.#periodS = 1 / sampleRateHz;
    this.#isLinear = head.quantity !== 'energy';
  }

  take(chunk: SampleChunk): void {
    const { first, values } = chunk;
    if (first < this.#next) throw goesBack(this.#source, first, this.#next);
    if (first > this.#next) this.#loseUntil(first);
    for (let at = 0; at < values.length;) {
      // Up to the last sample before the next cut; what comes then is taken alone.
      const untilCut = Math.max(1, Math.ceil(this.#sums.nextCut) - this.#next);
      const count = Math.min(values.length - at, untilCut, blockLimit(this.#next, this.#sampleRateHz));
      this.#block(chunk, at, at + count);
      at += count;
    }
  }

  lose({ first, samples }: TraceGap): void {
    // The edges of what was lost come behind this: it is summed up when the next samples are there.
    this.#lostTo = Math.max(this.#lostTo, first + samples);
  }

  placeOf(timeS: number): number {
    const place = timeS * this.#sampleRateHz;
    const nearest = Math.round(place);
    return Math.abs(place - nearest) < sameInstant ? nearest : place;
  }

  isPast(timeS: number): boolean {
    return this.placeOf(timeS) < this.#sums.position;
  }

  end(): readonly number[] {
    if (this.#lostTo > this.#next) this.#loseUntil(this.#lostTo);
    else this.#settle(NaN);
    return this.#sums.finish(1);
  }

  #block(chunk: SampleChunk, from: number, to: number): void {
    const powers = this.#powers;
    powers.take(chunk, from, to);
    const count = to - from;
    const { sumW, leastW, mostW } = powers.sum;
    if (count === 1 || !Number.isFinite(sumW)) {
      for (let index = 0; index < count; index += 1) this.#settle(powers.values[index] ?? NaN);
      return;
    }
    const lastOfBlockW = powers.values[count - 1] ?? NaN;
    // The first sample ends the period before; then all periods but that of the last are known.
    this.#settle(powers.values[0] ?? NaN);
    const firstW = this.#lastW;
    const periods = count - 1;
    const wholeW = this.#isLinear ? sumW - (firstW + lastOfBlockW) / 2 : sumW - lastOfBlockW;
    this.#next += periods;
    this.#sums.measured(this.#next - 1, wholeW * this.#periodS, periods, leastW, mostW);
    this.#lastW = lastOfBlockW;
  }

  /** Takes the next sample, and sums up the period of the one before. */
  #settle(nextW: number): void {
    if (this.#hasLast) this.#period(this.#lastW, nextW);
    this.#lastW = nextW;
    this.#hasLast = true;
    this.#next += 1;
  }

  /** One period, in parts where it is cut. */
  #period(startW: number, nextW: number): void {
    const sums = this.#sums;
    const start = this.#next - 1;
    const end = this.#next;
    const isKnown = Number.isFinite(startW);
    const slopeW = this.#isLinear && Number.isFinite(nextW) ? nextW - startW : 0;
    let samples = 1;
    for (;;) {
      const from = sums.position;
      if (sums.nextCut <= from) {
        sums.closeAtCut();
        continue;
      }
      if (from >= end) return;
      const to = Math.min(end, sums.nextCut);
      if (isKnown) {
        const meanW = startW + slopeW * ((from + to) / 2 - start);
        sums.measured(to, meanW * (to - from) * this.#periodS, samples, startW, startW);
      } else sums.lost(to, samples);
      samples = 0;
    }
  }

  #loseUntil(first: number): void {
    this.#settle(NaN);
    loseUntil(this.#sums, first);
    this.#hasLast = false;
    this.#next = first;
  }
}

/** Loses the stretch up to `end`, in parts where it is cut; samples are counted where they would have been. */
function loseUntil(sums: IntervalSums, end: number): void {
  while (sums.position < end || sums.nextCut <= end) {
    if (sums.nextCut <= sums.position) sums.closeAtCut();
    else {
      const to = Math.min(end, sums.nextCut);
      sums.lost(to, Math.ceil(to) - Math.ceil(sums.position));
    }
  }
}
