/** Digits that a figure keeps: far more than any clock or meter has, and fewer than sums in another order differ in. */
const usualDigits = 10;

/** A number to so many significant digits, so that the same evidence gives the same text everywhere. */
export function rounded(value: number, digits = usualDigits): number {
  return Number(value.toPrecision(digits));
}

/** The same of a figure that may be none; what is no finite number is none. */
export function roundedOrNull(value: number | null | undefined, digits = usualDigits): number | null {
  return value == null || !Number.isFinite(value) ? null : rounded(value, digits);
}
