import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { failure } from '../../../harness/errors.ts';
import type { Database } from './database.ts';

const ownMigrations = new URL('./migrations/', import.meta.url);

/** No other process migrates the same database meanwhile; the number has no meaning but that it is ours. */
const lock = 7_202_611;

interface Applied {
  readonly name: string;
  readonly digest: string;
}

/**
 * Brings a database to this version: applies the files of `migrations/` that it has not seen, each as a whole.
 * @returns the names of those applied now
 * @throws BenchError database.newer, database.changed, database.failed
 */
export async function migrate(database: Database, name: string, folder = ownMigrations): Promise<readonly string[]> {
  const known = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [lock]);
    await transaction.query(
      `create table if not exists migrations (
         name text primary key, digest text not null, applied_at timestamptz not null default now())`,
    );
    const applied = await transaction.query<Applied>('select name, digest from migrations order by name');
    const last = applied.at(-1)?.name;
    if (last !== undefined && !known.includes(last)) {
      throw failure('database.newer', { database: name, found: last, known: known.at(-1) ?? 'none' });
    }
    const now: string[] = [];
    for (const file of known) {
      const sql = await readFile(new URL(file, folder), 'utf8');
      const digest = createHash('sha256').update(sql).digest('hex');
      const before = applied.find((each) => each.name === file);
      if (before !== undefined && before.digest !== digest) {
        throw failure('database.changed', { database: name, name: file });
      }
      if (before !== undefined) continue;
      await transaction.script(sql);
      await transaction.query('insert into migrations (name, digest) values ($1, $2)', [file, digest]);
      now.push(file);
    }
    return now;
  });
}
