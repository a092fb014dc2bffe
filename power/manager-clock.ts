import { median } from 'simple-statistics';
import type { Step } from './steps.ts';

/** A window as an I/O manager saw it, and what its recording shows. */
export interface ManagerWindow {
  /** Between the two laps, on the clock of the I/O manager. */
  readonly elapsedUs: number;
  /** Seconds of the recording at which the laps are expected, by the host's clock; null where nothing tells. */
  readonly expectedStartS: number | null;
  /** Changes of power in the recording, in the order of time. */
  readonly steps: readonly Step[];
  /** Seconds from one sample to the next. */
  readonly samplePeriodS: number;
}

/** Where a window lies in its recording. */
export interface FittedWindow {
  readonly startS: number;
  readonly endS: number;
  /** How far each end may be off, seconds. */
  readonly uncertaintyS: number;
}

export interface ManagerFit {
  /** Seconds of the instrument for one second of the I/O manager. */
  readonly rate: number;
  /** The largest distance of a step from where the fit puts it, seconds. */
  readonly residualS: number;
  /** One for each window; null where its recording shows no such window. */
  readonly windows: readonly (FittedWindow | null)[];
}

/** The clock of an I/O manager may be off by so much: 0.12 % was seen. */
export const mostDrift = 0.005;
/** What the host's clock says of the start is right to so much: a line at 9600 baud and a round of polling. */
export const hostSlackS = 0.25;
/** A board's power may change so much later than its pin, at the most, at each end of a window. */
const pinSlackS = 0.0001;
/** A step is found to so many samples, at either end. */
const stepSamples = 1;

/** A rise and a fall of power, or the other way, that may be a window's ends. */
interface Pair {
  readonly startS: number;
  readonly endS: number;
}

/** A rate of the clock, and the pairs of each window that lie as far apart as it wants them. */
interface Hypothesis {
  readonly rate: number;
  readonly pairs: readonly (readonly Pair[])[];
  /** Windows that have such a pair. */
  readonly explained: number;
}

/**
 * Fits the clock of an I/O manager to that of an instrument that sees no edges itself. In each recording two steps of
 * power are looked for, a rise and a fall or the other way, that lie as far apart as the laps at one rate for all
 * windows. A wrong step, as the rise of the warm-ups before a window, adds the same time to each window and so another
 * rate to a short one than to a long one: windows of different lengths, as those that calibrate, tell it from the right one.
 * Where several rates or pairs explain as many windows, each window gets the last start of all, and how far the others
 * lie from there is part of its uncertainty.
 * @param besides windows that help to find the rate, and are not asked for
 * @returns null where no recording of `all` shows a window
 */
export function fitManagerClock(
  all: readonly ManagerWindow[],
  besides: readonly ManagerWindow[] = [],
): ManagerFit | null {
  const seen = [...all, ...besides];
  const possible = seen.map(pairsOf);
  const likeliest = likeliestOf(seen, possible);
  const [best] = likeliest;
  if (best === undefined) return null;
  let residualS = 0;
  const windows = all.map((window, index): FittedWindow | null => {
    const [own, ...others] = likeliest.flatMap((one) => placesIn(one, window, index));
    if (own === undefined) return null;
    const { startS, endS, offS } = own;
    residualS = Math.max(residualS, offS);
    const elsewhereS = others.map((other) => Math.max(Math.abs(other.startS - startS), Math.abs(other.endS - endS)));
    const uncertaintyS = Math.max(offS + pinSlackS, window.samplePeriodS, ...elsewhereS);
    return { startS, endS, uncertaintyS };
  });
  if (windows.every((window) => window === null)) return null;
  return { rate: best.rate, residualS, windows };
}

/** A window laid around the middle of its steps, for each pair of them; the last start first. */
function placesIn(
  { rate, pairs }: Hypothesis,
  { elapsedUs }: ManagerWindow,
  index: number,
): (FittedWindow & { readonly offS: number })[] {
  const lengthS = (rate * elapsedUs) / 1e6;
  return (pairs[index] ?? []).map(({ startS, endS }) => {
    const middleS = (startS + endS) / 2;
    const offS = Math.abs(endS - startS - lengthS) / 2;
    return { startS: middleS - lengthS / 2, endS: middleS + lengthS / 2, uncertaintyS: offS, offS };
  });
}

/** The rates that explain most windows; first the one whose windows start last. */
function likeliestOf(seen: readonly ManagerWindow[], possible: readonly (readonly Pair[])[]): Hypothesis[] {
  // As many as differ by more than steps are found to.
  const rates = new Set<number>();
  for (const [index, window] of seen.entries()) {
    for (const pair of possible[index] ?? []) rates.add(Math.round(rateOf(pair, window) * 1e6) / 1e6);
  }
  const first = [...rates].map((rate) => hypothesis(rate, seen, possible));
  // The rate of one pair is only as good as its two steps: all that agree with it know better.
  const hypotheses = first.map(({ pairs }) => hypothesis(jointRate(pairs, seen), seen, possible));
  const most = Math.max(0, ...hypotheses.map(({ explained }) => explained));
  const likely = hypotheses.filter(({ explained }) => explained > 0 && explained === most);
  return likely.sort((a, b) => startsOf(b) - startsOf(a));
}

function hypothesis(rate: number, seen: readonly ManagerWindow[], possible: readonly (readonly Pair[])[]): Hypothesis {
  const pairs = seen.map(({ elapsedUs, samplePeriodS }, index) => {
    const slackS = 2 * (stepSamples * samplePeriodS + pinSlackS);
    const lengthS = (rate * elapsedUs) / 1e6;
    return (possible[index] ?? [])
      .filter(({ startS, endS }) => Math.abs(endS - startS - lengthS) <= slackS)
      .sort((a, b) => b.startS - a.startS);
  });
  return { rate, pairs, explained: pairs.filter((own) => own.length > 0).length };
}

/** The rate of all windows together, from the last pair of each. */
function jointRate(pairs: readonly (readonly Pair[])[], seen: readonly ManagerWindow[]): number {
  const longestUs = Math.max(...seen.map(({ elapsedUs }, index) => (pairs[index]?.length === 0 ? 0 : elapsedUs)));
  return median(
    seen.flatMap((window, index) => {
      const [pair] = pairs[index] ?? [];
      return pair === undefined || window.elapsedUs < longestUs / 2 ? [] : [rateOf(pair, window)];
    }),
  );
}

function startsOf({ pairs }: Hypothesis): number {
  return pairs.reduce((sum, [pair]) => sum + (pair?.startS ?? 0), 0);
}

function rateOf({ startS, endS }: Pair, { elapsedUs }: ManagerWindow): number {
  return (endS - startS) / (elapsedUs / 1e6);
}

/** The steps, one up and one down, that are about as far apart as the laps. */
function pairsOf({ steps, elapsedUs, expectedStartS, samplePeriodS }: ManagerWindow): Pair[] {
  const wantedS = elapsedUs / 1e6;
  const slackS = mostDrift * wantedS + 2 * (stepSamples * samplePeriodS + pinSlackS);
  const pairs: Pair[] = [];
  for (const [index, start] of steps.entries()) {
    if (expectedStartS !== null && Math.abs(start.timeS - expectedStartS) > hostSlackS) continue;
    for (const end of steps.slice(index + 1)) {
      const isOpposite = Math.sign(end.riseW) !== Math.sign(start.riseW);
      if (!isOpposite || Math.abs(end.timeS - start.timeS - wantedS) > slackS) continue;
      pairs.push({ startS: start.timeS, endS: end.timeS });
    }
  }
  return pairs;
}
