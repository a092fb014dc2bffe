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
const mostDrift = 0.005;
/** What the host's clock says of the start is right to so much: a line at 9600 baud and a round of polling. */
const hostSlackS = 0.25;

/**
 * Fits the clock of an I/O manager to that of an instrument that sees no edges itself. In each recording two steps of
 * power are looked for, a rise and a fall or the other way, that lie as far apart as the laps; the rate is the median
 * over all windows, and each window is then laid around the middle of its two steps. The residual is what the steps
 * differ from that.
 * @returns null where no recording shows a window
 */
export function fitManagerClock(all: readonly ManagerWindow[]): ManagerFit | null {
  const first = all.map((window) => bestPair(window, 1, mostDrift));
  const rates = first.flatMap((pair, index) => {
    const window = all[index];
    return pair === null || window === undefined ? [] : [(pair[1] - pair[0]) / (window.elapsedUs / 1e6)];
  });
  if (rates.length === 0) return null;
  const rate = median(rates);
  let residualS = 0;
  const windows = all.map((window): FittedWindow | null => {
    const pair = bestPair(window, rate, mostDrift / 5);
    if (pair === null) return null;
    const lengthS = (rate * window.elapsedUs) / 1e6;
    const middleS = (pair[0] + pair[1]) / 2;
    const offS = Math.abs(pair[1] - pair[0] - lengthS) / 2;
    residualS = Math.max(residualS, offS);
    const uncertaintyS = Math.max(offS, window.samplePeriodS);
    return { startS: middleS - lengthS / 2, endS: middleS + lengthS / 2, uncertaintyS };
  });
  return { rate, residualS, windows };
}

/** The two steps, one up and one down, whose distance is nearest to that of the laps. */
function bestPair(
  { steps, elapsedUs, expectedStartS }: ManagerWindow,
  rate: number,
  tolerance: number,
): readonly [number, number] | null {
  const wantedS = (rate * elapsedUs) / 1e6;
  let best: readonly [number, number] | null = null;
  let least = tolerance * wantedS;
  for (const [index, start] of steps.entries()) {
    if (expectedStartS !== null && Math.abs(start.timeS - expectedStartS) > hostSlackS) continue;
    for (const end of steps.slice(index + 1)) {
      if (Math.sign(end.riseW) === Math.sign(start.riseW)) continue;
      const offS = Math.abs(end.timeS - start.timeS - wantedS);
      if (offS < least) {
        least = offS;
        best = [start.timeS, end.timeS];
      }
    }
  }
  return best;
}
