import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import type { IntakeFiles } from './intake-files.ts';

/**
 * Removes what processes left that died in the middle of an upload: parts of uploads, and archives whose submission
 * was never recorded.
 * @param before only what nobody has written to since then; others may be at work in the same folder
 * @throws BenchError database.failed
 */
export async function sweepLeftovers(files: IntakeFiles, database: Database, before: Date): Promise<void> {
  for (const path of await untouchedSince(files.uploads, before)) await rm(path, { force: true, recursive: true });
  const known = new Set((await database.query<{ id: string }>('select id from submissions')).map(({ id }) => id));
  for (const path of await untouchedSince(files.submissions, before)) {
    const id = path.slice(files.submissions.length + 1);
    if (!known.has(id)) await files.forget(id);
  }
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
