import { max, median, min } from 'simple-statistics';

/**
 * How far apart measurements of the same thing lie: (largest − smallest) ÷ median.
 * @param values one or more positive numbers
 */
export function relativeSpread(values: readonly number[]): number {
  const own = [...values];
  return (max(own) - min(own)) / median(own);
}
