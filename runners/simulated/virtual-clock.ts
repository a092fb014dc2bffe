export interface LapCounterOptions {
  /** What the counter shows when the board starts. */
  readonly lapStartUs: number;
  /** A counter of 32 bits starts again after 71.6 minutes. */
  readonly lapBits: 32 | 64;
  /** What one tick is worth: 1000 for a clock of 1 kHz. */
  readonly lapResolutionUs: number;
}

/** The board's own time: it passes when the board does something, and costs the host none. */
export class VirtualClock {
  readonly #options: LapCounterOptions;
  #elapsedUs = 0;
  #jumpedUs = 0;

  constructor(options: LapCounterOptions) {
    this.#options = options;
  }

  /** Microseconds since the board started. */
  get elapsedUs(): number {
    return this.#elapsedUs;
  }

  advance(us: number): void {
    this.#elapsedUs += us;
  }

  /** Moves the lap counter alone, as a broken timer does. */
  jump(us: number): void {
    this.#jumpedUs += us;
  }

  /** What the lap counter shows now, in microseconds. */
  lapUs(): number {
    const { lapStartUs, lapBits, lapResolutionUs } = this.#options;
    const us = Math.max(0, lapStartUs + this.#elapsedUs + this.#jumpedUs);
    const ticked = Math.floor(us / lapResolutionUs) * lapResolutionUs;
    return lapBits === 32 ? ticked % 2 ** 32 : ticked;
  }

  /** Starts again, as a reset does. */
  restart(): void {
    this.#elapsedUs = 0;
    this.#jumpedUs = 0;
  }
}
