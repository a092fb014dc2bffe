import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Clock } from '../../../harness/clock.ts';
import { programVersion } from '../../../harness/program.ts';
import { systemCode } from '../../../submissions/file-problem.ts';
import type { Database } from '../database/database.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import { withWorkingFolder } from '../files/working-folder.ts';
import {
  backupFormat,
  backupTables,
  backupVersion,
  headName,
  submissionEntryPattern,
  tableEntry,
} from './backup-format.ts';
import type { BackupHead } from './backup-format.ts';
import { BackupTar } from './backup-tar.ts';
import { dumpTables } from './dump-tables.ts';
import { linesOf } from './json-lines.ts';

const submissionsAtOnce = 100;

export interface BackupOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** In submissions. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface WrittenBackup {
  readonly submissions: number;
  readonly files: number;
  /** Submissions whose archive was not in the data folder. */
  readonly missing: readonly string[];
}

/** What decides which files of a submission there are. */
interface SubmissionRow {
  readonly id: string;
  readonly state: string;
  readonly checks: number;
}

/**
 * Writes everything that cannot be made again as one .tar.gz, while the server goes on: the tables as they were at one
 * moment, and the files that they speak of, which never change. The leaderboard is made again from them.
 * @param sink is ended when all is written, and destroyed where that fails
 * @throws BenchError database.*; the sink's error; the signal's reason
 */
export async function writeBackup(
  database: Database,
  files: IntakeFiles,
  sink: Writable,
  options: BackupOptions,
): Promise<WrittenBackup> {
  return withWorkingFolder(files, 'backup', options.clock, (folder) =>
    writeFrom(folder, database, files, sink, options),
  );
}

async function writeFrom(
  folder: string,
  database: Database,
  files: IntakeFiles,
  sink: Writable,
  { clock, signal, onProgress }: BackupOptions,
): Promise<WrittenBackup> {
  const createdAt = clock.wallTime();
  const dump = (name: string): string => join(folder, `${name}.jsonl`);
  const tar = new BackupTar(sink, createdAt, dump('digests'), signal);
  try {
    const migration = await dumpTables(database, dump, signal);
    const head: BackupHead = {
      format: backupFormat,
      version: backupVersion,
      program: programVersion,
      migration,
      createdAt: createdAt.toISOString(),
    };
    await tar.text(headName, `${JSON.stringify(head)}\n`);
    for (const { name } of backupTables) await tar.file(tableEntry(name), dump(name));
    const written = await addSubmissions(tar, files, dump('submissions'), onProgress);
    await tar.finish();
    return written;
  } catch (error) {
    throw await tar.abort(error);
  }
}

async function addSubmissions(
  tar: BackupTar,
  files: IntakeFiles,
  rows: string,
  onProgress?: (done: number, total: number) => void,
): Promise<WrittenBackup> {
  let total = 0;
  for await (const lines of linesOf(rows, submissionsAtOnce)) total += lines.length;
  let submissions = 0;
  let fileCount = 0;
  const missing: string[] = [];
  for await (const lines of linesOf(rows, submissionsAtOnce)) {
    for (const line of lines) {
      const row = JSON.parse(line) as SubmissionRow;
      if (await tar.file(`submissions/${row.id}/archive`, files.archive(row.id))) fileCount++;
      else missing.push(row.id);
      fileCount += await addChecks(tar, files, row);
      submissions++;
      onProgress?.(submissions, total);
    }
  }
  return { submissions, files: fileCount, missing };
}

/** Adds the files of the checks that were done when the tables were read. */
async function addChecks(tar: BackupTar, files: IntakeFiles, { id, state, checks }: SubmissionRow): Promise<number> {
  const done = state === 'checking' ? checks - 1 : checks;
  let count = 0;
  for (let number = 1; number <= done; number++) {
    const folder = files.check(id, number);
    for (const file of await filesIn(folder)) {
      const name = `submissions/${id}/check-${number}/${file}`;
      if (submissionEntryPattern.test(name) && (await tar.file(name, join(folder, file)))) count++;
    }
  }
  return count;
}

/** The names of the files in a folder, in order; none where a check came to nothing and left none. */
async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
