import { median, quantileSorted, sampleWithReplacement } from 'simple-statistics';
import type { BootstrapOptions, Interval } from './bootstrap.ts';
import { seededRandom } from './random.ts';

/** Fixed, so that whoever compares the same results gets the same interval. */
const usual: BootstrapOptions = { confidence: 0.95, resamples: 2000, seed: 1 };

/**
 * Percentile bootstrap interval of median(numerators) ÷ median(denominators), both resampled independently of each
 * other (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 8 and 13).
 * @param numerators one or more finite numbers
 * @param denominators one or more finite numbers above 0
 * @throws RangeError where there are none
 */
export function bootstrapMedianRatio(
  numerators: readonly number[],
  denominators: readonly number[],
  options: Partial<BootstrapOptions> = {},
): Interval {
  if (numerators.length === 0 || denominators.length === 0)
    throw new RangeError('an interval needs values on both sides');
  const { confidence, resamples, seed } = { ...usual, ...options };
  const random = seededRandom(seed);
  const resampled = (values: number[]): number => median(sampleWithReplacement(values, values.length, random));
  const [above, below] = [[...numerators], [...denominators]];
  const ratios = Array.from({ length: resamples }, () => resampled(above) / resampled(below));
  ratios.sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return [quantileSorted(ratios, tail), quantileSorted(ratios, 1 - tail)];
}
