/** Quantiles for 1 to 30 degrees of freedom at 97.5 %, as in every table of the t distribution. */
const quantiles = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
const normalQuantile = 1.959964;

/**
 * How many estimated standard deviations hold 95 % on both sides, by Student's t distribution; beyond the table by the
 * first terms of the expansion from the normal one (Abramowitz & Stegun 26.7.5), good to four decimals there.
 * @param degrees of freedom: one or more, a whole number
 */
export function studentT95(degrees: number): number {
  const tabled = quantiles[degrees - 1];
  if (tabled !== undefined) return tabled;
  const z = normalQuantile;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
