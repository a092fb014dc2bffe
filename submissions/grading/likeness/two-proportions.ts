/** A share of samples. */
export interface Proportion {
  /** 0 to 1. */
  readonly value: number;
  readonly samples: number;
}

/**
 * The least that the share behind `a` can well be above that behind `b`: the lower end of Newcombe's hybrid score interval
 * (Statistics in Medicine 17, 1998, method 10), which holds for shares near 0 and 1 as well.
 * @param z standard deviations, such as 1.96 for 95 % on two sides
 */
export function leastDifference(a: Proportion, b: Proportion, z: number): number {
  const below = a.value - scoreInterval(a, z).low;
  const above = scoreInterval(b, z).high - b.value;
  return a.value - b.value - Math.hypot(below, above);
}

/** Wilson's score interval (Journal of the American Statistical Association 22, 1927). */
export function scoreInterval({ value, samples }: Proportion, z: number): { low: number; high: number } {
  const spread = z * z;
  const centre = (2 * samples * value + spread) / (2 * (samples + spread));
  const half = (z * Math.sqrt(spread + 4 * samples * value * (1 - value))) / (2 * (samples + spread));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
