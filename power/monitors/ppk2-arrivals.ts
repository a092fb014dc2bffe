/** Over so long the earliest arrival is taken, microseconds: long enough that one comes without delay. */
const spanUs = 1_000_000;
/** So many arrivals at least make a span. */
const spanArrivals = 10;
/** How far two clocks may drift apart in a span, microseconds: 100 parts in a million. */
const driftUs = 100;
/** A loss that the counter hid altogether is believed from so many rounds on: 5 ms, more than a busy host delays. */
const leastHiddenRounds = 8;

/**
 * Finds the losses that a counter of few bits cannot tell: whole rounds of it. After such a loss every sample arrives
 * later, by the clock of the host, than its number says, and stays late. A host that is merely slow catches up: in
 * every second some samples arrive without delay. Samples that arrive early (a board whose time leaps) are no loss.
 */
export class Ppk2Arrivals {
  readonly #periodUs: number;
  readonly #round: number;
  /** The smallest delay so far, and that of the span now; with an arbitrary origin. */
  #leastUs = Infinity;
  #spanLeastUs = Infinity;
  #spanStartUs = 0;
  #arrivals = 0;
  #spansSinceBreak = Infinity;

  /** @param round the counter is back where it was after so many samples */
  constructor(periodUs: number, round: number) {
    this.#periodUs = periodUs;
    this.#round = round;
  }

  /** The counter has jumped: of such a loss whole rounds may be hidden. */
  broke(): void {
    this.#spansSinceBreak = 0;
  }

  /**
   * To be told with each arrival how many samples there are so far, the lost ones counted.
   * @returns how many more were lost, a multiple of the round; 0 nearly always
   */
  arrived(samples: number, arrivedUs: number): number {
    if (this.#arrivals === 0) this.#spanStartUs = arrivedUs;
    this.#arrivals += 1;
    this.#spanLeastUs = Math.min(this.#spanLeastUs, arrivedUs - samples * this.#periodUs);
    if (arrivedUs - this.#spanStartUs < spanUs || this.#arrivals < spanArrivals) return 0;
    const lateUs = this.#spanLeastUs - this.#leastUs;
    const roundUs = this.#round * this.#periodUs;
    const rounds = Math.round(lateUs / roundUs);
    const isLoss = rounds >= (this.#spansSinceBreak <= 1 ? 1 : leastHiddenRounds) && Number.isFinite(rounds);
    const lost = isLoss ? rounds * this.#round : 0;
    this.#leastUs = Math.min(this.#leastUs + driftUs, this.#spanLeastUs - lost * this.#periodUs);
    this.#spanLeastUs = Infinity;
    this.#arrivals = 0;
    this.#spansSinceBreak += 1;
    return lost;
  }
}
