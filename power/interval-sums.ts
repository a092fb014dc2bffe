import type { Interval } from './interval.ts';
import { RecentSums } from './recent-sums.ts';

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
  /** How far it may be off, in units. */
  doubt: number;
}

/** A stretch, in units, anywhere in which so much was lost. */
interface Doubt {
  readonly from: number;
  readonly to: number;
  length: number;
}

interface Mark {
  readonly at: number;
  readonly kind: 'range' | 'saturated' | 'guessed';
  readonly samples: number;
}

type MarkCounts = Pick<Interval, 'rangeChanges' | 'uncertainSamples' | 'saturatedSamples' | 'guessedSamples'>;

const unmarked: MarkCounts = { rangeChanges: 0, uncertainSamples: 0, saturatedSamples: 0, guessedSamples: 0 };

/** How much of the beginning of an interval its mean is taken of, seconds. */
const beginningS = 1;

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
  /** At the ends of `intervals`. */
  readonly #made: Cut[] = [];
  /** Those that reach behind what was summed up, for cuts that are still to come. */
  #doubts: Doubt[] = [];
  /** Marks behind the next cut. */
  #laterMarks: Mark[] = [];
  #marks = unmarked;
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
  readonly #recent: RecentSums;

  constructor(unitsPerSecond: number, onSpan?: (span: Span) => void) {
    this.#unitsPerSecond = unitsPerSecond;
    this.#onSpan = onSpan;
    this.#recent = new RecentSums(unitsPerSecond);
  }

  /** Cuts at an instant, and its place in units, that lies behind all that was summed up. */
  cut(timeS: number, at: number): void {
    const isInOrder = at >= (this.#cuts.at(-1)?.at ?? -Infinity);
    const doubt = this.#doubts.reduce((sum, { from, to, length }) => (at >= from && at <= to ? sum + length : sum), 0);
    this.#cuts.push({ at, timeS, doubt });
    if (!isInOrder) {
      this.#cuts = this.#cuts.slice(this.#done).sort((a, b) => a.at - b.at);
      this.#done = 0;
    }
    this.nextCut = this.#cuts[this.#done]?.at ?? Infinity;
  }

  /** Something of this length was lost anywhere from `from` to `to`: cuts in there may be off by as much. */
  doubt(from: number, to: number, length: number): void {
    for (let index = this.#made.length - 1; index >= 0; index -= 1) {
      const cut = this.#made[index];
      if (cut === undefined || cut.at < from) break;
      if (cut.at <= to) cut.doubt += length;
    }
    for (let index = this.#done; index < this.#cuts.length; index += 1) {
      const cut = this.#cuts[index];
      if (cut === undefined || cut.at > to) break;
      if (cut.at >= from) cut.doubt += length;
    }
    this.#doubts = this.#doubts.filter((earlier) => earlier.to >= this.position);
    const same = this.#doubts.find((earlier) => earlier.from === from && earlier.to === to);
    if (same === undefined) this.#doubts.push({ from, to, length });
    else same.length += length;
  }

  /** A mark on samples from a place on; it belongs to the interval that the place is in. */
  mark(at: number, kind: Mark['kind'], samples: number): void {
    if (at >= this.nextCut) this.#laterMarks.push({ at, kind, samples });
    else if (at >= this.#start) this.#marks = marked(this.#marks, kind, samples);
    else {
      const own = this.intervals.findLastIndex(({ startS }) => startS * this.#unitsPerSecond <= at);
      const interval = this.intervals[own];
      if (interval !== undefined) this.intervals[own] = { ...interval, ...marked(interval, kind, samples) };
    }
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
    if (cut === undefined) return;
    this.#made.push(cut);
    this.#close(cut.timeS);
  }

  /**
   * Ends the last interval, where the trace ends.
   * @param slack a cut so far behind the end, in units, is at the end
   * @returns the cuts that were not reached, seconds
   */
  finish(slack: number): readonly number[] {
    while (this.nextCut <= this.position + slack) this.closeAtCut();
    this.#close(Math.max(this.#startS, this.position / this.#unitsPerSecond));
    for (const [index, { doubt }] of this.#made.entries()) this.#doubtCut(index, doubt / this.#unitsPerSecond);
    return this.#cuts.slice(this.#done).map(({ timeS }) => timeS);
  }

  /** What ends an interval begins the next. */
  #doubtCut(index: number, doubtS: number): void {
    const [before, after] = [this.intervals[index], this.intervals[index + 1]];
    if (before !== undefined) this.intervals[index] = { ...before, endDoubtS: doubtS };
    if (after !== undefined) this.intervals[index + 1] = { ...after, startDoubtS: doubtS };
  }

  #goTo(to: number): void {
    this.position = to;
    if (this.#firstSecondW === undefined && to - this.#start >= beginningS * this.#unitsPerSecond) {
      this.#firstSecondW = this.#meanW(this.#intervalJ, this.#intervalMeasured);
    }
    this.#recent.remember(to, this.#energyJ, this.#measured);
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
      startDoubtS: 0,
      endDoubtS: 0,
      leastPowerW: hasSamples ? this.#least : null,
      mostPowerW: hasSamples ? this.#most : null,
      ...this.#marks,
      firstSecondW: this.#firstSecondW ?? this.#meanW(this.#intervalJ, this.#intervalMeasured),
      lastSecondW: this.#lastSecondW() ?? this.#meanW(this.#intervalJ, this.#intervalMeasured),
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
    this.#marks = unmarked;
    const marks = this.#laterMarks;
    this.#laterMarks = [];
    for (const { at, kind, samples } of marks) this.mark(at, kind, samples);
  }

  #lastSecondW(): number | null {
    return this.#recent.lastSecondW(this.#start, this.position, this.#energyJ, this.#measured);
  }

  #meanW(energyJ: number, measured: number): number | null {
    return measured > 0 ? (energyJ / measured) * this.#unitsPerSecond : null;
  }
}

function marked(counts: MarkCounts, kind: Mark['kind'], samples: number): MarkCounts {
  const { rangeChanges, uncertainSamples, saturatedSamples, guessedSamples } = counts;
  const same: MarkCounts = { rangeChanges, uncertainSamples, saturatedSamples, guessedSamples };
  switch (kind) {
    case 'range':
      return { ...same, rangeChanges: rangeChanges + 1, uncertainSamples: uncertainSamples + samples };
    case 'saturated':
      return { ...same, saturatedSamples: saturatedSamples + samples };
    case 'guessed':
      return { ...same, guessedSamples: guessedSamples + samples };
  }
}
