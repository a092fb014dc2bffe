/** The times of two signals of one instrument: both count samples from the same instant, each at a rate of its own. */
export class JlsTime {
  readonly #rate: bigint;
  readonly #otherRate: bigint;
  readonly #isSame: boolean;

  /** @param rateHz of the values, a whole number; @param otherRateHz of the signal beside them, likewise */
  constructor(rateHz: number, otherRateHz: number) {
    this.#rate = BigInt(rateHz);
    this.#otherRate = BigInt(otherRateHz);
    this.#isSame = rateHz === otherRateHz;
  }

  /** The first sample of the values that is not before a sample of the other signal. */
  sampleAt(other: number): number {
    return this.#isSame ? other : ceiling(BigInt(other) * this.#rate, this.#otherRate);
  }

  /** The first sample of the other signal that is not before a sample of the values. */
  otherAt(sample: number): number {
    return this.#isSame ? sample : ceiling(BigInt(sample) * this.#otherRate, this.#rate);
  }

  /** Seconds from a sample of the values to a sample of the other signal. */
  secondsBetween(sample: number, other: number): number {
    const difference = BigInt(other) * this.#rate - BigInt(sample) * this.#otherRate;
    return Number(difference) / Number(this.#rate * this.#otherRate);
  }
}

function ceiling(dividend: bigint, divisor: bigint): number {
  const quotient = dividend / divisor;
  return Number(quotient * divisor < dividend ? quotient + 1n : quotient);
}
