import { cosineOfTurns, sineOfTurns } from './portable-math.ts';

/**
 * The power spectrum of real frames of one length: a radix-2 transform with its tables made once.
 * Not re-entrant: it works in arrays of its own.
 */
export class PowerSpectrum {
  readonly #size: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #order: Uint32Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  /** @param size samples a frame is padded to with zeros; a power of two */
  constructor(size: number) {
    if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`A transform of ${size} is no power of two`);
    this.#size = size;
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, k) => cosineOfTurns(k / size));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, k) => sineOfTurns(k / size));
    this.#order = bitReversedOrder(size);
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  /** Bins from 0 Hz to half the sample rate, both included. */
  get bins(): number {
    return this.#size / 2 + 1;
  }

  /** |X(k)|² for k = 0 … size ÷ 2 of `frame` (at most `size` samples), written into `power`. */
  transform(frame: ArrayLike<number>, power: Float64Array): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let index = 0; index < this.#size; index++) {
      real[index] = frame[this.#order[index] ?? 0] ?? 0;
    }
    imaginary.fill(0);
    for (let half = 1; half < this.#size; half *= 2) this.#combine(half);
    for (let bin = 0; bin <= this.#size / 2; bin++) {
      const re = real[bin] ?? 0;
      const im = imaginary[bin] ?? 0;
      power[bin] = re * re + im * im;
    }
  }

  /** Joins transforms of `half` points in pairs. */
  #combine(half: number): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const stride = this.#size / (2 * half);
    for (let k = 0; k < half; k++) {
      const cosine = this.#cosines[k * stride] ?? 0;
      const sine = this.#sines[k * stride] ?? 0;
      for (let even = k; even < this.#size; even += 2 * half) {
        const odd = even + half;
        const oddReal = real[odd] ?? 0;
        const oddImaginary = imaginary[odd] ?? 0;
        const re = oddReal * cosine + oddImaginary * sine;
        const im = oddImaginary * cosine - oddReal * sine;
        const evenReal = real[even] ?? 0;
        const evenImaginary = imaginary[even] ?? 0;
        real[odd] = evenReal - re;
        imaginary[odd] = evenImaginary - im;
        real[even] = evenReal + re;
        imaginary[even] = evenImaginary + im;
      }
    }
  }
}

/** A periodic Hann window: 0.5 − 0.5 cos(2πn ÷ length), as TensorFlow and librosa use it for spectra. */
export function hannWindow(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * cosineOfTurns(n / length));
}

function bitReversedOrder(size: number): Uint32Array {
  const order = new Uint32Array(size);
  for (let index = 1, reversed = 0; index < size; index++) {
    let bit = size / 2;
    while ((reversed & bit) !== 0) {
      reversed ^= bit;
      bit /= 2;
    }
    reversed |= bit;
    order[index] = reversed;
  }
  return order;
}
