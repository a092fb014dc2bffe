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

/** value × multiplier / 2^31 × 2^exponent in whole numbers, halves rounded as `roundingShift` has it. */
export function multiplyByFactor(value: number, multiplier: number, exponent: number, halves: Halves): number {
  if (exponent >= 0) return highProduct(value * 2 ** exponent, multiplier);
  return roundingShift(highProduct(value, multiplier), -exponent, halves);
}

/**
 * value × multiplier / 2^31 to the nearest whole number, halves up (SaturatingRoundingDoublingHighMul in gemmlowp).
 * Exact although the product can have 63 bits: the multiplier is taken in two halves, whose products a double holds.
 */
function highProduct(value: number, multiplier: number): number {
  const product = value * (multiplier >>> 16) + Math.floor((value * (multiplier & 0xffff)) / 65_536);
  return Math.floor((product + 16_384) / 32_768) | 0;
}

/** value / 2^bits to the nearest whole number; `bits` from 1 to 31. */
function roundingShift(value: number, bits: number, halves: Halves): number {
  const mask = ((1 << bits) - 1) | 0;
  const threshold = (mask >> 1) + (halves === 'away-from-zero' && value < 0 ? 1 : 0);
  return (value >> bits) + ((value & mask) > threshold ? 1 : 0);
}

/** Turns `rows` lines of accumulators, one column an output channel, into int8. */
export function requantiseRows(
  accumulators: Int32Array,
  rows: number,
  requantisation: Requantisation,
  halves: Halves,
  output: Int8Array,
): void {
  const { multipliers, exponents, zeroPoint, minimum, maximum } = requantisation;
  const columns = multipliers.length;
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) {
      const multiplier = multipliers[column] ?? 0;
      const value = zeroPoint + multiplyByFactor(accumulators[at] ?? 0, multiplier, exponents[column] ?? 0, halves);
      output[at] = value < minimum ? minimum : value > maximum ? maximum : value;
    }
  }
}
