import { meanPowerOf } from './interval.ts';
import type { Interval } from './interval.ts';

/** Windows of inferences last ten seconds, or nearly: published ones more than eight. */
const leastSeconds = 8;
/** How far windows of one run may differ, as a part of the longest or strongest. */
const mostUnlike = 0.1;

/**
 * Tells which stretches between an even number of laps are of inferences: all of them last as long and draw as much as
 * each other, and every download between is shorter and draws less. Power alone tells nothing: there are published runs
 * whose downloads draw more than their inferences.
 * @param stretches before the first lap, between each and the next, and behind the last
 * @returns 0 where the first lap begins a window, 1 where the second does; null where neither can be told
 */
export function pairingOf(stretches: readonly Interval[]): 0 | 1 | null {
  const inner = stretches.slice(1, -1);
  const [odd, even] = [0, 1].map((rest) => inner.filter((_, at) => at % 2 === rest));
  if (odd === undefined || even === undefined) return null;
  if (areInferences(odd, even)) return 0;
  return areInferences(even, odd) ? 1 : null;
}

function areInferences(windows: readonly Interval[], downloads: readonly Interval[]): boolean {
  const powers = windows.map((window) => meanPowerOf(window) ?? NaN);
  const leastW = Math.min(...powers);
  return (
    windows.length > 0 &&
    downloads.length > 0 &&
    windows.every((window) => secondsOf(window) >= leastSeconds) &&
    areAlike(windows.map(secondsOf)) &&
    areAlike(powers) &&
    downloads.every((download) => secondsOf(download) < leastSeconds && (meanPowerOf(download) ?? 0) < leastW)
  );
}

function areAlike(values: readonly number[]): boolean {
  return Math.max(...values) - Math.min(...values) <= mostUnlike * Math.max(...values);
}

function secondsOf({ startS, endS }: Interval): number {
  return endS - startS;
}
