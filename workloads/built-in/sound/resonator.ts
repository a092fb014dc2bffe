import { cosineOfTurns, exponential } from '../../features/portable-math.ts';

const PI = 3.141592653589793;

/** A digital resonator as in Klatt's synthesiser (1980): a peak of a given width at a given frequency. */
export class Resonator {
  readonly #sampleRateHz: number;
  #a = 1;
  #b = 0;
  #c = 0;
  #last = 0;
  #lastButOne = 0;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** Sets the peak; the gain is 1 at 0 Hz, as for the formants of a cascade. */
  tune(frequencyHz: number, bandwidthHz: number): void {
    const radius = exponential((-PI * bandwidthHz) / this.#sampleRateHz);
    this.#c = -radius * radius;
    this.#b = 2 * radius * cosineOfTurns(frequencyHz / this.#sampleRateHz);
    this.#a = 1 - this.#b - this.#c;
  }

  /** Sets the peak; the gain is 1 there. */
  tuneToPeak(frequencyHz: number, bandwidthHz: number): void {
    this.tune(frequencyHz, bandwidthHz);
    const radius = Math.sqrt(-this.#c);
    const other = 1 - 2 * radius * cosineOfTurns((2 * frequencyHz) / this.#sampleRateHz) + radius * radius;
    this.#a = (1 - radius) * Math.sqrt(other);
  }

  /** The next sample of the output. */
  step(input: number): number {
    const output = this.#a * input + this.#b * this.#last + this.#c * this.#lastButOne;
    this.#lastButOne = this.#last;
    this.#last = output;
    return output;
  }
}
