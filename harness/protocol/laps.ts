/** A lap counter of 32 bits starts again after this many microseconds, 71.6 minutes. */
const wrapUs = 2 ** 32;

/**
 * Microseconds between two readings of a board's free-running lap counter. A second reading below the first is a
 * 32-bit counter that wrapped once; a window longer than 71.6 minutes cannot be told from a shorter one.
 * @returns null where the counter went backwards and cannot have wrapped
 */
export function elapsedBetweenLapsUs(startLapUs: number, endLapUs: number): number | null {
  if (endLapUs >= startLapUs) return endLapUs - startLapUs;
  return startLapUs < wrapUs ? endLapUs + wrapUs - startLapUs : null;
}
