import { oneAgainstRest } from './one-against-rest.ts';
import type { ScoredSample } from './scored-sample.ts';

const steps = 100;

/**
 * The AUC of EEMBC's EnergyRunner for classes: the mean over the classes of one against the rest, from a curve at the
 * thresholds 0, 0.01 … 1 with scores strictly above counting as positive, (1, 1) put in place of the point at 0, and
 * trapezoids between. Scores are taken as they are. The rounds print two decimals.
 * @returns 0 to 1, not rounded; null where there is no class to tell from others
 */
export function aucEembc(samples: readonly ScoredSample[]): number | null {
  return oneAgainstRest(samples, thresholdArea);
}

function thresholdArea(scores: readonly number[], isPositive: (index: number) => boolean): number | null {
  // How many scores are above the thresholds 0 to n − 1, and no further: counted by n, then summed from the top.
  const positivesAbove = new Float64Array(steps + 2);
  const negativesAbove = new Float64Array(steps + 2);
  for (const [index, score] of scores.entries()) {
    const counts = isPositive(index) ? positivesAbove : negativesAbove;
    const slot = thresholdsBelow(score);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  sumFromTop(positivesAbove);
  sumFromTop(negativesAbove);
  const positives = positivesAbove[0] ?? 0;
  const negatives = negativesAbove[0] ?? 0;
  if (positives === 0 || negatives === 0) return null;

  let area = 0;
  let [x, y] = [1, 1];
  for (let step = 1; step <= steps; step++) {
    const nextX = (negativesAbove[step + 1] ?? 0) / negatives;
    const nextY = (positivesAbove[step + 1] ?? 0) / positives;
    area += ((x - nextX) * (y + nextY)) / 2;
    [x, y] = [nextX, nextY];
  }
  return area;
}

/** How many of the thresholds 0, 0.01 … 1 a score is strictly above. */
function thresholdsBelow(score: number): number {
  if (!(score > 0)) return 0;
  let count = Math.min(steps, Math.max(0, Math.floor(score * steps) - 1));
  while (count <= steps && score > count / steps) count++;
  return count;
}

function sumFromTop(counts: Float64Array): void {
  for (let slot = counts.length - 2; slot >= 0; slot--) counts[slot] = (counts[slot] ?? 0) + (counts[slot + 1] ?? 0);
}
