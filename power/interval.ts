/** What a trace says of the time between two cuts. */
export interface Interval {
  /** Seconds of the trace. */
  readonly startS: number;
  readonly endS: number;
  /** Joules of the time that was measured: lost stretches add nothing. */
  readonly measuredJ: number;
  /** Seconds whose power is known, and those whose power was lost. */
  readonly measuredS: number;
  readonly lostS: number;
  /** Samples that begin in it, without the lost ones, and the lost ones. */
  readonly samples: number;
  readonly lostSamples: number;
  /** Those of the lost samples whose number is not certain: as many more may be lost, or none of them. */
  readonly guessedSamples: number;
  /** How far its two ends may be off because it is not known where samples were lost, seconds. */
  readonly startDoubtS: number;
  readonly endDoubtS: number;
  /** Watts of its samples; null where it has none. */
  readonly leastPowerW: number | null;
  readonly mostPowerW: number | null;
  /** Times the measuring range changed, and the samples that are less certain for it. */
  readonly rangeChanges: number;
  readonly uncertainSamples: number;
  /** Samples at the end of the range: their power was this or more. */
  readonly saturatedSamples: number;
  /** Mean watts of about the first and the last second of it, or of all where it is shorter; null where nothing was measured. */
  readonly firstSecondW: number | null;
  readonly lastSecondW: number | null;
}

/** Watts over the time that was measured; null where nothing was. */
export function meanPowerOf({ measuredJ, measuredS }: Interval): number | null {
  return measuredS > 0 ? measuredJ / measuredS : null;
}

/**
 * Joules of an interval: what was measured, and for what was lost the mean power of the rest. How far that may be off
 * is for the trust statement to say (trust.ts). Null where nothing was measured.
 */
export function energyOf(interval: Interval): number | null {
  const meanW = meanPowerOf(interval);
  if (meanW === null) return null;
  return interval.lostS > 0 ? interval.measuredJ + meanW * interval.lostS : interval.measuredJ;
}

/** One interval out of several that follow each other. */
export function joined(intervals: readonly [Interval, ...Interval[]]): Interval {
  const [first] = intervals;
  const last = intervals.at(-1) ?? first;
  const sum = (of: (interval: Interval) => number): number =>
    intervals.reduce((total, interval) => total + of(interval), 0);
  const powers = intervals.flatMap(({ leastPowerW, mostPowerW }) =>
    leastPowerW === null || mostPowerW === null ? [] : [leastPowerW, mostPowerW],
  );
  // A bounce is no second: the longest part speaks for the ends.
  const longest = intervals.reduce((best, interval) => (lengthOf(interval) > lengthOf(best) ? interval : best), first);
  return {
    startS: first.startS,
    endS: last.endS,
    measuredJ: sum((interval) => interval.measuredJ),
    measuredS: sum((interval) => interval.measuredS),
    lostS: sum((interval) => interval.lostS),
    samples: sum((interval) => interval.samples),
    lostSamples: sum((interval) => interval.lostSamples),
    guessedSamples: sum((interval) => interval.guessedSamples),
    startDoubtS: first.startDoubtS,
    endDoubtS: last.endDoubtS,
    leastPowerW: powers.length === 0 ? null : Math.min(...powers),
    mostPowerW: powers.length === 0 ? null : Math.max(...powers),
    rangeChanges: sum((interval) => interval.rangeChanges),
    uncertainSamples: sum((interval) => interval.uncertainSamples),
    saturatedSamples: sum((interval) => interval.saturatedSamples),
    firstSecondW: longest.firstSecondW,
    lastSecondW: longest.lastSecondW,
  };
}

function lengthOf({ startS, endS }: Interval): number {
  return endS - startS;
}
