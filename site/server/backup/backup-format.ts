/**
 * A backup is a .tar.gz of, in this order:
 * - `backup.json`, a BackupHead
 * - `tables/NAME.jsonl`, the rows of a table as JSON objects, one to a line
 * - `submissions/ID/archive` and `submissions/ID/check-N/FILE`, as they lie in the data folder
 * - `digests.jsonl`, the name, bytes and SHA-256 of every entry before it, one to a line in the same order: a backup
 *   that lacks its end lacks this
 */
export interface BackupHead {
  readonly format: typeof backupFormat;
  readonly version: typeof backupVersion;
  /** The program that wrote it. */
  readonly program: string;
  /** The last migration of the database it comes from. */
  readonly migration: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export const backupFormat = 'boardbench-backup';
export const backupVersion = 1;

export const headName = 'backup.json';
export const digestsName = 'digests.jsonl';

/** In an order in which each refers to those before it alone. Jobs and processes are of the moment, and not kept. */
export const backupTables = [
  { name: 'tokens', order: 'created_at, id' },
  { name: 'submissions', order: 'created_at, id' },
  { name: 'audit', order: 'id' },
] as const;
export type BackupTable = (typeof backupTables)[number]['name'];

export function tableEntry(table: BackupTable): string {
  return `tables/${table}.jsonl`;
}

/** What names of files and folders are made of. */
export const submissionIdPattern = /^[a-z0-9]{1,64}$/;

/** Files of a submission's folder, and nothing above it. */
export const submissionEntryPattern =
  /^submissions\/[a-z0-9]{1,64}\/(archive|check-[1-9][0-9]{0,8}\/[a-z0-9][a-z0-9.-]{0,99})$/;

/** A line of `digests.jsonl`. */
export function digestLine(name: string, bytes: number, sha256: string): string {
  return `${JSON.stringify({ name, bytes, sha256 })}\n`;
}
