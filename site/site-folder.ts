import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failure } from '../harness/errors.ts';
import type { SiteFile } from './bundle.ts';

/** How the file begins that every site has, by which a folder is known as one. */
export const dataScriptHead = 'globalThis.boardbenchSite=';
export const dataScriptName = 'data.js';

const filesAtOnce = 32;

/**
 * Puts a site into a folder, which is absent, empty, or holds a site that it takes the place of. The folder is whole or
 * as it was.
 * @throws BenchError output.not-empty, output.failed; whatever `files` throws
 */
export async function writeSiteFolder(
  directory: string,
  files: Iterable<SiteFile>,
  signal?: AbortSignal,
): Promise<{ readonly files: number; readonly bytes: number }> {
  await refuseIfNoSite(directory);
  const target = resolve(directory);
  const parent = dirname(target);
  let draft: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    // Not mkdtemp, whose folders only their owner may read: hosts serve what anyone may.
    draft = join(parent, `.${basename(target)}-${randomUUID().slice(0, 8)}`);
    await mkdir(draft);
    const written = await writeAll(draft, files, signal);
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

async function writeAll(
  draft: string,
  files: Iterable<SiteFile>,
  signal: AbortSignal | undefined,
): Promise<{ files: number; bytes: number }> {
  const written = { files: 0, bytes: 0 };
  const made = new Set<string>();
  let waiting: Promise<void>[] = [];
  for (const { path, content } of files) {
    if (signal?.aborted === true) throw failure('import.stopped', { where: `after ${written.files} files` });
    const file = join(draft, path);
    if (!made.has(dirname(file))) await mkdir(dirname(file), { recursive: true });
    made.add(dirname(file));
    written.files++;
    written.bytes += Buffer.byteLength(content);
    waiting.push(writeFile(file, content));
    if (waiting.length < filesAtOnce) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return written;
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
