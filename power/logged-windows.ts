import type { HostTime } from './inference-log.ts';
import { bounceS } from './laps.ts';

/** Two laps of a trace, by their numbers, and what the log tells of the window between them. */
export interface LoggedWindow {
  readonly startLap: number;
  readonly endLap: number;
  /** Its number in the log. */
  readonly number: number;
  readonly hostTime: HostTime;
}

/** Host times of published runs agree with their edges to 0.12 s; downloads between windows last longer than a second. */
const slackS = 0.25;
/** How far the sample clock may run away from the host's. */
const drift = 0.005;
/** More than this no run has; each would be compared with each. */
const mostLaps = 10_000;
const mostLogged = 100;

/**
 * Finds the windows of a log among the laps of a trace, whose clocks begin at different times: the shift is taken under
 * which most of the starts and ends in the log lie at a lap. Laps that are missing or too many disturb no other window.
 * @returns a window for each in the log that has both of its laps; none where the log fits nowhere
 */
export function loggedWindows(lapsS: readonly number[], hostTimes: readonly HostTime[]): readonly LoggedWindow[] {
  if (lapsS.length > mostLaps || hostTimes.length > mostLogged) return [];
  let best: Fit = { windows: [], laps: 0, offS: 0 };
  for (const { startS } of hostTimes) {
    for (const lapS of lapsS) {
      const fit = fitAt(startS - lapS, lapS, lapsS, hostTimes);
      if (fit.laps > best.laps || (fit.laps === best.laps && fit.offS < best.offS)) best = fit;
    }
  }
  return best.windows;
}

interface Fit {
  readonly windows: readonly LoggedWindow[];
  /** Starts and ends in the log that lie at a lap, and how far off they are together. */
  readonly laps: number;
  readonly offS: number;
}

/** @param shiftS what the host's clock is ahead of the trace's at `anchorS` of the trace */
function fitAt(shiftS: number, anchorS: number, lapsS: readonly number[], hostTimes: readonly HostTime[]): Fit {
  const windows: LoggedWindow[] = [];
  let laps = 0;
  let offS = 0;
  const lapAt = (hostS: number): number | null => {
    const timeS = hostS - shiftS;
    const lap = nearest(lapsS, timeS);
    const off = Math.abs((lapsS[lap] ?? Infinity) - timeS);
    if (off > slackS + drift * Math.abs(timeS - anchorS)) return null;
    laps += 1;
    offS += off;
    return lap;
  };
  for (const [number, hostTime] of hostTimes.entries()) {
    const startLap = lapAt(hostTime.startS);
    const endLap = lapAt(hostTime.endS);
    if (startLap === null || endLap === null || startLap >= endLap) continue;
    const lastsS = (lapsS[endLap] ?? 0) - (lapsS[startLap] ?? 0);
    const hostS = hostTime.endS - hostTime.startS;
    if (Math.abs(lastsS - hostS) <= slackS + drift * hostS) windows.push({ startLap, endLap, number, hostTime });
  }
  return { windows, laps, offS };
}

/** The lap nearest to `timeS`; of those that bounce the first. */
function nearest(lapsS: readonly number[], timeS: number): number {
  let low = 0;
  let high = lapsS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lapsS[middle] ?? 0) < timeS) low = middle + 1;
    else high = middle;
  }
  const before = lapsS[low - 1] ?? -Infinity;
  let lap = (lapsS[low] ?? Infinity) - timeS < timeS - before ? low : low - 1;
  while (lap > 0 && (lapsS[lap] ?? 0) - (lapsS[lap - 1] ?? 0) <= bounceS) lap -= 1;
  return lap;
}
