import type { Requantisation } from './kernel-set.ts';

/** A real factor as a 32-bit fixed-point number: factor ≈ multiplier / 2^31 × 2^exponent. */
export interface FixedPointFactor {
  /** From 2^30 up to 2^31 − 1, or 0. */
  readonly multiplier: number;
  readonly exponent: number;
}

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
 * value × multiplier / 2^31 × 2^exponent in whole numbers, rounded twice as TensorFlow Lite's MultiplyByQuantizedMultiplier
 * does it: the product to the nearest (halves up), then the shift to the right to the nearest (halves away from zero).
 * Exact for every 32-bit value although the product has 63 bits: the multiplier is taken in two halves, whose products
 * a double holds.
 */
export function multiplyByFactor(value: number, multiplier: number, exponent: number): number {
  const shifted = exponent > 0 ? value * 2 ** exponent : value;
  const high = shifted * (multiplier >>> 16) + Math.floor((shifted * (multiplier & 0xffff)) / 65_536);
  const product = Math.floor((high + 16_384) / 32_768);
  if (exponent >= 0) return product | 0;
  const half = 2 ** (-exponent - 1);
  return ((product >= 0 ? product + half : product - half) / (2 * half)) | 0;
}

/** Turns `rows` lines of accumulators, one column an output channel, into int8. */
export function requantiseRows(
  accumulators: Int32Array,
  rows: number,
  columns: number,
  requantisation: Requantisation,
  output: Int8Array,
): void {
  const { multipliers, exponents, zeroPoint, minimum, maximum } = requantisation;
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) {
      const value =
        zeroPoint + multiplyByFactor(accumulators[at] ?? 0, multipliers[column] ?? 0, exponents[column] ?? 0);
      output[at] = value < minimum ? minimum : value > maximum ? maximum : value;
    }
  }
}
