import type { Clock } from '../../harness/clock.ts';

interface Waiting {
  readonly bytes: Uint8Array;
  readonly dueUs: number;
}

/** Passes bytes on after a delay of host time, in order: what comes later waits behind what is late. */
export class DelayLine {
  readonly #clock: Clock;
  readonly #deliver: (bytes: Uint8Array) => void;
  #waiting: Waiting[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, deliver: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  push(bytes: Uint8Array, delayMs: number): void {
    const last = this.#waiting.at(-1);
    if (last === undefined && delayMs <= 0) {
      this.#deliver(bytes);
      return;
    }
    const dueUs = Math.max(this.#clock.nowUs() + delayMs * 1000, last?.dueUs ?? 0);
    this.#waiting.push({ bytes, dueUs });
    if (last === undefined) this.#arm();
  }

  /** Forgets what has not left. */
  clear(): void {
    this.#waiting = [];
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #arm(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const leftMs = Math.max(0, (first.dueUs - this.#clock.nowUs()) / 1000);
    this.#cancelTimer = this.#clock.after(leftMs, () => {
      this.#cancelTimer = undefined;
      // A timer may fire a little early; what was due with the first leaves with it.
      const due = this.#waiting.filter(({ dueUs }) => dueUs <= first.dueUs);
      this.#waiting = this.#waiting.slice(due.length);
      this.#arm();
      for (const { bytes } of due) this.#deliver(bytes);
    });
  }
}
