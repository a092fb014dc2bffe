import { asError } from '../../../harness/clock.ts';
import type { Clock } from '../../../harness/clock.ts';

const pollMs = 500;
/** After a failure, most likely of the database. */
const pauseMs = 5_000;

/** Does steps again and again: at once while there is something to do, then whenever it is woken or time has passed. */
export class Polling {
  readonly #clock: Clock;
  readonly #onError: (error: Error) => void;
  readonly #sleepers = new Set<() => void>();
  readonly #loops: Promise<void>[] = [];
  #wakes = 0;
  #isStopped = false;

  constructor(clock: Clock, onError: (error: Error) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  /** @param step whether it found something to do */
  repeat(step: () => Promise<boolean>): void {
    this.#loops.push(this.#loop(step));
  }

  wake(): void {
    this.#wakes += 1;
    for (const sleeper of [...this.#sleepers]) sleeper();
  }

  /** Begins no more steps, and waits for those that run. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.wake();
    await Promise.all(this.#loops);
  }

  async #loop(step: () => Promise<boolean>): Promise<void> {
    while (!this.#isStopped) {
      const wakes = this.#wakes;
      try {
        if (await step()) continue;
        if (wakes === this.#wakes) await this.#sleep(pollMs);
      } catch (error) {
        this.#onError(asError(error));
        await this.#sleep(pauseMs);
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#sleepers.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      this.#sleepers.add(done);
    });
  }
}
