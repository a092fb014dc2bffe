/**
 * Gathers the small writes of one tick into one: a load is many short commands, and each system call
 * costs more than its bytes. Bytes are copied, so the caller may reuse its buffer.
 */
export class WriteBatch {
  readonly #send: (bytes: Buffer) => void;
  #buffer = Buffer.allocUnsafe(firstBytes);
  #used = 0;
  #scheduled = false;

  /** @param send takes what was gathered; the bytes stay as they are afterwards */
  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
  }

  add(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A next tick asked for by a promise callback comes after all of them, and before any I/O.
    process.nextTick(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** Sends what is gathered now, if anything. */
  flush(): void {
    if (this.#used === 0) return;
    const gathered = this.#buffer.subarray(0, this.#used);
    this.#buffer = this.#buffer.subarray(this.#used);
    this.#used = 0;
    this.#send(gathered);
  }

  /** Forgets what is gathered. */
  clear(): void {
    this.#used = 0;
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(firstBytes, 2 * (this.#used + bytes)));
    larger.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = larger;
  }
}

const firstBytes = 16_384;
