import { BenchError, failure } from '../../../harness/errors.ts';
import type { Queryable } from '../database/database.ts';
import { backupTables, submissionIdPattern, tableEntry } from './backup-format.ts';
import type { BackupTable } from './backup-format.ts';
import { linesOf } from './json-lines.ts';

const rowsAtOnce = 500;

type Row = Readonly<Record<string, unknown>>;

/**
 * Inserts the rows of a backup into empty tables.
 * @param file what the backup is called
 * @param fileOf the path of a table's rows
 * @returns how many rows each table got
 * @throws BenchError backup.unreadable where they are not what the tables take; database.*
 */
export async function loadTables(
  transaction: Queryable,
  file: string,
  fileOf: (table: BackupTable) => string,
): Promise<Readonly<Record<BackupTable, number>>> {
  const counts: Record<BackupTable, number> = { tokens: 0, submissions: 0, audit: 0 };
  for (const { name } of backupTables) {
    const refuse = (problem: string, cause?: unknown): BenchError =>
      failure('backup.unreadable', { file, problem: `${tableEntry(name)}: ${problem}` }, { cause });
    try {
      counts[name] = await loadTable(transaction, name, fileOf(name), refuse);
    } catch (error) {
      if (!(error instanceof BenchError) || error.code !== 'database.failed') throw error;
      throw refuse(String(error.details['problem']), error);
    }
  }
  // The next line of the log comes behind those that were restored.
  await transaction.query(
    `select setval(pg_get_serial_sequence('audit', 'id'), max(id)) from audit having max(id) is not null`,
  );
  return counts;
}

async function loadTable(
  transaction: Queryable,
  table: BackupTable,
  path: string,
  refuse: (problem: string) => BenchError,
): Promise<number> {
  const known = await columnsOf(transaction, table);
  let count = 0;
  let columns: readonly string[] | undefined;
  for await (const lines of linesOf(path, rowsAtOnce)) {
    const rows = lines.map((line, index) => readRow(line, `line ${count + index + 1}`, refuse));
    columns ??= Object.keys(rows[0] ?? {});
    const strange = rows.flatMap((row) => Object.keys(row)).find((column) => !known.has(column));
    if (strange !== undefined) throw refuse(`there is no column ${strange}`);
    // Of ids the names of folders are made.
    if (table === 'submissions' && !rows.every(({ id }) => typeof id === 'string' && submissionIdPattern.test(id))) {
      throw refuse('an id is none of this program');
    }
    await insertRows(transaction, table, columns, lines);
    count += rows.length;
  }
  // A submission may stand before the one that it supersedes: their clocks tell nothing for certain.
  if (table === 'submissions') for await (const lines of linesOf(path, rowsAtOnce)) await link(transaction, lines);
  return count;
}

/** The database reads the JSON, as it wrote it: numbers and times never pass through this program's types. */
async function insertRows(
  transaction: Queryable,
  table: BackupTable,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  // All of them are columns of the table. A later version's, which the backup lacks, get what the table gives.
  const into = columns.map((column) => `"${column}"`).join(', ');
  const from = columns.map((column) => (column === 'supersedes' ? 'null' : `"${column}"`)).join(', ');
  await transaction.query(
    `insert into ${table} (${into}) overriding system value
     select ${from} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [`[${lines.join(',')}]`],
  );
}

async function link(transaction: Queryable, lines: readonly string[]): Promise<void> {
  await transaction.query(
    `update submissions set supersedes = rows.supersedes
     from jsonb_populate_recordset(null::submissions, $1::jsonb) as rows
     where submissions.id = rows.id and rows.supersedes is not null`,
    [`[${lines.join(',')}]`],
  );
}

async function columnsOf(transaction: Queryable, table: BackupTable): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ name: string }>(
    `select attname::text as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return new Set(rows.map((row) => row.name));
}

function readRow(line: string, where: string, refuse: (problem: string) => BenchError): Row {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw refuse(`${where} is no JSON`);
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw refuse(`${where} is no row`);
  return row as Row;
}
