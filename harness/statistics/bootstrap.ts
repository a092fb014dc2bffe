import { median, quantileSorted, sampleWithReplacement } from 'simple-statistics';
import { seededRandom } from './random.ts';

/** An interval, lower end first. */
export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** The share of the resampled figures that the interval holds. */
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Fixed, so that whoever derives a session again gets the same interval. */
const usual: BootstrapOptions = { confidence: 0.95, resamples: 2000, seed: 1 };

/**
 * Percentile bootstrap interval of the median (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13).
 * @param values one or more finite numbers
 * @throws RangeError where there are none
 */
export function bootstrapMedian(values: readonly number[], options: Partial<BootstrapOptions> = {}): Interval {
  if (values.length === 0) throw new RangeError('an interval needs at least one value');
  const { confidence, resamples, seed } = { ...usual, ...options };
  const random = seededRandom(seed);
  const own = [...values];
  const medians = Array.from({ length: resamples }, () => median(sampleWithReplacement(own, own.length, random)));
  medians.sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return [quantileSorted(medians, tail), quantileSorted(medians, 1 - tail)];
}
