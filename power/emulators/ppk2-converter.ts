import { ppk2MostAdc, ppk2Polynomials, ppk2WidestRange } from '../monitors/ppk2-conversion.ts';
import type { Ppk2Calibration } from '../monitors/ppk2-metadata.ts';

/** Amperes up to which the ranges 0 to 3 are used. */
const rangeEndsA = [50e-6, 500e-6, 5e-3, 50e-3];
/** The share of a range's end below which the range is left for a wider one: it does not flutter. */
const hysteresis = 0.8;

/**
 * The converter of an emulated PPK2: it chooses the range, and gives the reading that the unit's own calibration turns
 * into that current. What a reading cannot tell is carried over to the next one, as the noise of a real converter
 * does in the mean: the sum of the readings stays within one step of what flowed.
 */
export class Ppk2Converter {
  readonly #calibration: Ppk2Calibration;
  #polynomials: Float64Array = new Float64Array(0);
  #supplyV = NaN;
  #range = 0;
  #currentA = NaN;
  /** The reading for `currentA`, in steps, with its fraction. */
  #exact = 0;
  /** Steps that the last reading was too small by. */
  #carry = 0;

  constructor(calibration: Ppk2Calibration) {
    this.#calibration = calibration;
  }

  /** Volts at the board, which shift the readings a little. */
  supply(supplyV: number): void {
    if (supplyV === this.#supplyV) return;
    this.#supplyV = supplyV;
    this.#polynomials = ppk2Polynomials(this.#calibration, supplyV);
    this.#currentA = NaN;
  }

  /** The reading and the range for a current: bits 0 to 16 of a sample. `supply` comes first. */
  convert(currentA: number): number {
    if (currentA !== this.#currentA) this.#choose(currentA);
    const wanted = this.#exact + this.#carry;
    const adc = Math.min(Math.max(Math.round(wanted), 0), ppk2MostAdc);
    // What is beyond the ends of the range is not made up for later.
    this.#carry = Math.min(Math.max(wanted - adc, -1), 1);
    return adc | (this.#range << 14);
  }

  #choose(currentA: number): void {
    const slopeBefore = this.#slope();
    const range = rangeFor(currentA, this.#range);
    if (range !== this.#range) {
      this.#range = range;
      this.#carry *= slopeBefore / this.#slope();
    }
    this.#currentA = currentA;
    const [a, b, c] = this.#coefficients();
    // The root of a·adc² + b·adc + c = I that is right for a = 0, too.
    const excessA = currentA - c;
    this.#exact = (2 * excessA) / (b + Math.sqrt(Math.max(b * b + 4 * a * excessA, 0)));
  }

  #slope(): number {
    return this.#coefficients()[1];
  }

  #coefficients(): readonly [number, number, number] {
    const [a = NaN, b = NaN, c = NaN] = this.#polynomials.subarray(3 * this.#range, 3 * this.#range + 3);
    return [a, b, c];
  }
}

function rangeFor(currentA: number, before: number): number {
  let range = before;
  while (range < ppk2WidestRange && currentA > (rangeEndsA[range] ?? Infinity)) range += 1;
  while (range > 0 && currentA < hysteresis * (rangeEndsA[range - 1] ?? 0)) range -= 1;
  return range;
}
