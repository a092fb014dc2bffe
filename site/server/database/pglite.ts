import { PGlite } from '@electric-sql/pglite';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Database, Queryable, SqlValue } from './database.ts';

/**
 * PostgreSQL inside this process, its files in a folder; for one process at a time.
 * @param directory `memory://` for none, in tests
 * @throws BenchError database.unreachable
 */
export async function openPglite(directory: string): Promise<Database> {
  let engine: PGlite;
  try {
    engine = await PGlite.create(directory);
  } catch (cause) {
    throw failure('database.unreachable', { database: directory, problem: asError(cause).message }, { cause });
  }
  const queryable = (on: Pick<PGlite, 'query' | 'exec'>): Queryable => ({
    async query<Row extends object>(sql: string, values: readonly SqlValue[] = []) {
      try {
        return (await on.query<Row>(sql, [...values])).rows;
      } catch (cause) {
        throw failure('database.failed', { database: directory, problem: asError(cause).message }, { cause });
      }
    },
    async script(sql) {
      try {
        await on.exec(sql);
      } catch (cause) {
        throw failure('database.failed', { database: directory, problem: asError(cause).message }, { cause });
      }
    },
  });
  return {
    kind: 'pglite',
    ...queryable(engine),
    transaction: (work) => engine.transaction((transaction) => work(queryable(transaction))),
    close: () => engine.close(),
  };
}
