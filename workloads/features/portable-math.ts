/**
 * Sine, cosine, exponential and logarithm that give the same 64 bits on every machine. ECMAScript leaves the last
 * bits of `Math.sin` and its kin to the engine; sums, products, quotients, square roots and rounding are exact in
 * IEEE 754 everywhere. What is generated or extracted here has digests, so it is built from the latter alone.
 * All of them stay within 2 units in the last place of the true value.
 */

const TWO_PI = 6.283185307179586;

/** sin(2π × turns). Angles are counted in turns because reducing them is then exact. */
export function sineOfTurns(turns: number): number {
  return cosineOfTurns(turns - 0.25);
}

/** cos(2π × turns). */
export function cosineOfTurns(turns: number): number {
  const fraction = turns - Math.floor(turns);
  const quarter = Math.floor(4 * fraction + 0.5);
  const angle = TWO_PI * (fraction - quarter / 4);
  switch (quarter) {
    case 1:
      return -sineNearZero(angle);
    case 2:
      return -cosineNearZero(angle);
    case 3:
      return sineNearZero(angle);
    default:
      return cosineNearZero(angle);
  }
}

/** Taylor series to x¹⁷; for |x| ≤ π/4 the rest is below 1e-19. */
function sineNearZero(x: number): number {
  const y = x * x;
  let sum = 1;
  for (let n = 16; n >= 2; n -= 2) sum = 1 - (y / (n * (n + 1))) * sum;
  return x * sum;
}

/** Taylor series to x¹⁸. */
function cosineNearZero(x: number): number {
  const y = x * x;
  let sum = 1;
  for (let n = 18; n >= 2; n -= 2) sum = 1 - (y / (n * (n - 1))) * sum;
  return sum;
}

const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts; the upper has 21 trailing zero bits, so that multiples of it by an exponent are exact. */
const LN2_UPPER = 0.6931471803691238;
const LN2_LOWER = 1.9082149292705877e-10;

/** eˣ; 0 below x = −700 and the value at 700 above it: nothing here needs more. */
export function exponential(x: number): number {
  if (x < -700) return 0;
  const clamped = x > 700 ? 700 : x;
  const power = Math.floor(clamped * LOG2_E + 0.5);
  const rest = clamped - power * LN2_UPPER - power * LN2_LOWER;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (rest / n) * sum;
  return sum * powerOfTwo(power);
}

const float = new Float64Array(1);
/** The two halves of `float`, whichever way round this machine keeps them. */
const halves = new Uint32Array(float.buffer);
float[0] = 1;
const UPPER = halves[1] === 0 ? 0 : 1;

/** 2 to a whole power between −1022 and 1023, by writing the exponent's bits. */
function powerOfTwo(power: number): number {
  halves[1 - UPPER] = 0;
  halves[UPPER] = (power + 1023) << 20;
  return float[0] ?? 0;
}

/** ln x for positive normal numbers; −∞ at zero and below, because callers put a floor under their energies. */
export function naturalLogarithm(x: number): number {
  if (x < 2.2250738585072014e-308) return -Infinity;
  float[0] = x;
  const upper = halves[UPPER] ?? 0;
  let exponent = (upper >>> 20) - 1023;
  halves[UPPER] = (upper & 0xfffff) | (1023 << 20);
  let mantissa = float[0];
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 artanh((m − 1) / (m + 1)), a series in at most 0.1716.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 23; n >= 3; n -= 2) sum = square * (1 / n + sum);
  return exponent * LN2_UPPER + (2 * s + (2 * s * sum + exponent * LN2_LOWER));
}

const LOG10_E = 0.4342944819032518;

/** The decimal logarithm of a positive number. */
export function decimalLogarithm(x: number): number {
  return LOG10_E * naturalLogarithm(x);
}
