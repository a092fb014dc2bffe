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
  const sum = scores.reduce((total, score) => total + score, 0);
  return sum === 0 ? scores : scores.map((score) => score / sum);
}
