import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failure } from '../harness/errors.ts';
import { buildRecordName, buildRecordText, readFormerBuild } from './build-record.ts';
import type { BuiltFile, FormerBuild } from './build-record.ts';

/** How the file begins that every site has, by which a folder is known as one. */
export const dataScriptHead = 'globalThis.boardbenchSite=';
export const dataScriptName = 'data.js';

const filesAtOnce = 32;

/** A file of a site that is yet to be made. */
export interface PlannedFile {
  /** Path from the site's folder. */
  readonly path: string;
  /** A digest of all that it depends on: one that was made of the same before is taken over. */
  readonly inputs: string;
  readonly make: () => Uint8Array | string;
}

export interface WrittenFolder {
  readonly files: number;
  readonly bytes: number;
  /** How many of the files were taken over as they were. */
  readonly kept: number;
}

/**
 * Puts a site into a folder, which is absent, empty, or holds a site that it takes the place of. The folder is whole or
 * as it was. Files of the former site that were made of the same are taken over instead of being made again.
 * @throws BenchError output.not-empty, output.failed; whatever `files` throws
 */
export async function writeSiteFolder(
  directory: string,
  files: Iterable<PlannedFile>,
  signal?: AbortSignal,
): Promise<WrittenFolder> {
  await refuseIfNoSite(directory);
  const target = resolve(directory);
  const parent = dirname(target);
  let draft: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    // Not mkdtemp, whose folders only their owner may read: hosts serve what anyone may.
    draft = join(parent, `${draftHead(basename(target))}${randomUUID().slice(0, 8)}`);
    await mkdir(draft);
    const written = await writeAll(draft, files, await readFormerBuild(target), signal);
    await takePlace(draft, target);
    return written;
  } catch (cause) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    if (!isSystemError(cause)) throw cause;
    throw failure('output.failed', { file: cause.path ?? directory, problem: cause.message }, { cause });
  }
}

/**
 * Looks before the work begins whether a site may be put there.
 * @throws BenchError output.not-empty, output.failed
 */
export async function refuseIfNoSite(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  if (!(await stat(directory)).isDirectory()) {
    throw failure('output.failed', { file: directory, problem: 'it is a file' });
  }
  const isEmpty = (await readdir(directory)).length === 0;
  if (!isEmpty && !(await holdsSite(directory))) throw failure('output.not-empty', { directory });
}

/** Whether a folder holds a site that was built before. */
export async function holdsSite(directory: string): Promise<boolean> {
  try {
    const handle = await open(join(directory, dataScriptName), 'r');
    try {
      const head = Buffer.alloc(dataScriptHead.length);
      await handle.read(head, 0, head.length, 0);
      return head.toString('utf8') === dataScriptHead;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

/** Of the names in a folder those that a build left beside its site when it was killed. */
export function draftsOf(site: string, names: readonly string[]): readonly string[] {
  const head = draftHead(site);
  return names.filter((name) => name.startsWith(head) && /^[0-9a-f]{8}(-former)?$/.test(name.slice(head.length)));
}

function draftHead(site: string): string {
  return `.${site}-`;
}

async function writeAll(
  draft: string,
  files: Iterable<PlannedFile>,
  former: FormerBuild | null,
  signal: AbortSignal | undefined,
): Promise<WrittenFolder> {
  const record = new Map<string, BuiltFile>();
  const made = new Set<string>();
  let kept = 0;
  let waiting: Promise<void>[] = [];
  const write = async (file: PlannedFile): Promise<void> => {
    const bytes = await keep(draft, file, former);
    if (bytes !== null) kept++;
    record.set(file.path, { inputs: file.inputs, bytes: bytes ?? (await writeNew(draft, file)) });
  };
  for (const file of files) {
    if (signal?.aborted === true) throw failure('import.stopped', { where: `after ${record.size} files` });
    const folder = dirname(join(draft, file.path));
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    // In the order of the files, whichever of them is written first.
    record.set(file.path, { inputs: file.inputs, bytes: 0 });
    waiting.push(write(file));
    if (waiting.length < filesAtOnce) continue;
    await settled(waiting);
    waiting = [];
  }
  await settled(waiting);
  // The last of all: what is newer than it was changed by others.
  await writeFile(join(draft, buildRecordName), buildRecordText(record));
  const bytes = [...record.values()].reduce((sum, file) => sum + file.bytes, 0);
  return { files: record.size, bytes, kept };
}

/** Waits for all, so that nothing is written any more when it throws. */
async function settled(waiting: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(waiting)) if (outcome.status === 'rejected') throw outcome.reason;
}

async function writeNew(draft: string, { path, make }: PlannedFile): Promise<number> {
  const content = make();
  await writeFile(join(draft, path), content);
  return Buffer.byteLength(content);
}

/** Takes a file over that was made of the same; its length, or null where it must be made. */
async function keep(draft: string, { path, inputs }: PlannedFile, former: FormerBuild | null): Promise<number | null> {
  const known = former?.files.get(path);
  if (former === null || known?.inputs !== inputs) return null;
  const from = join(former.directory, path);
  const to = join(draft, path);
  try {
    const about = await lstat(from);
    if (!about.isFile() || about.size !== known.bytes || about.mtimeMs > former.writtenMs) return null;
    // A link costs nothing; there are file systems without.
    await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_EXCL));
    return known.bytes;
  } catch {
    return null;
  }
}

async function takePlace(draft: string, target: string): Promise<void> {
  if (!existsSync(target)) {
    await rename(draft, target);
    return;
  }
  const former = `${draft}-former`;
  await rename(target, former);
  await rename(draft, target);
  await rm(former, { recursive: true, force: true });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
