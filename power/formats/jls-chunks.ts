import { failure } from '../../harness/errors.ts';
import { crc32c } from './crc32c.ts';
import { chunkHeader, chunkHeaderBytes, storedBytes, viewOf, type ChunkHeader } from './jls-layout.ts';
import type { ByteSource } from './byte-source.ts';

export interface JlsChunk extends ChunkHeader {
  /** Where it begins, and where the chunk behind it does, bytes from the beginning of the file. */
  readonly offset: number;
  readonly end: number;
  /** Its payload, checked, up to the next call; empty where it was not wanted. It lies on a multiple of 8 bytes. */
  readonly payload: Uint8Array;
}

/** Longer chunks are read by nobody: the vendor's writer makes them of some ten kilobytes. */
const mostChunkBytes = 2 ** 26;

const nothing = new Uint8Array(0);

/** A window on a file that moves along it, and shows its chunks. */
export class JlsChunks {
  readonly #source: ByteSource;
  readonly file: string;
  #window: Uint8Array;
  /** The stretch of the file that the window holds. */
  #from = 0;
  #held = 0;

  /** @param windowBytes how much is read at a time, a multiple of 8 */
  constructor(source: ByteSource, file: string, windowBytes: number) {
    this.#source = source;
    this.file = file;
    this.#window = new Uint8Array(windowBytes);
  }

  /** Bytes from anywhere; fewer where the file ends. They stay until the next call. */
  async bytes(offset: number, count: number): Promise<Uint8Array> {
    const at = offset - this.#from;
    if (at < 0 || at + count > this.#held) await this.#move(offset, count);
    const begin = offset - this.#from;
    return this.#window.subarray(begin, Math.min(begin + count, this.#held));
  }

  /**
   * The chunk at `offset`; its payload only where it is `wanted`.
   * @throws BenchError trace.broken where the file ends within it or a checksum is wrong
   */
  async load(offset: number, wanted: (header: ChunkHeader) => boolean): Promise<JlsChunk> {
    const head = await this.bytes(offset, chunkHeaderBytes);
    if (head.length < chunkHeaderBytes) throw this.broken(offset, 'the file ends there, within the head of a chunk');
    const header = chunkHeader(head);
    if (header === undefined) throw this.broken(offset, 'the checksum of the head of a chunk is wrong');
    const stored = storedBytes(header.payloadBytes);
    const end = offset + chunkHeaderBytes + stored;
    if (end > this.#source.size) throw this.broken(offset, 'the file ends within the chunk that begins there');
    if (stored === 0 || !wanted(header)) return { ...header, offset, end, payload: nothing };
    if (stored > mostChunkBytes) throw this.broken(offset, `a chunk of ${stored} bytes is longer than any should be`);
    const body = await this.bytes(offset + chunkHeaderBytes, stored);
    if (body.length < stored) throw this.broken(offset, 'the file ends within the chunk that begins there');
    const payload = body.subarray(0, header.payloadBytes);
    if (viewOf(body).getUint32(stored - 4, true) !== crc32c(payload)) {
      throw this.broken(offset, 'the checksum of the chunk that begins there is wrong');
    }
    return { ...header, offset, end, payload };
  }

  /** The error that the file cannot be read on. */
  broken(offset: number, problem: string): Error {
    return failure('trace.broken', { file: this.file, place: `byte ${offset}`, problem });
  }

  /** Brings `count` bytes from `offset` on into the window, and as much behind them as fits. */
  async #move(offset: number, count: number): Promise<void> {
    const at = offset - this.#from;
    const kept = at >= 0 && at < this.#held ? this.#window.subarray(at, this.#held) : nothing;
    if (count > this.#window.length) {
      const wider = new Uint8Array(2 ** Math.ceil(Math.log2(count)));
      wider.set(kept);
      this.#window = wider;
    } else {
      this.#window.copyWithin(0, kept.byteOffset, kept.byteOffset + kept.length);
    }
    this.#from = offset;
    this.#held = kept.length;
    while (this.#held < count) {
      const read = await this.#source.read(this.#window.subarray(this.#held), offset + this.#held);
      if (read === 0) return;
      this.#held += read;
    }
  }
}
