import { areaOfClass, oneAgainstRest } from './one-against-rest.ts';
import { rocAuc } from './roc-auc.ts';
import type { ScoredSample } from './scored-sample.ts';

/**
 * The AUC of the MLCommons runner for classes: each vector divided by its sum, then the usual area under the ROC
 * curve, of class 1 where there are two classes, else the mean over the classes of one against the rest. The rounds
 * print three decimals.
 * @returns 0 to 1, not rounded; null where there is no class to tell from others
 */
export function aucMlcommons(samples: readonly ScoredSample[]): number | null {
  const normalised = samples.map(({ label, scores }) => ({ label, scores: normalise(scores) }));
  const isBinary = samples.every(({ scores }) => scores.length === 2);
  return isBinary ? areaOfClass(normalised, 1, rocAuc) : oneAgainstRest(normalised, rocAuc);
}

/** Divides by the sum; a vector whose sum is 0 has no shares and stays as it is. */
export function normalise(scores: readonly number[]): readonly number[] {
  const sum = sumByEights(scores);
  return sum === 0 ? scores : scores.map((score) => score / sum);
}

/**
 * The sum in the order in which numpy adds up fewer than 128 numbers: eight partial sums first, the rest after. The last
 * bit of the sum decides which shares are equal, and through them the fifth decimal of the area.
 */
function sumByEights(values: readonly number[]): number {
  const at = (index: number): number => values[index] ?? 0;
  const whole = values.length - (values.length % 8);
  if (whole === 0) return values.reduce((sum, value) => sum + value, 0);
  const partial = (lane: number): number => {
    let sum = at(lane);
    for (let index = lane + 8; index < whole; index += 8) sum += at(index);
    return sum;
  };
  const pair = (lane: number): number => partial(lane) + partial(lane + 1);
  return values.slice(whole).reduce((sum, value) => sum + value, pair(0) + pair(2) + (pair(4) + pair(6)));
}
