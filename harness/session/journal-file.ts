import { closeSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { diskFailure } from '../disk-failure.ts';
import { failure } from '../errors.ts';

/** Writes `bytes` from `from` on at a place of an open file, and says how many it took: `writeSync` of node:fs. */
export type WriteBytes = (
  descriptor: number,
  bytes: Uint8Array,
  from: number,
  length: number,
  position: number,
) => number;

/**
 * The open file of a journal. What it holds always ends with a whole line: where a write fails half-way, the half is
 * taken back.
 */
export class JournalFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #write: WriteBytes;
  #wholeBytes: number;
  #isOpen = true;
  #isTorn = false;

  private constructor(path: string, descriptor: number, wholeBytes: number, write: WriteBytes) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#wholeBytes = wholeBytes;
    this.#write = write;
  }

  /**
   * Opens a journal behind its first `wholeBytes` bytes, dropping what follows them; 0 makes a new one.
   * @throws BenchError disk.full, disk.failed
   */
  static open(path: string, wholeBytes: number, write: WriteBytes = writeSync): JournalFile {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(path, wholeBytes === 0 ? 'w' : 'r+');
      ftruncateSync(descriptor, wholeBytes);
    } catch (cause) {
      if (descriptor !== undefined) closeSync(descriptor);
      throw diskFailure(path, cause);
    }
    return new JournalFile(path, descriptor, wholeBytes, write);
  }

  /**
   * Writes one line, its line end included, and returns when the operating system has it: the end of this process
   * loses nothing.
   * @throws BenchError disk.full, disk.failed: then the file ends where it ended before
   */
  writeLine(bytes: Uint8Array): void {
    if (this.#isTorn) this.#takeBack();
    let written = 0;
    try {
      while (written < bytes.length) {
        const count = this.#write(this.#descriptor, bytes, written, bytes.length - written, this.#wholeBytes + written);
        if (count === 0) throw failure('disk.full', { file: this.#path });
        written += count;
      }
    } catch (cause) {
      this.#isTorn = true;
      try {
        this.#takeBack();
      } catch {
        // The first error says more; the half line is taken back before the next one is written, or when resuming.
      }
      throw diskFailure(this.#path, cause);
    }
    this.#wholeBytes += bytes.length;
  }

  /**
   * Waits until the disk itself has everything, so that not even a power cut loses it.
   * @throws BenchError disk.full, disk.failed
   */
  sync(): void {
    try {
      fdatasyncSync(this.#descriptor);
    } catch (cause) {
      throw diskFailure(this.#path, cause);
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #takeBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#wholeBytes);
    } catch (cause) {
      throw diskFailure(this.#path, cause);
    }
    this.#isTorn = false;
  }
}
