import { mostPages, pageBytes } from './limits.ts';

/** The kernels load whole vectors, and may so reach beyond the end of what they are given. */
const spareBytes = 16;

/**
 * The memory of one model's kernels: what is taken is never given back, and goes with all of it. It is a shared one, as
 * the buffer of such a memory lives on when it grows, and with it every view of it.
 */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
  /** Each growth makes a new one; the older ones show the beginning of it. */
  readonly #buffers = new Set<ArrayBufferLike>();
  #usedBytes = 0;

  /**
   * Zeroed, aligned to 16 bytes, and with 16 more behind.
   * @throws RangeError where there is no more
   */
  allocate(bytes: number): Int8Array {
    return new Int8Array(this.#bufferFor(bytes), this.#take(bytes), bytes);
  }

  /** The same for 32-bit integers, which are copied. */
  copyWords(values: ArrayLike<number>): Int32Array {
    const bytes = 4 * values.length;
    const words = new Int32Array(this.#bufferFor(bytes), this.#take(bytes), values.length);
    words.set(values);
    return words;
  }

  /**
   * Where in the memory a view begins.
   * @throws TypeError where it is a view of something else
   */
  addressOf(view: Int8Array | Int32Array): number {
    if (!this.#buffers.has(view.buffer)) throw new TypeError('The values are in another memory than the kernels');
    return view.byteOffset;
  }

  #bufferFor(bytes: number): SharedArrayBuffer {
    const missing = this.#usedBytes + bytes + spareBytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = this.memory;
    this.#buffers.add(buffer);
    return buffer;
  }

  #take(bytes: number): number {
    const start = this.#usedBytes;
    this.#usedBytes = Math.ceil((start + bytes + spareBytes) / 16) * 16;
    return start;
  }
}
