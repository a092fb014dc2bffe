/** Volts that were sampled more slowly than the current, and are wanted at the current's times. */
export class OtiiVolts {
  readonly #intervalS: number;
  readonly #originS: number;
  #values: number[] = [];
  /** The number of the first that is kept. */
  #first = 0;

  /**
   * @param originS when the first of them was taken, seconds on the recording's clock
   * @param intervalS seconds from one to the next
   */
  constructor(originS: number, intervalS: number) {
    this.#originS = originS;
    this.#intervalS = intervalS;
  }

  push(values: readonly number[]): void {
    for (const value of values) this.#values.push(value);
  }

  /** The time of the last of them; minus infinity where there is none yet. */
  get untilS(): number {
    const count = this.#first + this.#values.length;
    return count === 0 ? -Infinity : this.#originS + (count - 1) * this.#intervalS;
  }

  /** The voltage at a time, on the line between its neighbours; before the first and after the last the same as there. */
  at(timeS: number): number {
    const place = (timeS - this.#originS) / this.#intervalS - this.#first;
    const before = Math.min(Math.max(Math.floor(place), 0), this.#values.length - 1);
    const start = this.#values[before] ?? NaN;
    const end = this.#values[before + 1] ?? start;
    return start + (end - start) * Math.min(Math.max(place - before, 0), 1);
  }

  /** What lies before this time is not asked for any more. */
  forget(beforeS: number): void {
    const past = Math.floor((beforeS - this.#originS) / this.#intervalS) - this.#first;
    if (past < 4096) return;
    const gone = Math.min(past, this.#values.length - 1);
    this.#values = this.#values.slice(gone);
    this.#first += gone;
  }
}
