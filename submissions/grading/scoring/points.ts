/**
 * Points as they are told: to two decimals, halves up. Every figure that is shown is rounded once, from an exact one, and
 * sums are taken of what is shown, so that a student who adds up a page gets its total.
 */
export function roundPoints(points: number): number {
  // A half that binary fractions put a hair below itself, such as 0.285 × 100, is a half.
  return Math.floor(points * 100 + 0.5 + 1e-7) / 100;
}

/** The sum of points that are rounded, exact to the hundredth. */
export function sumPoints(points: readonly number[]): number {
  return points.reduce((sum, each) => sum + Math.round(each * 100), 0) / 100;
}

/** `1 point`, `12.5 points`. */
export function pointsText(points: number): string {
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}
