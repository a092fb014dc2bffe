import { createHash } from 'node:crypto';
import { appendFile, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { asError } from '../../../harness/clock.ts';
import { systemCode } from '../../../submissions/file-problem.ts';
import { digestLine, digestsName } from './backup-format.ts';
import { drained } from './drained.ts';

/** Most of what a backup holds is compressed already. */
const gzipLevel = 1;

/** The entries of a backup as they go out, each with its digest noted. */
export class BackupTar {
  readonly #pack = pack();
  readonly #mtime: Date;
  readonly #digests: string;
  readonly #sent: Promise<void>;

  /**
   * @param digests a file to come, for as long as the backup is written
   * @param signal ends it; what was written until then is no backup
   */
  constructor(sink: Writable, mtime: Date, digests: string, signal?: AbortSignal) {
    this.#mtime = mtime;
    this.#digests = digests;
    this.#pack.on('error', () => undefined);
    const entries = Readable.from(this.#pack, { objectMode: false });
    this.#sent = pipeline(entries, createGzip({ level: gzipLevel }), sink, signal === undefined ? {} : { signal });
    // Whoever adds an entry is told.
    this.#sent.catch((error: unknown) => {
      this.#pack.destroy(asError(error));
    });
  }

  /** Adds an entry with a text. */
  async text(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#entry(name, bytes.length, [bytes]);
  }

  /**
   * Adds a file as it is now.
   * @returns false where there is none
   */
  async file(name: string, path: string): Promise<boolean> {
    const handle = await openIfThere(path);
    if (handle === undefined) return false;
    try {
      const { size } = await handle.stat();
      const content = size === 0 ? [] : handle.createReadStream({ start: 0, end: size - 1, autoClose: false });
      await this.#entry(name, size, content);
      return true;
    } finally {
      await handle.close();
    }
  }

  /** Adds the digests, and resolves when the sink has everything. */
  async finish(): Promise<void> {
    await this.file(digestsName, this.#digests);
    this.#pack.finalize();
    await this.#sent;
  }

  /**
   * Gives up what is not whole, and the sink with it.
   * @returns the first of what went wrong: the sink's error stands behind the entry's that it breaks
   */
  async abort(error: unknown): Promise<unknown> {
    let first = error;
    this.#pack.destroy(asError(error));
    await this.#sent.catch((sent: unknown) => {
      first = sent;
    });
    return first;
  }

  async #entry(name: string, size: number, content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    const hash = createHash('sha256');
    const entry = this.#pack.entry({ name, size, mode: 0o600, mtime: this.#mtime });
    const end: { isWhole: boolean; error?: Error } = { isWhole: false };
    entry.on('error', (error) => (end.error = error));
    entry.once('finish', () => (end.isWhole = true));
    const closed = new Promise<void>((resolve) => entry.once('close', resolve));
    for await (const piece of content) {
      hash.update(piece);
      if (entry.write(piece)) continue;
      if (!entry.destroying) await drained(entry);
      if (entry.destroying) break;
    }
    entry.end(null);
    await closed;
    if (!end.isWhole) throw end.error ?? new Error(`${name} was not written to its end`);
    if (name === digestsName) return;
    await appendFile(this.#digests, digestLine(name, size, hash.digest('hex')), { mode: 0o600 });
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
