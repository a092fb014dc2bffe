/** Places in the last second at which sums are remembered. */
const remembered = 16;

/** Remembers the sums of the last second of a trace, so that its mean can be told wherever an interval ends. */
export class RecentSums {
  readonly #unitsPerSecond: number;
  /** A ring: places, and the joules and the measured length up to there. */
  readonly #places = new Float64Array(remembered);
  readonly #energiesJ = new Float64Array(remembered);
  readonly #measured = new Float64Array(remembered);
  #count = 0;
  #last = -Infinity;

  /** Places and lengths are in units. */
  constructor(unitsPerSecond: number) {
    this.#unitsPerSecond = unitsPerSecond;
  }

  /** Takes the sums up to a place; most places are passed over. */
  remember(place: number, energyJ: number, measured: number): void {
    if (place - this.#last < this.#unitsPerSecond / remembered) return;
    const slot = this.#count % remembered;
    this.#places[slot] = place;
    this.#energiesJ[slot] = energyJ;
    this.#measured[slot] = measured;
    this.#count += 1;
    this.#last = place;
  }

  /**
   * Mean watts of about the last second before a place, but not from before `start`.
   * @param energyJ the sums up to the place
   * @returns null where nothing of it was measured, or it is shorter than what is remembered
   */
  lastSecondW(start: number, place: number, energyJ: number, measured: number): number | null {
    const from = Math.max(start, place - this.#unitsPerSecond);
    for (let memory = Math.max(0, this.#count - remembered); memory < this.#count; memory += 1) {
      const slot = memory % remembered;
      const before = this.#places[slot] ?? Infinity;
      if (before < from || before >= place) continue;
      const length = measured - (this.#measured[slot] ?? 0);
      if (length > 0) return ((energyJ - (this.#energiesJ[slot] ?? 0)) / length) * this.#unitsPerSecond;
    }
    return null;
  }
}
