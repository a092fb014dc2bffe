import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchError, failure } from '../harness/errors.ts';
import { fileProblem } from './file-problem.ts';
import { decodeText } from './text.ts';
import type { FileTree, TreeEntry } from './tree.ts';

const pieceBytes = 1 << 18;
const mostEntries = 200_000;
const deepest = 40;

/**
 * A folder of the disk as a tree. It is listed once, here; links are listed and not followed, and neither are folders
 * that cannot be read nor files whose names are no UTF-8.
 * @param name what to call it in messages, where that is not the folder (an archive unpacked somewhere)
 * @throws BenchError submission.unreadable where it is no folder that can be read; submission.too-many
 */
export async function folderTree(directory: string, name = directory): Promise<FileTree> {
  const base = await realFolder(directory, name);
  const entries = await list(base, name);
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));

  // Hundreds of files are read one after the other: in the same memory.
  const spare: Buffer[] = [];

  async function* pieces(path: string): AsyncGenerator<Uint8Array> {
    const handle = await openFile(base, name, path, byPath.get(path));
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
    try {
      for (;;) {
        const { bytesRead } = await reading(name, path, handle.read(buffer, 0, buffer.length, null));
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      spare.push(buffer);
      await handle.close();
    }
  }

  async function readBytes(path: string, limitBytes: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of pieces(path)) {
      bytes += piece.length;
      if (bytes > limitBytes) {
        const whole = Math.max(bytes, byPath.get(path)?.bytes ?? 0);
        throw failure('submission.too-large', { file: join(name, path), bytes: whole, limit: limitBytes });
      }
      parts.push(Uint8Array.prototype.slice.call(piece));
    }
    return Buffer.concat(parts, bytes);
  }

  return {
    root: name,
    directory: base,
    entries,
    entry: (path) => byPath.get(path),
    open: pieces,
    readBytes,
    readText: async (path, limitBytes) => decodeText(await readBytes(path, limitBytes)),
  };
}

async function realFolder(directory: string, name: string): Promise<string> {
  try {
    const base = await realpath(directory);
    if (!(await lstat(base)).isDirectory()) throw new Error('it is no folder');
    return base;
  } catch (cause) {
    throw failure('submission.unreadable', { file: name, problem: fileProblem(cause) }, { cause });
  }
}

async function list(base: string, name: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const visit = async (folder: string, children: readonly Child[], depth: number): Promise<void> => {
    if (depth > deepest) {
      throw failure('submission.too-many', { directory: join(name, folder), problem: `folders ${deepest} deep` });
    }
    for (const child of children) {
      const path = folder === '' ? child.name : `${folder}/${child.name}`;
      const { entry, below } = await look(base, path, child);
      entries.push(entry);
      if (entries.length > mostEntries) {
        throw failure('submission.too-many', { directory: name, problem: `more than ${mostEntries} files` });
      }
      await visit(path, below, depth + 1);
    }
  };
  await visit('', await reading(name, '', childrenOf(base)), 0);
  return entries;
}

type Child = Kinds & { readonly name: string };

async function childrenOf(folder: string): Promise<Child[]> {
  const children = await readdir(folder, { withFileTypes: true });
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a name of a folder stands for, and what is in it. One that cannot be looked at is no reason to read nothing. */
async function look(base: string, path: string, child: Child): Promise<{ entry: TreeEntry; below: Child[] }> {
  const kind = kindOf(child);
  try {
    const below = kind === 'directory' ? await childrenOf(join(base, path)) : [];
    return { entry: { path, kind, bytes: kind === 'file' ? (await lstat(join(base, path))).size : 0 }, below };
  } catch (cause) {
    // Of a name that is no UTF-8 the path is another one.
    const problem = child.name.includes('\u{fffd}') ? 'its name is not UTF-8' : fileProblem(cause);
    return { entry: { path, kind: 'other', bytes: 0, problem }, below: [] };
  }
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kinds): TreeEntry['kind'] {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}

async function openFile(base: string, name: string, path: string, entry: TreeEntry | undefined): Promise<FileHandle> {
  if (entry?.kind !== 'file') {
    const problem = entry === undefined ? 'there is no such file' : (entry.problem ?? `it is a ${entry.kind}`);
    throw failure('submission.unreadable', { file: join(name, path), problem });
  }
  // What was a file when it was listed may be a link or a pipe by now.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await reading(name, path, open(join(base, path), flags));
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw failure('submission.unreadable', { file: join(name, path), problem: 'it is no file any more' });
}

async function reading<Value>(name: string, path: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw failure('submission.unreadable', { file: join(name, path), problem: fileProblem(cause) }, { cause });
  }
}
