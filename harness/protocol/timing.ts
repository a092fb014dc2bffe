/** What a stalled host, a scheduler or a USB hub may add to any reply, in microseconds. */
const leastAllowanceUs = 500_000;
/** The allowance while no reply has been seen yet. */
const firstAllowanceUs = 2_000_000;

/**
 * How long a reply may take: the bytes on the wire at the baud rate, the board's computing, and an allowance that
 * follows from the latencies seen so far (smoothed mean and deviation as RFC 6298 has them for TCP).
 */
export class LinkTiming {
  /** Microseconds a byte takes on the wire: ten bits (8N1). 0 where no baud rate is known. */
  readonly usPerByte: number;
  #wireFreeUs = 0;
  #meanUs: number | undefined;
  #deviationUs = 0;

  constructor(baud: number | undefined) {
    this.usPerByte = baud === undefined ? 0 : 10_000_000 / baud;
  }

  /** Notes `bytes` written at `nowUs` and returns when the last of them has left, behind all that was written before. */
  leavesAtUs(nowUs: number, bytes: number): number {
    this.#wireFreeUs = Math.max(nowUs, this.#wireFreeUs) + bytes * this.usPerByte;
    return this.#wireFreeUs;
  }

  /** Learns from a reply that took `latencyUs` beyond its time on the wire. */
  observe(latencyUs: number): void {
    const sampleUs = Math.max(0, latencyUs);
    if (this.#meanUs === undefined) {
      this.#meanUs = sampleUs;
      this.#deviationUs = sampleUs / 2;
      return;
    }
    this.#deviationUs = 0.75 * this.#deviationUs + 0.25 * Math.abs(this.#meanUs - sampleUs);
    this.#meanUs = 0.875 * this.#meanUs + 0.125 * sampleUs;
  }

  /** The mean latency of replies beyond the wire, or undefined while none has been seen. */
  get latencyUs(): number | undefined {
    return this.#meanUs;
  }

  /** What a reply may take beyond the wire and the board's computing. */
  get allowanceUs(): number {
    if (this.#meanUs === undefined) return firstAllowanceUs;
    return Math.max(leastAllowanceUs, 2 * this.#meanUs + 4 * this.#deviationUs);
  }
}
