import { access, mkdir, readdir, rename, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import { fileProblem, systemCode } from '../../../submissions/file-problem.ts';
import type { Database, Queryable } from '../database/database.ts';
import { bindDataFolder } from '../files/bind-data-folder.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import { withWorkingFolder } from '../files/working-folder.ts';
import { recordEvent } from '../intake/record-event.ts';
import { appendAudit } from '../records/audit.ts';
import { idsInState, lockSubmission } from '../records/submissions.ts';
import { tableEntry } from './backup-format.ts';
import { loadTables } from './load-tables.ts';
import { unpackBackup } from './unpack-backup.ts';
import type { UnpackedBackup } from './unpack-backup.ts';

export interface RestoreOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** In bytes of the backup. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RestoredBackup {
  readonly tokens: number;
  readonly submissions: number;
  /** Of submissions. */
  readonly files: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Submissions whose archive the backup does not hold. */
  readonly missing: readonly string[];
}

/**
 * Fills an empty data folder and an empty, migrated database from a backup, of this or another kind of database. All of
 * it is read and compared before any of it counts; where this throws, folder and database are as empty as before. What
 * was being checked waits for its check again; a server that starts on it finds those that wait.
 * @throws BenchError restore.not-empty, backup.unreadable, database.newer, database.*, output.failed; the signal's reason
 */
export async function restoreBackup(
  file: string,
  database: Database,
  files: IntakeFiles,
  { clock, signal, onProgress }: RestoreOptions,
): Promise<RestoredBackup> {
  await refuseFilled(database, files);
  const total = await sizeOf(file);
  return withWorkingFolder(files, 'restore', clock, async (folder) => {
    let done = 0;
    const unpacked = await unpackBackup(file, folder, {
      ...(signal === undefined ? {} : { signal }),
      onBytes(bytes) {
        done += bytes;
        onProgress?.(done, total);
      },
    });
    return fill(file, folder, unpacked, database, files, clock);
  });
}

async function fill(
  file: string,
  folder: string,
  { head, files: fileCount }: UnpackedBackup,
  database: Database,
  files: IntakeFiles,
  clock: Clock,
): Promise<RestoredBackup> {
  const submissions = join(folder, 'submissions');
  await mkdir(submissions, { recursive: true, mode: 0o700 });
  const place = { isTaken: false };
  try {
    return await database.transaction(async (transaction) => {
      await transaction.script('lock table tokens, submissions, audit in exclusive mode');
      await refuseFilled(transaction, files, database.name);
      await bindDataFolder(files, transaction, database);
      const applied = await transaction.query<{ name: string }>('select max(name) as name from migrations');
      const known = applied[0]?.name ?? '';
      if (head.migration > known) throw failure('database.newer', { database: file, found: head.migration, known });
      const counts = await loadTables(transaction, file, (table) => join(folder, tableEntry(table)));
      const missing = await withoutArchive(transaction, submissions);
      await interruptChecks(transaction, clock);
      await appendAudit(transaction, {
        ...{ at: clock.wallTime(), action: 'restored', by: null },
        detail: { backup: head.createdAt, program: head.program },
      });
      await mkdir(dirname(files.submissions), { recursive: true, mode: 0o700 });
      await rmdir(files.submissions).catch(() => undefined);
      await rename(submissions, files.submissions);
      place.isTaken = true;
      return {
        tokens: counts.tokens,
        submissions: counts.submissions,
        files: fileCount,
        createdAt: head.createdAt,
        missing,
      };
    });
  } catch (error) {
    // Only the end of the transaction failed. Back to where it is removed, with one step.
    if (place.isTaken) await rename(files.submissions, submissions);
    throw error;
  }
}

async function refuseFilled(
  database: Queryable & { readonly name?: string },
  files: IntakeFiles,
  name = database.name,
): Promise<void> {
  const filled = await database.query<{ filled: boolean }>(
    `select exists (select from tokens) or exists (select from submissions) or exists (select from audit) as filled`,
  );
  if (filled[0]?.filled !== false) throw failure('restore.not-empty', { where: name ?? 'the database' });
  const entries = await readdir(files.submissions).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0) throw failure('restore.not-empty', { where: files.submissions });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw failure('backup.unreadable', { file, problem: fileProblem(cause) }, { cause });
  }
}

async function withoutArchive(transaction: Queryable, submissions: string): Promise<readonly string[]> {
  const rows = await transaction.query<{ id: string }>('select id from submissions order by created_at, id');
  const missing: string[] = [];
  for (const { id } of rows) {
    const isThere = await access(join(submissions, id, 'archive')).then(
      () => true,
      () => false,
    );
    if (!isThere) missing.push(id);
  }
  return missing;
}

/** The processes that were checking are not of this database. */
async function interruptChecks(transaction: Queryable, clock: Clock): Promise<void> {
  for (const id of await idsInState(transaction, 'checking')) {
    const record = await lockSubmission(transaction, id);
    if (record === undefined) continue;
    const detail = { check: record.checks, why: 'stopped' };
    await recordEvent(transaction, record, { action: 'check-interrupted', at: clock.wallTime(), by: null, detail });
  }
}
