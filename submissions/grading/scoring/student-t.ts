/** Quantiles for 1 to 30 degrees of freedom at 99.5 %, as in every table of the t distribution. */
const quantiles = [
  63.6567, 9.9248, 5.8409, 4.6041, 4.0321, 3.7074, 3.4995, 3.3554, 3.2498, 3.1693, 3.1058, 3.0545, 3.0123, 2.9768,
  2.9467, 2.9208, 2.8982, 2.8784, 2.8609, 2.8453, 2.8314, 2.8188, 2.8073, 2.7969, 2.7874, 2.7787, 2.7707, 2.7633,
  2.7564, 2.75,
];
const normalQuantile = 2.575829;

/**
 * How many estimated standard deviations hold 99 % on both sides, by Student's t distribution; beyond the table by the
 * first terms of the expansion from the normal one (Abramowitz & Stegun 26.7.5), good to three decimals there.
 * @param degrees of freedom: one or more, a whole number
 */
export function studentT99(degrees: number): number {
  const tabled = quantiles[degrees - 1];
  if (tabled !== undefined) return tabled;
  const z = normalQuantile;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
