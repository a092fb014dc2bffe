import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { asError } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';

/**
 * Makes a folder whole or not at all: `fill` writes into one beside it, which takes its name in the end. Where `fill`
 * fails or `signal` aborts, nothing is left behind.
 * @param directory must be absent or empty
 * @throws BenchError output.not-empty, output.failed, import.interrupted; what `fill` throws
 */
export async function withNewFolder<Done>(
  directory: string,
  signal: AbortSignal,
  fill: (folder: string) => Promise<Done>,
): Promise<Done> {
  await checkEmpty(directory);
  const target = resolve(directory);
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  try {
    await writing(directory, () => mkdir(partial, { recursive: true }));
    const done = await fill(partial);
    checkGoingOn(signal, directory);
    await writing(directory, async () => {
      await rmdir(target).catch(() => undefined);
      await rename(partial, target);
    });
    return done;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @throws BenchError import.interrupted where `signal` aborted */
export function checkGoingOn(signal: AbortSignal, directory: string): void {
  if (signal.aborted) throw failure('import.interrupted', { directory });
}

/** Does what writes `file`. */
export async function writing<Done>(file: string, write: () => Promise<Done>): Promise<Done> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw failure('output.failed', { file, problem: asError(error).message }, { cause: error });
  }
}

async function checkEmpty(directory: string): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw failure('output.failed', { file: directory, problem: asError(error).message }, { cause: error });
  }
  if (entries.length > 0) throw failure('output.not-empty', { directory });
}
