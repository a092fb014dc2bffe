/** Commands in flight that are worth trying, smallest first. A whole keyword input with its inference is 15 commands. */
export const depthsToProbe = [2, 4, 8, 16] as const;

/** Loads at a depth after which a fault is the line's and not the depth's. */
const loadsThatProveADepth = 8;

/**
 * How many commands a board takes back to back. Starts at what probing found, is halved on every loss, and never grows
 * again in a run. A fault at a depth that has carried many loads is noise on the line instead, and so is one in
 * lock-step.
 */
export class BurstDepth {
  #depth: number;
  #loadsCarried = 0;
  #isNoisy = false;

  constructor(depth: number) {
    this.#depth = Math.max(1, Math.floor(depth));
  }

  get depth(): number {
    return this.#depth;
  }

  /** The line itself has been seen to lose or change bytes: what is not read back may be wrong. */
  get isNoisy(): boolean {
    return this.#isNoisy;
  }

  loadSucceeded(): void {
    this.#loadsCarried += 1;
  }

  faultSeen(): void {
    if (this.#depth === 1 || this.#loadsCarried >= loadsThatProveADepth) this.#isNoisy = true;
    this.#depth = Math.max(1, Math.floor(this.#depth / 2));
    this.#loadsCarried = 0;
  }

  /** A load that was read back differed, or a result changed when it was asked for again. */
  corruptionProven(): void {
    this.#isNoisy = true;
  }
}
