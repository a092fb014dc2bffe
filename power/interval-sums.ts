import type { Interval } from './interval.ts';

/** A stretch of a trace between cuts, as it is added: the smallest part that is told of. */
export interface Span {
  readonly startS: number;
  readonly endS: number;
  readonly energyJ: number;
  readonly leastPowerW: number;
  readonly mostPowerW: number;
}

interface Cut {
  /** In units. */
  readonly at: number;
  readonly timeS: number;
}

interface LaterMark {
  readonly at: number;
  readonly kind: 'range' | 'saturated';
  readonly samples: number;
}

/** How much of an end of an interval its mean is taken of, seconds. */
const endS = 1;
/** Places in the last second at which the sums are remembered. */
const remembered = 64;

/**
 * Sums up a trace piece by piece, from one cut to the next. Places are in units, samples or seconds as suits the
 * trace. A piece that covers a cut must be given in parts: `nextCut` says where.
 */
export class IntervalSums {
  readonly intervals: Interval[] = [];
  /** Up to where pieces were given, in units. */
  position = 0;
  /** Where the next cut is known to be, in units. */
  nextCut = Infinity;
  readonly #unitsPerSecond: number;
  readonly #onSpan: ((span: Span) => void) | undefined;
  /** In order; those before `#done` have been made. */
  #cuts: Cut[] = [];
  #done = 0;
  /** Marks behind the next cut. */
  #laterMarks: LaterMark[] = [];
  #rangeChanges = 0;
  #uncertainSamples = 0;
  #saturatedSamples = 0;
  #startS = 0;
  #start = 0;
  /** Of the whole trace so far. */
  #energyJ = 0;
  #measured = 0;
  /** Of the interval so far. */
  #intervalJ = 0;
  #intervalMeasured = 0;
  #lost = 0;
  #samples = 0;
  #lostSamples = 0;
  #least = Infinity;
  #most = -Infinity;
  #firstSecondW: number | null | undefined;
  /** A ring of places with the sums up to there. */
  readonly #places = new Float64Array(remembered);
  readonly #energiesJ = new Float64Array(remembered);
  readonly #measureds = new Float64Array(remembered);
  #memories = 0;
  #lastMemory = -Infinity;

  constructor(unitsPerSecond: number, onSpan?: (span: Span) => void) {
    this.#unitsPerSecond = unitsPerSecond;
    this.#onSpan = onSpan;
  }

  /** Cuts at an instant that lies behind all that was summed up. */
  cut(timeS: number): void {
    const at = timeS * this.#unitsPerSecond;
    const isInOrder = at >= (this.#cuts.at(-1)?.at ?? -Infinity);
    this.#cuts.push({ at, timeS });
    if (!isInOrder) {
      this.#cuts = this.#cuts.slice(this.#done).sort((a, b) => a.at - b.at);
      this.#done = 0;
    }
    this.nextCut = this.#cuts[this.#done]?.at ?? Infinity;
  }

  mark(at: number, kind: 'range' | 'saturated', samples: number): void {
    if (at >= this.nextCut) this.#laterMarks.push({ at, kind, samples });
    else this.#count(kind, samples);
  }

  /** A piece from where the last one ended, with no cut within. */
  measured(to: number, energyJ: number, samples: number, leastPowerW: number, mostPowerW: number): void {
    const length = to - this.position;
    this.#energyJ += energyJ;
    this.#measured += length;
    this.#intervalJ += energyJ;
    this.#intervalMeasured += length;
    this.#samples += samples;
    if (leastPowerW < this.#least) this.#least = leastPowerW;
    if (mostPowerW > this.#most) this.#most = mostPowerW;
    if (this.#onSpan !== undefined && length > 0) {
      const startS = this.position / this.#unitsPerSecond;
      this.#onSpan({ startS, endS: to / this.#unitsPerSecond, energyJ, leastPowerW, mostPowerW });
    }
    this.#goTo(to);
  }

  /** A piece of which nothing is known, with no cut within. */
  lost(to: number, samples: number): void {
    this.#lost += to - this.position;
    this.#lostSamples += samples;
    this.#goTo(to);
  }

  /** Ends the interval at the next cut. */
  closeAtCut(): void {
    const cut = this.#cuts[this.#done];
    this.#done += 1;
    this.nextCut = this.#cuts[this.#done]?.at ?? Infinity;
    if (cut !== undefined) this.#close(cut.timeS);
  }

  /**
   * Ends the last interval, where the trace ends.
   * @param slack a cut so far behind the end, in units, is at the end
   * @returns the cuts that were not reached, seconds
   */
  finish(slack: number): readonly number[] {
    while (this.nextCut <= this.position + slack) this.closeAtCut();
    this.#close(Math.max(this.#startS, this.position / this.#unitsPerSecond));
    return this.#cuts.slice(this.#done).map(({ timeS }) => timeS);
  }

  #goTo(to: number): void {
    this.position = to;
    if (this.#firstSecondW === undefined && to - this.#start >= endS * this.#unitsPerSecond) {
      this.#firstSecondW = this.#meanW(this.#intervalJ, this.#intervalMeasured);
    }
    if (to - this.#lastMemory >= (endS * this.#unitsPerSecond) / remembered) {
      const slot = this.#memories % remembered;
      this.#places[slot] = to;
      this.#energiesJ[slot] = this.#energyJ;
      this.#measureds[slot] = this.#measured;
      this.#memories += 1;
      this.#lastMemory = to;
    }
  }

  #close(timeS: number): void {
    const hasSamples = this.#least <= this.#most;
    this.intervals.push({
      startS: this.#startS,
      endS: timeS,
      measuredJ: this.#intervalJ,
      measuredS: this.#intervalMeasured / this.#unitsPerSecond,
      lostS: this.#lost / this.#unitsPerSecond,
      samples: this.#samples,
      lostSamples: this.#lostSamples,
      leastPowerW: hasSamples ? this.#least : null,
      mostPowerW: hasSamples ? this.#most : null,
      rangeChanges: this.#rangeChanges,
      uncertainSamples: this.#uncertainSamples,
      saturatedSamples: this.#saturatedSamples,
      firstSecondW: this.#firstSecondW ?? this.#meanW(this.#intervalJ, this.#intervalMeasured),
      lastSecondW: this.#lastSecondW(),
    });
    this.#startS = timeS;
    this.#start = this.position;
    this.#intervalJ = 0;
    this.#intervalMeasured = 0;
    this.#lost = 0;
    this.#samples = 0;
    this.#lostSamples = 0;
    this.#least = Infinity;
    this.#most = -Infinity;
    this.#firstSecondW = undefined;
    this.#rangeChanges = 0;
    this.#uncertainSamples = 0;
    this.#saturatedSamples = 0;
    const marks = this.#laterMarks;
    this.#laterMarks = [];
    for (const { at, kind, samples } of marks) this.mark(at, kind, samples);
  }

  /** The mean from the first place on that is remembered of the last second of the interval. */
  #lastSecondW(): number | null {
    const from = Math.max(this.#start, this.position - endS * this.#unitsPerSecond);
    for (let memory = Math.max(0, this.#memories - remembered); memory < this.#memories; memory += 1) {
      const slot = memory % remembered;
      const place = this.#places[slot] ?? Infinity;
      if (place < from || place >= this.position) continue;
      const energyJ = this.#energyJ - (this.#energiesJ[slot] ?? 0);
      const meanW = this.#meanW(energyJ, this.#measured - (this.#measureds[slot] ?? 0));
      if (meanW !== null) return meanW;
    }
    return this.#meanW(this.#intervalJ, this.#intervalMeasured);
  }

  #meanW(energyJ: number, measured: number): number | null {
    return measured > 0 ? (energyJ / measured) * this.#unitsPerSecond : null;
  }

  #count(kind: 'range' | 'saturated', samples: number): void {
    if (kind === 'saturated') this.#saturatedSamples += samples;
    else {
      this.#rangeChanges += 1;
      this.#uncertainSamples += samples;
    }
  }
}
