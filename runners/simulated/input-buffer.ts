/** Bytes that the buffer of `db` commands holds (MAX_DB_INPUT_SIZE: one vww picture). */
export const inputBufferSize = 27_648;

/** What became of the digits of one `db HH…` command. */
export type Stored = 'stored' | 'done' | 'odd-digits' | { readonly invalid: string };

/**
 * The buffer that `db load N` opens, `db HH…` fills and `db print` shows, with the habits of the device API: a command
 * with a bad digit leaves the bytes before it in the buffer, and digits beyond the announced size are taken silently.
 */
export class InputBuffer {
  readonly #bytes = new Uint8Array(inputBufferSize);
  #size = 0;
  #filled = 0;

  /** Begins a load of `size` bytes; false where that is more than the buffer holds. */
  begin(size: number): boolean {
    this.#filled = 0;
    this.#size = size > inputBufferSize ? 0 : size;
    return size <= inputBufferSize;
  }

  /** Takes two hex digits a byte. `done` says that the announced size has been reached; digits behind it are dropped. */
  store(digits: string): Stored {
    if (digits.length % 2 === 1) return 'odd-digits';
    for (let index = 0; index < digits.length; index += 2) {
      const high = digitValue(digits.charCodeAt(index));
      const low = digitValue(digits.charCodeAt(index + 1));
      if (high < 0 || low < 0) return { invalid: digits.slice(index, index + 2) };
      if (this.#filled < inputBufferSize) this.#bytes[this.#filled++] = (high << 4) | low;
      if (this.#filled === this.#size) return 'done';
    }
    return 'stored';
  }

  /** The bytes loaded so far; valid until the next load. */
  get loaded(): Uint8Array {
    return this.#bytes.subarray(0, this.#filled);
  }

  /** The lines of `db print`: the announced size, eight bytes a line. */
  print(): string[] {
    const lines: string[] = [];
    for (let start = 0; start < this.#size; start += 8) {
      const bytes = this.#bytes.subarray(start, Math.min(start + 8, this.#size));
      lines.push(`m-buffer-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('-')}`);
    }
    return lines;
  }

  clear(): void {
    this.#bytes.fill(0);
    this.#size = 0;
    this.#filled = 0;
  }
}

/** 0 to 15, or −1 for a character that is no hex digit. */
function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
