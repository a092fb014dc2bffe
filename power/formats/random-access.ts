import { open } from 'node:fs/promises';
import { failure } from '../../harness/errors.ts';

/** Bytes that can be read from anywhere: a file, or something made on the fly. */
export interface RandomAccess {
  /** How many bytes there are. */
  readonly size: number;
  /**
   * Reads into the beginning of `target`, as much as fits and there is.
   * @returns how many bytes that was; 0 at the end
   */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a file to be read.
 * @throws BenchError file.missing, or trace.unknown where it cannot be opened
 */
export async function openRandomAccess(file: string): Promise<RandomAccess> {
  const handle = await open(file).catch((error: unknown) => {
    throw isMissing(error)
      ? failure('file.missing', { file })
      : failure('trace.unknown', { file, problem: String(error) }, { cause: error });
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw failure('trace.unknown', { file, problem: 'it is no file' });
  }
  return {
    size: stat.size,
    async read(target, position) {
      try {
        return (await handle.read(target, 0, target.length, position)).bytesRead;
      } catch (cause) {
        throw failure('trace.broken', { file, place: `byte ${position}`, problem: String(cause) }, { cause });
      }
    },
    close: () => handle.close(),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
