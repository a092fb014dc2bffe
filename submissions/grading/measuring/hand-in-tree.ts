import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../harness/errors.ts';
import type { BenchError } from '../../../harness/errors.ts';
import { openTree } from '../../archives/open-tree.ts';
import type { OpenTree } from '../../archives/open-tree.ts';
import { usualLimits } from '../../archives/limits.ts';
import type { ArchiveLimits } from '../../archives/limits.ts';
import { fileProblem } from '../../file-problem.ts';
import { benchmarkOfName, isLeftover, modeOfName, roundOfName } from '../../layouts/names.ts';
import { divisions } from '../../submission.ts';
import { subtree } from '../../subtree.ts';
import { decodeText } from '../../text.ts';
import type { FileTree, TreeEntry } from '../../tree.ts';
import { told } from './problems.ts';

/** What a hand-in is called in sentences for its student: its own name says nothing, and an LMS may have changed it. */
export const handInName = 'the hand-in';

/** The path of a file that was handed in alone. */
export const loneFile = 'the file that was handed in';

/** A hand-in, opened: what is in its only subfolder is at the top, leftovers of systems are not there. */
export interface OpenHandIn {
  readonly tree: FileTree;
  /** See `Measured.digest`. */
  readonly digest: string;
  readonly bytes: number;
  readonly close: () => Promise<void>;
}

const mostEntries = 20_000;

/**
 * Opens a folder, an archive, a folder with nothing but an archive, or a file alone.
 * @throws BenchError archive.*, submission.*, grade.empty, grade.links, grade.too-large
 */
export async function openHandIn(path: string, mostBytes: number): Promise<OpenHandIn> {
  const limits: ArchiveLimits = { ...usualLimits, entries: mostEntries, bytes: mostBytes };
  const first = await openAny(path, limits);
  const close = [first.close];
  const closeAll = async (): Promise<void> => {
    for (const each of close) await each();
  };
  try {
    let tree = withoutShell(first.tree);
    const [only, ...others] = tree.entries.filter(({ kind }) => kind !== 'directory');
    if (first.kind !== 'file' && only?.kind === 'file' && others.length === 0 && tree.directory !== undefined) {
      const inner = join(tree.directory, only.path);
      if ((await kindOfFile(inner)) === 'archive') {
        const second = await openTree(inner, { name: handInName, limits });
        close.push(second.close);
        tree = withoutShell(second.tree);
      }
    }
    const bytes = tree.entries.reduce((sum, entry) => sum + entry.bytes, 0);
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    if (bytes === 0) {
      const link = tree.entries.find(({ kind }) => kind === 'link');
      throw link === undefined
        ? failure('grade.empty', { file: handInName })
        : failure('grade.links', { file: told(link.path) });
    }
    return { tree, bytes, digest: await contentDigest(tree), close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What is said of a hand-in with more than it may have. */
export function tooLarge(mostBytes: number): BenchError {
  return failure('grade.too-large', { file: handInName, limitMb: mostBytes / 1e6 });
}

/** SHA-256 over paths and bytes of the files, whatever they were packed in. */
export async function contentDigest(tree: FileTree): Promise<string> {
  const whole = createHash('sha256');
  for (const entry of tree.entries) {
    if (entry.kind === 'directory') continue;
    const hash = createHash('sha256');
    if (entry.kind === 'file') for await (const piece of tree.open(entry.path)) hash.update(piece);
    whole.update(`${JSON.stringify([entry.path.normalize('NFC'), entry.kind, hash.digest('hex')])}\n`);
  }
  return whole.digest('hex');
}

type Opened = OpenTree & { readonly kind: 'folder' | 'archive' | 'file' };

async function openAny(path: string, limits: ArchiveLimits): Promise<Opened> {
  const kind = await kindOfFile(path);
  if (kind !== 'file') return { ...(await openTree(path, { name: handInName, limits })), kind };
  return { tree: await loneFileTree(path), isArchive: false, kind, close: () => Promise.resolve() };
}

/** A file alone as a tree of one entry; its name is nobody's choice. */
async function loneFileTree(file: string): Promise<FileTree> {
  const { size } = await stat(file);
  const entries: readonly TreeEntry[] = [{ path: loneFile, kind: 'file', bytes: size }];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(file)) if (piece instanceof Uint8Array) yield piece;
  }
  const readBytes = async (_: string, limitBytes: number): Promise<Uint8Array> => {
    if (size > limitBytes) throw failure('submission.too-large', { file: loneFile, bytes: size, limit: limitBytes });
    return readFile(file);
  };
  return {
    root: handInName,
    entries,
    entry: (wanted) => entries.find(({ path }) => path === wanted),
    open: pieces,
    readBytes,
    readText: async (path, limitBytes) => decodeText(await readBytes(path, limitBytes)),
  };
}

async function kindOfFile(path: string): Promise<Opened['kind']> {
  try {
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).isDirectory()) return 'folder';
      const head = Buffer.alloc(262);
      await handle.read(head, 0, head.length, 0);
      const isZip = head[0] === 0x50 && head[1] === 0x4b;
      const isGzip = head[0] === 0x1f && head[1] === 0x8b;
      return isZip || isGzip || head.toString('latin1', 257) === 'ustar' ? 'archive' : 'file';
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw failure('submission.unreadable', { file: handInName, problem: fileProblem(cause) }, { cause });
  }
}

/** Without what systems leave behind, and without a folder that holds everything else and says nothing. */
function withoutShell(tree: FileTree): FileTree {
  let inner = withoutLeftovers(tree);
  for (;;) {
    const tops = inner.entries.filter(({ path }) => !path.includes('/'));
    const [top] = tops;
    if (tops.length !== 1 || top?.kind !== 'directory' || isOfLayout(top.path)) return inner;
    inner = { ...subtree(inner, top.path), root: handInName };
  }
}

/** Folders of sessions and submissions say what is in them. */
function isOfLayout(name: string): boolean {
  const isDivision = divisions.some((division) => division === name);
  return (
    isDivision || name === 'results' || [benchmarkOfName, modeOfName, roundOfName].some((of) => of(name) !== undefined)
  );
}

function withoutLeftovers(tree: FileTree): FileTree {
  const entries = tree.entries.filter(({ path }) => !path.split('/').some((name) => isLeftover(name)));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return { ...tree, entries, entry: (path) => byPath.get(path) };
}
