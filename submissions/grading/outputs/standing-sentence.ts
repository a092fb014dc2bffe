import type { Standing } from './feedback.ts';

/** Where a total stands in the class, in words. */
export function standingSentence({ totals, quartiles }: Standing, own: number): string {
  const [lower, median, upper] = quartiles;
  const below = totals.filter((total) => total < own).length;
  const above = totals.filter((total) => total > own).length;
  return (
    `Of ${totals.length} who handed in, ${below} have fewer points and ${above} more. ` +
    `The totals go from ${totals[0] ?? 0} to ${totals.at(-1) ?? 0}; the middle half lies between ${lower} and ${upper}, ` +
    `with the median at ${median}.`
  );
}
