import type { Clock } from '../harness/clock.ts';

interface Timer {
  readonly dueUs: number;
  readonly action: () => void;
}

/** Turns of the event loop without a timer that mean: nothing else will happen before the next timer. */
const idleTurns = 4;

/**
 * A clock whose time jumps to the next timer as soon as the event loop has nothing else to do, so that no test sleeps.
 * For tests whose boards live in the same process.
 */
export class TestClock implements Clock {
  #nowUs = 0;
  readonly #timers = new Set<Timer>();
  #turns = 0;
  #isTurning = false;

  nowUs(): number {
    return this.#nowUs;
  }

  wallTime(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.#nowUs / 1000);
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { dueUs: this.#nowUs + delayMs * 1000, action };
    this.#timers.add(timer);
    this.#turns = 0;
    this.#turnIfNeeded();
    return () => {
      this.#timers.delete(timer);
    };
  }

  #turnIfNeeded(): void {
    if (this.#timers.size > 0 && !this.#isTurning) this.#turn();
  }

  #turn(): void {
    this.#isTurning = true;
    setImmediate(() => {
      this.#isTurning = false;
      const next = [...this.#timers].sort((a, b) => a.dueUs - b.dueUs)[0];
      if (next === undefined) return;
      this.#turns += 1;
      if (this.#turns > idleTurns) {
        this.#turns = 0;
        this.#timers.delete(next);
        this.#nowUs = Math.max(this.#nowUs, next.dueUs);
        next.action();
      }
      this.#turnIfNeeded();
    });
  }
}
