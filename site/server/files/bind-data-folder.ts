import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { failure } from '../../../harness/errors.ts';
import { systemCode } from '../../../submissions/file-problem.ts';
import type { Database, Queryable } from '../database/database.ts';
import type { IntakeFiles } from './intake-files.ts';

/** Nobody else binds the same database meanwhile; the number has no meaning but that it is ours. */
const lock = 7_202_614;

/** What `data-id` says: an id that the database knows too, and how that was called then. */
interface Owner {
  readonly id: string;
  readonly database: string;
}

/**
 * Sees to it that a data folder is used with its own database alone: archives and reports lie in the one, and what
 * they are of in the other. At their first start both get the same id.
 * @param database how it is called
 * @throws BenchError data.other-database; then nothing was changed
 */
export async function bindDataFolder(
  files: IntakeFiles,
  transaction: Queryable,
  database: Pick<Database, 'kind' | 'name'>,
): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1)', [lock]);
  const folder = await ownerOf(files);
  const known = await transaction.query<{ value: string }>(`select value from settings where name = 'data-id'`);
  const inDatabase = known[0]?.value ?? null;
  if (folder !== null && folder.id === inDatabase) return;
  const problem =
    folder === null && inDatabase === null
      ? await strangeness(files, transaction)
      : await loss(files, transaction, folder);
  const name = database.kind === 'pglite' ? 'the embedded database' : database.name;
  if (problem !== null) throw failure('data.other-database', { directory: files.directory, database: name, problem });
  const id = randomUUID();
  // The file first: one whose database never heard of it is given another id, and nothing is lost.
  await writeOwner(files, { id, database: name });
  await transaction.query(
    `insert into settings (name, value) values ('data-id', $1) on conflict (name) do update set value = $1`,
    [id],
  );
}

/** What tells that two that were never bound do not belong together; null: nothing. */
async function strangeness(files: IntakeFiles, transaction: Queryable): Promise<string | null> {
  const kept = await submissionsIn(files);
  const rows = await transaction.query<{ id: string }>('select id from submissions');
  if (kept.length === 0 && rows.length === 0) return null;
  const ids = new Set(rows.map(({ id }) => id));
  if (kept.some((id) => ids.has(id))) return null;
  return kept.length === 0
    ? 'the database has submissions, and the folder has none of them'
    : 'the folder has submissions, and the database knows none of them';
}

/** Why one that is bound may not be bound anew; null: nothing has come into either. */
async function loss(files: IntakeFiles, transaction: Queryable, folder: Owner | null): Promise<string | null> {
  const rows = await transaction.query<{ isFilled: boolean }>(
    `select exists (select from tokens) or exists (select from submissions) or exists (select from audit) as "isFilled"`,
  );
  if (rows[0]?.isFilled === false && (await submissionsIn(files)).length === 0) return null;
  return folder === null
    ? 'the database is that of another folder'
    : `the folder is that of ${folder.database === '' ? 'another' : folder.database}, by its data-id`;
}

async function submissionsIn(files: IntakeFiles): Promise<readonly string[]> {
  return readdir(files.submissions).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
}

async function ownerOf(files: IntakeFiles): Promise<Owner | null> {
  try {
    const [id = '', database = ''] = (await readFile(files.dataId, 'utf8')).split('\n');
    return { id, database };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function writeOwner(files: IntakeFiles, { id, database }: Owner): Promise<void> {
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  const draft = `${files.dataId}.${id}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${id}\n${database}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, files.dataId);
}
