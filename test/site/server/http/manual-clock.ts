import { systemClock } from '../../../../harness/clock.ts';
import type { Clock } from '../../../../harness/clock.ts';

/** A clock that stands still until a test lets time pass. */
export class ManualClock implements Clock {
  readonly #startedAt = systemClock.wallTime().getTime();
  readonly #timers = new Set<{ readonly dueMs: number; readonly action: () => void }>();
  #nowMs = 0;

  nowUs(): number {
    return this.#nowMs * 1000;
  }

  wallTime(): Date {
    return new Date(this.#startedAt + this.#nowMs);
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Everything that is due meanwhile happens, in its order. */
  pass(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ dueMs }) => dueMs <= until).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.action();
    }
    this.#nowMs = until;
  }
}
