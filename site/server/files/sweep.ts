import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from '../database/database.ts';
import { uploadPattern } from './intake-files.ts';
import type { IntakeFiles } from './intake-files.ts';
import { workingFolderPattern } from './working-folder.ts';

/**
 * Removes what processes left that died in the middle of an upload or a backup. An archive of a submission that the
 * database does not know is most likely of such an upload; it is put aside all the same, into `unknown`, since it may
 * be the database that has forgotten it.
 * @param before only what nobody has written to since then; others may be at work in the same folder
 * @returns the ids of submissions that were put aside
 * @throws BenchError database.failed
 */
export async function sweepLeftovers(files: IntakeFiles, database: Database, before: Date): Promise<readonly string[]> {
  for (const path of await untouchedSince(files.uploads, before)) {
    const name = basename(path);
    if (uploadPattern.test(name) || workingFolderPattern.test(name)) await rm(path, { force: true, recursive: true });
  }
  const known = new Set((await database.query<{ id: string }>('select id from submissions')).map(({ id }) => id));
  const unknown: string[] = [];
  for (const path of await untouchedSince(files.submissions, before)) {
    const id = basename(path);
    if (known.has(id)) continue;
    await mkdir(files.unknown, { recursive: true, mode: 0o700 });
    await rename(path, join(files.unknown, id));
    unknown.push(id);
  }
  return unknown;
}

async function untouchedSince(folder: string, before: Date): Promise<readonly string[]> {
  const untouched: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const touched = await stat(path).then(
      ({ mtime }) => mtime,
      () => null,
    );
    if (touched !== null && touched < before) untouched.push(path);
  }
  return untouched;
}
