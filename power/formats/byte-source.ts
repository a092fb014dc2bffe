import { open, readFile } from 'node:fs/promises';
import { failure } from '../../harness/errors.ts';

/** Bytes that can be read from anywhere: a file, or something made on the fly. */
export interface ByteSource {
  readonly size: number;
  /**
   * Reads into the beginning of `target`, as much as fits and there is.
   * @returns how many bytes that was; 0 at the end
   */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens bytes anew, each time they are to be read from the beginning. */
export type OpenBytes = () => Promise<ByteSource>;

/** How much is read at a time. */
export const blockBytes = 2 ** 20;

/** @throws BenchError file.missing; trace.unknown where it is no file or cannot be read */
export async function openFile(path: string): Promise<ByteSource> {
  try {
    const handle = await open(path, 'r');
    const facts = await handle.stat();
    if (!facts.isFile()) {
      await handle.close();
      throw failure('trace.unknown', { file: path, problem: 'it is no file' });
    }
    return {
      size: facts.size,
      read: (target, position) => readFully(target, position, path, handle),
      close: () => handle.close(),
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/**
 * A whole text file, for those that are small.
 * @throws BenchError file.missing, trace.unknown
 */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The beginning of bytes; fewer where there are no more. */
export async function beginningOf(openBytes: OpenBytes, count: number): Promise<Uint8Array> {
  const source = await openBytes();
  try {
    const target = new Uint8Array(Math.min(count, source.size));
    return target.subarray(0, await source.read(target, 0));
  } finally {
    await source.close();
  }
}

/**
 * All bytes behind `from`, in blocks that are full but for the last one. A block lies at the beginning of its buffer,
 * which is used again for the next one.
 */
export async function* blocksOf(openBytes: OpenBytes, from = 0): AsyncGenerator<Uint8Array, void> {
  const source = await openBytes();
  try {
    const buffer = new Uint8Array(Math.max(0, Math.min(blockBytes, source.size - from)));
    for (let position = from; position < source.size;) {
      const count = await source.read(buffer, position);
      if (count === 0) return;
      yield buffer.subarray(0, count);
      position += count;
    }
  } finally {
    await source.close();
  }
}

interface Readable {
  read(target: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** A read may give less than was asked for; what follows then begins in the middle of a sample. */
async function readFully(target: Uint8Array, position: number, path: string, handle: Readable): Promise<number> {
  let held = 0;
  try {
    while (held < target.length) {
      const { bytesRead } = await handle.read(target, held, target.length - held, position + held);
      if (bytesRead === 0) break;
      held += bytesRead;
    }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('trace.broken', { file: path, place: `byte ${position + held}`, problem }, { cause });
  }
  return held;
}

function unreadable(path: string, cause: unknown): Error {
  if (!(cause instanceof Error)) return failure('trace.unknown', { file: path, problem: String(cause) });
  if (cause.name === 'BenchError') return cause;
  if ('code' in cause && cause.code === 'ENOENT') return failure('file.missing', { file: path }, { cause });
  return failure('trace.unknown', { file: path, problem: cause.message }, { cause });
}
