/** What is wrong with a pickle, and where. */
export class PickleProblem extends Error {}

const longestLine = 1000;

/** Takes numbers, strings and lines off the front of a pickle, and never reads behind its end. */
export class PickleBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes were taken. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** A number of up to 6 bytes, the lowest first. */
  signed(length: number): number {
    if (length > 6) throw new PickleProblem(`a number of ${length} bytes before byte ${this.#at} is too long`);
    const magnitude = this.slice(length).reduce((sum, byte, place) => sum + byte * 256 ** place, 0);
    return magnitude >= 256 ** length / 2 && length > 0 ? magnitude - 256 ** length : magnitude;
  }

  slice(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** The text up to the next LF, without it. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0 || end - this.#at > longestLine) throw new PickleProblem(`a name has no end at byte ${this.#at}`);
    const text = new TextDecoder('latin1').decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  /** Goes over so many bytes. */
  #take(length: number): number {
    const start = this.#at;
    const rest = this.#bytes.length - start;
    if (length > rest) {
      throw new PickleProblem(`it is cut off: ${length} bytes belong after byte ${start}, and ${rest} are there`);
    }
    this.#at += length;
    return start;
  }
}
