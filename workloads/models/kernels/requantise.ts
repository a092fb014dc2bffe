import type { Requantisation } from './kernel-set.ts';

/** A real factor as a 32-bit fixed-point number: factor ≈ multiplier / 2^31 × 2^exponent. */
export interface FixedPointFactor {
  /** From 2^30 up to 2^31 − 1, or 0. */
  readonly multiplier: number;
  readonly exponent: number;
}

/**
 * Where a shift to the right rounds a half to. Both occur in TensorFlow Lite: its matrix products (ruy, on the machines
 * and boards with a rounding shift instruction) round it up, its other kernels (gemmlowp's RoundingDivideByPOT) away
 * from zero. They differ for negative numbers alone, by 1.
 */
export type Halves = 'up' | 'away-from-zero';

/**
 * The fixed-point form of a factor, as TensorFlow Lite chooses it (QuantizeMultiplier in quantization_util.cc).
 * @param factor not negative, finite
 */
export function fixedPointFactor(factor: number): FixedPointFactor {
  if (factor === 0) return { multiplier: 0, exponent: 0 };
  let exponent = Math.floor(Math.log2(factor)) + 1;
  let fraction = factor / 2 ** exponent;
  // The logarithm may be off by one beside a power of two.
  if (fraction >= 1) {
    fraction /= 2;
    exponent += 1;
  } else if (fraction < 0.5) {
    fraction *= 2;
    exponent -= 1;
  }
  let multiplier = Math.round(fraction * 2 ** 31);
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    exponent += 1;
  }
  return exponent < -31 ? { multiplier: 0, exponent: 0 } : { multiplier, exponent };
}

/**
 * value × multiplier / 2^31 × 2^exponent in 32-bit integers: the product to the nearest, halves up, then the shift to
 * the nearest, halves as `halves` says. A shift to the left comes first.
 */
export function multiplyByFactor(value: number, multiplier: number, exponent: number, halves: Halves): number {
  if (exponent >= 0) return highProduct(value << exponent, multiplier);
  const product = highProduct(value, multiplier);
  // One less turns the halves of negative numbers, and only them, downward.
  const biased = halves === 'up' ? product : product + (product >> 31);
  return (biased >> -exponent) + ((biased >> (-exponent - 1)) & 1);
}

/**
 * value × multiplier / 2^31 to the nearest whole number, halves up (SaturatingRoundingDoublingHighMul in gemmlowp; no
 * multiplier of ours is negative, so nothing saturates). The product has up to 63 bits and is put together from the
 * products of 16-bit halves.
 */
function highProduct(value: number, multiplier: number): number {
  const valueHigh = value >> 16;
  const valueLow = value & 0xffff;
  const multiplierHigh = multiplier >> 16;
  const multiplierLow = multiplier & 0xffff;
  const crossed = Math.imul(valueHigh, multiplierLow);
  const straight = Math.imul(valueLow, multiplierHigh);
  // In units of 2^16; what is below cannot change the rounding.
  const middle = (Math.imul(valueLow, multiplierLow) >>> 16) + (crossed & 0xffff) + (straight & 0xffff);
  const high = Math.imul(valueHigh, multiplierHigh) + (crossed >> 16) + (straight >> 16) + (middle >> 16);
  return ((high << 1) + (((middle & 0xffff) + 0x4000) >> 15)) | 0;
}

/**
 * Turns `rows` lines of accumulators, one column an output channel, into int8.
 * @param start where in the output the first goes
 */
export function requantiseRows(
  accumulators: Int32Array,
  rows: number,
  requantisation: Requantisation,
  halves: Halves,
  output: Int8Array,
  start: number,
): void {
  const { multipliers, exponents, zeroPoint, minimum, maximum } = requantisation;
  const columns = multipliers.length;
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) {
      const multiplier = multipliers[column] ?? 0;
      const value = multiplyByFactor(accumulators[at] ?? 0, multiplier, exponents[column] ?? 0, halves);
      output[start + at] = Math.min(maximum, Math.max(minimum, zeroPoint + value));
    }
  }
}
