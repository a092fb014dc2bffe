import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { diskFailure } from '../../harness/disk-failure.ts';
import { failure } from '../../harness/errors.ts';

/** Writes `bytes` from `from` on at a place of an open file, and says how many it took: `writeSync` of node:fs. */
export type WriteBytes = (
  descriptor: number,
  bytes: Uint8Array,
  from: number,
  length: number,
  position: number,
) => number;

/**
 * A file that grows by whole blocks: where one cannot be written, its beginning is taken back. What was written can be
 * read at once, and is there when this process ends in any way.
 */
export class RecordingFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #write: WriteBytes;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #isOpen = true;

  /** @throws BenchError disk.full, disk.failed */
  constructor(path: string, write: WriteBytes = writeSync) {
    this.#path = path;
    this.#write = write;
    try {
      this.#descriptor = openSync(path, 'w');
    } catch (cause) {
      throw diskFailure(path, cause);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws BenchError disk.full, disk.failed: then the file ends where it ended before */
  append(block: Uint8Array): void {
    let written = 0;
    try {
      while (written < block.length) {
        const count = this.#write(this.#descriptor, block, written, block.length - written, this.#bytes + written);
        if (count === 0) throw failure('disk.full', { file: this.#path });
        written += count;
      }
    } catch (cause) {
      this.#takeBack();
      throw diskFailure(this.#path, cause);
    }
    this.#hash.update(block);
    this.#bytes += block.length;
  }

  /** The digest of what was written; ends the writing. */
  close(): string {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
    return this.#hash.digest('hex');
  }

  #takeBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#bytes);
    } catch {
      // The first error says more; whoever reads the file sees by its checksum that the last block is torn.
    }
  }
}
