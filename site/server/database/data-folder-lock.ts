import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';

/** Addresses of sockets may have no more bytes than this (macOS has the least, 104 with a zero at the end). */
const longestAddress = 100;
const socketName = /^(\d+)-[0-9a-f-]+\.sock$/;

export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Keeps a folder for this process. Each that wants it listens at a socket of its own in `lockFolder` first, and then
 * asks at those of the others. The system closes the sockets of a process that ends, however it ends: one at which
 * nobody answers is left over, and removed. Of two that come at the same moment at least one sees the other, and so never both
 * have it. No process number is relied on: it may be another process by now, or of another container.
 * @param directory what is kept, for the error
 * @throws BenchError data.in-use, data.unlockable
 */
export async function lockDataFolder(directory: string, lockFolder: string): Promise<DataFolderLock> {
  const name = `${process.pid}-${randomUUID()}.sock`;
  let server: Server;
  let folder: string;
  try {
    await mkdir(lockFolder, { recursive: true, mode: 0o700 });
    folder = await realpath(lockFolder);
    server = await withShortPath(folder, (short) => listen(address(short, name)));
  } catch (cause) {
    throw failure('data.unlockable', { directory, problem: asError(cause).message }, { cause });
  }
  const release = async (): Promise<void> => {
    await new Promise((resolve) => server.close(resolve));
    await rm(join(folder, name), { force: true });
  };
  try {
    for (const other of await readdir(folder)) {
      const pid = socketName.exec(other)?.[1];
      if (other === name || pid === undefined) continue;
      if (await withShortPath(folder, (short) => answers(address(short, other)))) {
        throw failure('data.in-use', { directory, pid: Number(pid) });
      }
      await rm(join(folder, other), { force: true });
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

function address(folder: string, name: string): string {
  return join(folder, name);
}

/** Gives the folder under a name that is short enough, for as long as it is used. */
async function withShortPath<Result>(folder: string, use: (short: string) => Promise<Result>): Promise<Result> {
  if (Buffer.byteLength(join(folder, `${process.pid}-${randomUUID()}.sock`)) < longestAddress) return use(folder);
  const way = await mkdtemp(join(tmpdir(), 'bb-'));
  try {
    const short = join(way, 'd');
    await symlink(folder, short);
    return await use(short);
  } finally {
    await rm(way, { recursive: true, force: true });
  }
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.destroy();
    });
    server.once('error', reject);
    server.listen(path, () => {
      // Waiting for nobody: it does not keep the process alive.
      server.unref();
      resolve(server);
    });
  });
}

/** Whether there is a process behind a socket; any doubt says yes. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
