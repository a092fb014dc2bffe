/**
 * Random numbers that are the same everywhere for the same seed: the generator sfc32 (Chris Doty-Humphrey), 32-bit
 * integer arithmetic alone. Each sample of a data set has a generator of its own, so that it does not depend on
 * which others were made before it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seeds whole numbers that together name this stream, for example seed and sample number */
  constructor(...seeds: readonly number[]) {
    this.#a = 0x9e3779b9;
    this.#b = 0x243f6a88;
    this.#c = 0xb7e15162;
    for (const seed of seeds) {
      this.#a = (this.#a + Math.imul(seed ^ (seed >>> 16), 0x85ebca6b)) | 0;
      for (let round = 0; round < 12; round++) this.next();
    }
  }

  /** 32 random bits, as a whole number from 0. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Evenly distributed from `low` up to, not including, `high`. */
  between(low: number, high: number): number {
    return low + ((high - low) * this.next()) / 4294967296;
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number): number {
    return Math.floor(this.between(0, count));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  /** One of `choices`, each as likely. */
  pick<Choice>(choices: readonly [Choice, ...Choice[]]): Choice {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** About normal with mean 0 and variance 1: the sum of twelve even ones, which needs no logarithm. */
  normal(): number {
    let sum = -6;
    for (let term = 0; term < 12; term++) sum += this.between(0, 1);
    return sum;
  }

  /** The whole numbers from 0 to `count` − 1 in random order. */
  order(count: number): number[] {
    const order = Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const moved = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = moved;
    }
    return order;
  }
}
