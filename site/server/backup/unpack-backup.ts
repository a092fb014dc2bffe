import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Extract } from 'tar-stream';
import { asError } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../../submissions/file-problem.ts';
import {
  backupFormat,
  backupTables,
  backupVersion,
  digestLine,
  digestsName,
  headName,
  submissionEntryPattern,
  tableEntry,
} from './backup-format.ts';
import type { BackupHead } from './backup-format.ts';
import { drained } from './drained.ts';

const longestHeadBytes = 65_536;

export interface UnpackOptions {
  readonly signal?: AbortSignal;
  /** In bytes of the file. */
  readonly onBytes?: (bytes: number) => void;
}

export interface UnpackedBackup {
  readonly head: BackupHead;
  /** Of submissions. */
  readonly files: number;
}

/**
 * Unpacks a backup into an empty folder, under the names of its entries, and compares every digest. Where this throws,
 * what is in the folder is worth nothing.
 * @throws BenchError backup.unreadable, output.failed; the signal's reason
 */
export async function unpackBackup(file: string, folder: string, options: UnpackOptions = {}): Promise<UnpackedBackup> {
  const entries = extract();
  // Whoever waits for the next entry is told.
  entries.on('error', () => undefined);
  const source = feed(file, entries, options).catch((error: unknown) => {
    entries.destroy(asError(error));
  });
  try {
    return await readEntries(file, folder, entries);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof BenchError) throw error;
    throw failure('backup.unreadable', { file, problem: fileProblem(error) }, { cause: error });
  } finally {
    entries.destroy();
    await source;
  }
}

/**
 * What a backup says of itself, without reading more of it.
 * @throws BenchError backup.unreadable
 */
export async function readBackupHead(file: string): Promise<BackupHead> {
  const refuse = (problem: string): BenchError => failure('backup.unreadable', { file, problem });
  const entries = extract();
  entries.on('error', () => undefined);
  const source = feed(file, entries, {}).catch((error: unknown) => {
    entries.destroy(asError(error));
  });
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      entry.on('error', () => undefined);
      if (name !== headName || type !== 'file') throw refuse(`it holds ${name} where ${headName} belongs`);
      return readHead(await textOf(entry as Entry, refuse), refuse);
    }
    throw refuse('it holds nothing');
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw failure('backup.unreadable', { file, problem: fileProblem(error) }, { cause: error });
  } finally {
    entries.destroy();
    await source;
  }
}

async function feed(file: string, entries: Extract, { signal, onBytes }: UnpackOptions): Promise<void> {
  await pipeline(
    createReadStream(file),
    async function* count(pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        onBytes?.(piece.length);
        yield piece;
      }
    },
    createGunzip(),
    async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) {
        if (!entries.write(piece) && !entries.destroying) await drained(entries);
        if (entries.destroying) return;
      }
      entries.end(null);
    },
    signal === undefined ? {} : { signal },
  );
}

type Entry = AsyncIterable<Buffer>;

async function readEntries(file: string, folder: string, entries: Extract): Promise<UnpackedBackup> {
  const refuse = (problem: string): BenchError => failure('backup.unreadable', { file, problem });
  /** What must come next, before the files of submissions. */
  const awaited = [headName, ...backupTables.map(({ name }) => tableEntry(name))];
  const digests = createHash('sha256');
  let head: BackupHead | undefined;
  let files = 0;
  let isWhole = false;
  for await (const entry of entries) {
    const { name, type } = entry.header;
    entry.on('error', () => undefined);
    if (isWhole) throw refuse(`something stands behind its end, ${name}`);
    if (type !== 'file') throw refuse(`it holds ${name}, which is no file`);
    const next = awaited.shift();
    if (next !== undefined ? name !== next : name !== digestsName && !submissionEntryPattern.test(name)) {
      throw refuse(next === undefined ? `it holds ${name}` : `it holds ${name} where ${next} belongs`);
    }
    if (name === digestsName) {
      const hash = createHash('sha256');
      for await (const piece of entry as Entry) hash.update(piece);
      if (hash.digest('hex') !== digests.digest('hex')) throw refuse('its digests are not those of its entries');
      isWhole = true;
      continue;
    }
    const hash = createHash('sha256');
    let bytes = 0;
    const noted = async function* note(): AsyncGenerator<Buffer> {
      for await (const piece of entry as Entry) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    };
    if (name === headName) head = readHead(await textOf(noted(), refuse), refuse);
    else await writeNew(join(folder, name), noted(), () => refuse(`it holds ${name} twice`));
    digests.update(digestLine(name, bytes, hash.digest('hex')));
    if (next === undefined) files++;
  }
  if (head === undefined || !isWhole) throw refuse('it lacks its end');
  return { head, files };
}

async function textOf(pieces: AsyncIterable<Buffer>, refuse: (problem: string) => BenchError): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece.toString('utf8');
    if (text.length > longestHeadBytes) throw refuse(`its ${headName} is too long`);
  }
  return text;
}

function readHead(text: string, refuse: (problem: string) => BenchError): BackupHead {
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch {
    throw refuse(`its ${headName} is no JSON`);
  }
  if (typeof head !== 'object' || head === null || !('format' in head) || head.format !== backupFormat) {
    throw refuse(`its ${headName} is not that of a backup`);
  }
  if (!('version' in head) || head.version !== backupVersion) {
    throw refuse(`it is of another version; this program reads version ${backupVersion}`);
  }
  const told = (key: string): string => {
    const value = key in head ? (head as Record<string, unknown>)[key] : undefined;
    if (typeof value !== 'string') throw refuse(`its ${headName} does not tell its ${key}`);
    return value;
  };
  return {
    format: backupFormat,
    version: backupVersion,
    program: told('program'),
    migration: told('migration'),
    createdAt: told('createdAt'),
  };
}

/** Writes a file that is not there yet. What reading throws is thrown as it is. */
async function writeNew(path: string, pieces: AsyncIterable<Buffer>, twice: () => BenchError): Promise<void> {
  const writing = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw twice();
      throw failure('output.failed', { file: path, problem: fileProblem(cause) }, { cause });
    }
  };
  await writing(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
  const handle = await writing(() => open(path, 'wx', 0o600));
  try {
    for await (const piece of pieces) await writing(() => handle.appendFile(piece));
  } finally {
    await handle.close();
  }
}
