/** Counts the comings and goings of hosts, so that a test can wait for them. */
export class Hosts {
  came = 0;
  left = 0;
  #waiting: { readonly isReached: () => boolean; readonly resolve: () => void }[] = [];

  readonly onHost = (isThere: boolean): void => {
    if (isThere) this.came++;
    else this.left++;
    this.#waiting = this.#waiting.filter(({ isReached, resolve }) => {
      if (!isReached()) return true;
      resolve();
      return false;
    });
  };

  /** Resolves once so many hosts have left since the beginning. */
  async haveLeft(count: number): Promise<void> {
    if (this.left >= count) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ isReached: () => this.left >= count, resolve });
    });
  }
}
