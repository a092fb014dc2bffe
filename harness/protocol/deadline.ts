import type { Clock } from '../clock.ts';

/** What a late reader gets to read what has already arrived, before the time counts as over. */
const graceMs = 5;

/** Calls back once a moment has passed that may be moved until then. Moving it costs no timer. */
export class Deadline {
  readonly #clock: Clock;
  readonly #onPassed: () => void;
  #atUs = 0;
  #timerAtUs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, onPassed: () => void) {
    this.#clock = clock;
    this.#onPassed = onPassed;
  }

  /** Sets or moves the moment. */
  moveTo(atUs: number): void {
    this.#atUs = atUs;
    if (this.#cancelTimer === undefined || atUs < this.#timerAtUs) this.#arm(atUs - this.#clock.nowUs(), false);
  }

  cancel(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #arm(delayUs: number, isGrace: boolean): void {
    this.#cancelTimer?.();
    const delayMs = Math.max(1, delayUs / 1000);
    this.#timerAtUs = this.#clock.nowUs() + delayMs * 1000;
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      // The moment may have moved since the timer was set.
      const leftUs = this.#atUs - this.#clock.nowUs();
      if (leftUs > 0) this.#arm(leftUs, false);
      else if (!isGrace) this.#arm(graceMs * 1000, true);
      else this.#onPassed();
    });
  }
}
