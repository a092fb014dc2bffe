import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchError, failure } from '../../harness/errors.ts';
import { fileProblem } from '../file-problem.ts';
import { folderTree } from '../folder-tree.ts';
import type { FileTree } from '../tree.ts';
import { usualLimits } from './limits.ts';
import type { ArchiveLimits } from './limits.ts';
import { unpackTar } from './tar.ts';
import { Unpacking } from './unpacking.ts';
import { unpackZip } from './zip.ts';

/** A tree, and what is to be called when it is not needed any more. */
export interface OpenTree {
  readonly tree: FileTree;
  /** The folder or archive was unpacked: folders above say nothing of it. */
  readonly isArchive: boolean;
  /** Removes what was unpacked; harmless for a folder, and a second time. */
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  /** What messages and the tree call it, where that is not the path: an upload has a name that its sender gave it. */
  readonly name?: string;
  readonly limits?: ArchiveLimits;
  readonly signal?: AbortSignal;
}

/**
 * Opens a folder, or an archive (.zip, .tar, .tar.gz, known by its first bytes), which is unpacked into a folder of its
 * own for temporary files. Where that fails nothing is left of it.
 * @throws BenchError submission.unreadable, submission.too-many, archive.*
 */
export async function openTree(path: string, options: OpenOptions = {}): Promise<OpenTree> {
  const name = options.name ?? path;
  const kind = await kindOf(path, name);
  if (kind === 'folder')
    return { tree: await folderTree(path, name), isArchive: false, close: () => Promise.resolve() };
  const target = await mkdtemp(join(tmpdir(), 'boardbench-'));
  const close = (): Promise<void> => rm(target, { recursive: true, force: true });
  try {
    const { size } = await stat(path);
    const unpacking = new Unpacking(name, size, target, options.limits ?? usualLimits, options.signal);
    if (kind === 'zip') await unpackZip(path, name, unpacking);
    else await unpackTar(path, name, kind === 'gzip', unpacking);
    return { tree: await folderTree(target, name), isArchive: true, close };
  } catch (cause) {
    await close();
    if (cause instanceof BenchError) throw cause;
    throw failure('archive.unreadable', { archive: name, problem: fileProblem(cause) }, { cause });
  }
}

const tarMagicAt = 257;

async function kindOf(path: string, name: string): Promise<'folder' | 'zip' | 'gzip' | 'tar'> {
  try {
    const handle = await open(path, 'r');
    try {
      const facts = await handle.stat();
      if (facts.isDirectory()) return 'folder';
      if (!facts.isFile()) throw new Error('it is neither a folder nor a file');
      const head = Buffer.alloc(tarMagicAt + 5);
      await handle.read(head, 0, head.length, 0);
      if (head[0] === 0x50 && head[1] === 0x4b) return 'zip';
      if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
      if (head.toString('latin1', tarMagicAt) === 'ustar') return 'tar';
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw failure('submission.unreadable', { file: name, problem: fileProblem(cause) }, { cause });
  }
  throw failure('archive.unreadable', { archive: name, problem: 'it is neither .zip nor .tar nor .tar.gz' });
}
