import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { failure } from '../errors.ts';
import { sessionFiles } from './folder.ts';

/** Locks that this very process holds: a file with our own number that is not among them is an old one. */
const held = new Set<string>();

/**
 * Makes this process the only one that writes into a session's folder, until it calls the function returned. The lock
 * of a process that is gone is taken over.
 * @throws BenchError session.locked; what the file system throws
 */
export function lockFolder(directory: string): () => void {
  const file = resolve(directory, sessionFiles.lock);
  while (!tryCreate(file)) {
    const content = contentOf(file);
    if (content === undefined) continue;
    const owner = ownerOf(content);
    if (isAlive(owner, file)) throw failure('session.locked', { directory, pid: owner.pid });
    removeStale(file, content, directory);
  }
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

interface Owner {
  readonly pid: number;
  /** When the process started, in ticks since boot, or `-` where the system does not tell. */
  readonly started: string;
}

function tryCreate(file: string): boolean {
  // Written under a name of its own and then linked, so that nobody ever reads a lock half written.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${startOf(process.pid)}\n`);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // File systems without hard links (FAT, some network drives): creating it exclusively is nearly as good.
    return tryCreateWithoutLinks(file);
  } finally {
    rmSync(own, { force: true });
  }
}

function tryCreateWithoutLinks(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock away; where another process was quicker and it is its fresh one, puts that back. */
function removeStale(file: string, stale: string, directory: string): void {
  const away = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, away);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = contentOf(away);
  if (moved !== undefined && moved !== stale) {
    renameSync(away, file);
    throw failure('session.locked', { directory, pid: ownerOf(moved).pid });
  }
  rmSync(away, { force: true });
}

function ownerOf(content: string): Owner {
  const [pid = '', started = '-'] = content.trim().split(' ');
  return { pid: Number.parseInt(pid, 10), started };
}

function isAlive(owner: Owner, file: string): boolean {
  const { pid, started } = owner;
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  // The number may have gone to another process since: then it started at another time.
  const now = startOf(pid);
  return started === '-' || now === '-' || started === now;
}

/** Field 22 of /proc/PID/stat (proc(5)), counted behind the program's name, which may hold blanks. */
function startOf(pid: number): string {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

/** What a lock says, or undefined where it has gone meanwhile. */
function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
