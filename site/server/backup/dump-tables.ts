import { open } from 'node:fs/promises';
import type { Database, Queryable } from '../database/database.ts';
import { backupTables } from './backup-format.ts';
import type { BackupTable } from './backup-format.ts';

const rowsAtOnce = 500;

/**
 * Writes the rows of all tables into files, as they were at one moment.
 * @param fileOf the path for a table
 * @returns the last migration of the database
 * @throws BenchError database.*; the signal's reason
 */
export async function dumpTables(
  database: Database,
  fileOf: (table: BackupTable) => string,
  signal?: AbortSignal,
): Promise<string> {
  return database.transaction(async (transaction) => {
    await transaction.script('set transaction isolation level repeatable read, read only');
    const applied = await transaction.query<{ name: string }>('select max(name) as name from migrations');
    for (const table of backupTables) {
      await transaction.script(
        // The database writes the JSON: its numbers and times never pass through this program's types.
        `declare dump no scroll cursor for
           select row_to_json(rows)::text as line from (select * from ${table.name} order by ${table.order}) as rows`,
      );
      await fetchInto(transaction, fileOf(table.name), signal);
      await transaction.script('close dump');
    }
    return applied[0]?.name ?? '';
  });
}

async function fetchInto(transaction: Queryable, path: string, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const rows = await transaction.query<{ line: string }>(`fetch ${rowsAtOnce} from dump`);
      if (rows.length === 0) return;
      await file.appendFile(rows.map((row) => `${row.line}\n`).join(''));
    }
  } finally {
    await file.close();
  }
}
