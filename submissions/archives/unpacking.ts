import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { entryPath } from './entry-path.ts';
import type { ArchiveLimits } from './limits.ts';

/** What a tar entry may take beside its content: headers for long names, and filling up. */
const frameBytes = 4096;

/** What may have been read of a stream and not yet arrived in a file, and what tar fills up its end with. */
const aheadBytes = 4 << 20;

/** Writes the entries of one archive into a folder of its own, within limits, each path once. */
export class Unpacking {
  readonly #archive: string;
  readonly #archiveBytes: number;
  readonly #target: string;
  readonly #limits: ArchiveLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #kinds = new Map<string, 'file' | 'directory'>();
  #entries = 0;
  #bytes = 0;
  #streamBytes = 0;

  /** @param target a folder that was made for this and holds nothing */
  constructor(
    archive: string,
    archiveBytes: number,
    target: string,
    limits: ArchiveLimits,
    signal: AbortSignal | undefined,
  ) {
    this.#archive = archive;
    this.#archiveBytes = archiveBytes;
    this.#target = target;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** @throws BenchError archive.path, archive.duplicate, archive.count */
  async directory(name: string): Promise<void> {
    const path = this.#take(name, 'directory');
    if (path !== '') await mkdir(join(this.#target, path), { recursive: true });
  }

  /**
   * @param packedBytes what the entry takes in the archive, where that is known
   * @throws BenchError archive.path, archive.duplicate, archive.count, archive.size, archive.ratio, archive.interrupted
   */
  async file(name: string, content: AsyncIterable<unknown>, packedBytes: number | null): Promise<void> {
    const path = this.#take(name, 'file');
    const file = join(this.#target, path);
    await mkdir(dirname(file), { recursive: true });
    // Nothing that stands there already is written to, nor through.
    const handle = await open(file, 'wx', 0o600);
    try {
      let bytes = 0;
      for await (const piece of content) {
        if (!(piece instanceof Uint8Array)) continue;
        bytes += piece.length;
        this.#grow(piece.length, bytes, packedBytes, name);
        await handle.write(piece);
      }
    } finally {
      await handle.close();
    }
  }

  /**
   * Counts what is read of a stream of entries: what surrounds them, or follows the last, is little beside them.
   * @throws BenchError archive.unreadable, archive.interrupted
   */
  stream(bytes: number): void {
    this.#expectGoingOn();
    this.#streamBytes += bytes;
    if (this.#streamBytes - this.#bytes > aheadBytes + this.#entries * frameBytes) {
      throw failure('archive.unreadable', { archive: this.#archive, problem: 'much in it belongs to no file' });
    }
  }

  /**
   * Sees that a directory of that many entries is worth beginning with.
   * @throws BenchError archive.count
   */
  expect(entries: number): void {
    const { entries: limit } = this.#limits;
    if (entries > limit) throw failure('archive.count', { archive: this.#archive, limit });
  }

  #grow(more: number, bytes: number, packedBytes: number | null, entry: string): void {
    const { bytes: limit, ratio } = this.#limits;
    const archive = this.#archive;
    this.#expectGoingOn();
    this.#bytes += more;
    if (this.#bytes > limit) throw failure('archive.size', { archive, entry, limit });
    if (this.#isBomb(this.#bytes, this.#archiveBytes) || (packedBytes !== null && this.#isBomb(bytes, packedBytes))) {
      throw failure('archive.ratio', { archive, entry, limit: ratio });
    }
  }

  #isBomb(unpacked: number, packed: number): boolean {
    const { ratio, ratioFromBytes } = this.#limits;
    return unpacked > ratioFromBytes && unpacked > ratio * packed;
  }

  #take(name: string, kind: 'file' | 'directory'): string {
    const archive = this.#archive;
    this.#expectGoingOn();
    this.#entries++;
    this.expect(this.#entries);
    const path = entryPath(archive, name);
    if (path === '' && kind === 'file') {
      throw failure('archive.path', { archive, entry: JSON.stringify(name), problem: 'it names a folder' });
    }
    // Names that differ in capitals or in how accents are written are one file on other systems.
    const key = path.normalize('NFC').toLowerCase();
    const before = this.#kinds.get(key);
    if (before !== undefined && !(before === 'directory' && kind === 'directory')) {
      throw failure('archive.duplicate', { archive, entry: name });
    }
    this.#kinds.set(key, kind);
    for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) {
      const above = key.slice(0, at);
      if (this.#kinds.get(above) === 'file') throw failure('archive.duplicate', { archive, entry: above });
      this.#kinds.set(above, 'directory');
    }
    return path;
  }

  #expectGoingOn(): void {
    if (this.#signal?.aborted === true) throw failure('archive.interrupted', { archive: this.#archive });
  }
}
