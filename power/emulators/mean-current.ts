import type { Draw } from './circuit.ts';

/**
 * Turns stretches of constant current into samples, each the mean of its own period: sample `n` covers the time from
 * `startUs + n × periodUs` on. Exact, so that the samples of a window add up to what was drawn in it.
 */
export class MeanCurrent {
  readonly #startUs: number;
  readonly #periodUs: number;
  #samples = 0;
  #untilUs: number;
  /** Ampere microseconds since the sample under way began. */
  #chargeAUs = 0;

  /**
   * @param startUs when the first sample begins, circuit time
   * @param periodUs how long a sample lasts
   */
  constructor(startUs: number, periodUs: number) {
    this.#startUs = startUs;
    this.#periodUs = periodUs;
    this.#untilUs = startUs;
  }

  /** The circuit's time up to which draws were taken: ask for the next from here on. */
  get untilUs(): number {
    return this.#untilUs;
  }

  /** How many samples are finished. */
  get samples(): number {
    return this.#samples;
  }

  /**
   * Takes what was drawn from `untilUs` on.
   * @param onSample is called with the amperes of each sample that these draws finish
   */
  take(draws: readonly Draw[], onSample: (currentA: number) => void): void {
    for (const { endUs, currentA } of draws) {
      for (let dueUs = this.#dueUs(); dueUs <= endUs; dueUs = this.#dueUs()) {
        const meanA = (this.#chargeAUs + currentA * (dueUs - this.#untilUs)) / this.#periodUs;
        this.#chargeAUs = 0;
        this.#untilUs = dueUs;
        this.#samples += 1;
        onSample(meanA);
      }
      if (endUs > this.#untilUs) {
        this.#chargeAUs += currentA * (endUs - this.#untilUs);
        this.#untilUs = endUs;
      }
    }
  }

  /** When the sample under way will be finished. */
  #dueUs(): number {
    return this.#startUs + (this.#samples + 1) * this.#periodUs;
  }
}
