import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskFailure } from '../disk-failure.ts';
import { BenchError, failure } from '../errors.ts';
import { isDerivedName, sessionFiles } from './folder.ts';
import { maximumLineBytes } from './journal-line.ts';
import { lockFolder } from './journal-lock.ts';

/**
 * Makes a folder where there is none, locks it, and frees it again where `work` fails.
 * @throws BenchError session.not-empty, session.locked, disk.full, disk.failed; what `work` throws
 */
export function withNewFolder<Done>(directory: string, work: (unlock: () => void) => Done): Done {
  try {
    makeFolder(directory);
  } catch (cause) {
    throw diskFailure(directory, cause);
  }
  // Looked at before the lock is written, so that a folder that is not ours is left as it was.
  if (!holdsNothing(directory)) throw failure('session.not-empty', { directory });
  const unlock = lockSession(directory);
  try {
    if (!holdsNothing(directory)) throw failure('session.not-empty', { directory });
    return work(unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Locks a session's folder for this process; the function returned frees it.
 * @throws BenchError session.locked, disk.full, disk.failed
 */
export function lockSession(directory: string): () => void {
  try {
    return lockFolder(directory);
  } catch (cause) {
    throw diskFailure(join(directory, sessionFiles.lock), cause);
  }
}

/**
 * Whether a folder, and those in it, hold no file, or only what sessions leave that ended within their first line.
 * @throws BenchError disk.failed where it cannot be read, or is no folder
 */
export function holdsNothing(directory: string): boolean {
  try {
    return readdirSync(directory, { withFileTypes: true }).every((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return holdsNothing(path);
      const isTorn = entry.name === sessionFiles.journal && holdsNoLine(path);
      return isTorn || entry.name.startsWith(sessionFiles.lock);
    });
  } catch (cause) {
    throw cause instanceof BenchError ? cause : diskFailure(directory, cause);
  }
}

function holdsNoLine(file: string): boolean {
  return statSync(file).size <= maximumLineBytes && !readFileSync(file).includes('\n');
}

/** Whether there is a journal in a folder, whole or not. */
export function holdsJournal(directory: string): boolean {
  try {
    return readdirSync(directory).includes(sessionFiles.journal);
  } catch {
    return false;
  }
}

/**
 * Removes what was derived from the journal.
 * @throws BenchError disk.failed
 */
export function removeDerived(directory: string): void {
  for (const name of readdirSync(directory).filter(isDerivedName)) {
    try {
      rmSync(join(directory, name), { force: true });
    } catch (cause) {
      throw diskFailure(join(directory, name), cause);
    }
  }
}

/** Makes a folder and those above it, one by one: Node's own way never ends where a file system refuses with ENOENT. */
function makeFolder(directory: string): void {
  const parent = dirname(directory);
  if (parent !== directory && !existsSync(parent)) makeFolder(parent);
  if (!existsSync(directory)) mkdirSync(directory);
}
