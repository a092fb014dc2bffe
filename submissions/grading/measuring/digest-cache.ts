import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../file-problem.ts';
import type { Measured } from './measured.ts';

/** What is kept of a hand-in that was measured. */
interface CacheEntry {
  readonly key: string;
  readonly measured: Measured;
  /** Of `measured` as it is written: what was changed since is as good as none. */
  readonly sha256: string;
  /** The limits that ended it, where they did: with others it may come to something. */
  readonly limits: string | null;
}

/**
 * What was measured before, one file for each hand-in, named by the digest of all that it depends on. A file that cannot
 * be understood is as good as none, and is written anew.
 */
export class DigestCache {
  readonly #folder: string | null;
  readonly #basis: string;
  readonly #limits: string;

  /**
   * @param folder is made; null: nothing is kept
   * @param basis what else the outcome depends on: program, rubric, data
   * @param limits of time and memory
   */
  constructor(folder: string | null, basis: string, limits: string) {
    this.#folder = folder;
    this.#basis = basis;
    this.#limits = limits;
  }

  async read(digest: string): Promise<Measured | null> {
    if (this.#folder === null) return null;
    const key = this.#keyOf(digest);
    try {
      const entry: unknown = JSON.parse(await readFile(this.#fileOf(key), 'utf8'));
      if (!isEntry(entry) || entry.key !== key || entry.sha256 !== digestOf(entry.measured)) return null;
      return entry.limits === null || entry.limits === this.#limits ? entry.measured : null;
    } catch {
      return null;
    }
  }

  /**
   * @param isEndedByLimits whether other limits might have come to something else
   * @throws BenchError grade.cache
   */
  async write(digest: string, measured: Measured, isEndedByLimits: boolean): Promise<void> {
    if (this.#folder === null) return;
    const key = this.#keyOf(digest);
    const entry: CacheEntry = {
      ...{ key, measured, sha256: digestOf(measured) },
      limits: isEndedByLimits ? this.#limits : null,
    };
    const file = this.#fileOf(key);
    try {
      await mkdir(this.#folder, { recursive: true });
      // Whole or not at all, whenever the program ends.
      const part = `${file}.${process.pid}.part`;
      await writeFile(part, JSON.stringify(entry), { mode: 0o600 });
      await rename(part, file);
    } catch (cause) {
      throw failure('grade.cache', { folder: this.#folder, problem: fileProblem(cause) }, { cause });
    }
  }

  #keyOf(digest: string): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#basis, digest]))
      .digest('hex');
  }

  #fileOf(key: string): string {
    return join(this.#folder ?? '', `${key}.json`);
  }
}

function digestOf(measured: Measured): string {
  return createHash('sha256').update(JSON.stringify(measured)).digest('hex');
}

function isEntry(value: unknown): value is CacheEntry {
  if (typeof value !== 'object' || value === null) return false;
  if (!('key' in value && 'measured' in value && 'limits' in value)) return false;
  const { measured, limits } = value;
  if (typeof value.key !== 'string' || !('sha256' in value) || typeof value.sha256 !== 'string') return false;
  if (limits !== null && typeof limits !== 'string') return false;
  if (typeof measured !== 'object' || measured === null) return false;
  const lists = ['figures', 'problems', 'runs', 'missingFiles'];
  const fields: Readonly<Record<string, unknown>> = { ...measured };
  return lists.every((name) => Array.isArray(fields[name])) && typeof fields['digest'] === 'string';
}
