import pg from 'pg';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Database, Queryable, SqlValue } from './database.ts';

const connections = 10;
const bigintType = 20;

/**
 * A PostgreSQL server, shared by as many processes as you like.
 * @param url `postgres://user:password@host:port/name`
 * @throws BenchError database.unreachable
 */
export async function openPostgres(url: string): Promise<Database> {
  const database = withoutPassword(url);
  const types = new pg.TypeOverrides();
  types.setTypeParser(bigintType, Number);
  const pool = new pg.Pool({ connectionString: url, max: connections, types });
  // A connection that breaks while nobody uses it is replaced by the next query.
  pool.on('error', () => undefined);
  const queryable = (on: Pick<pg.ClientBase, 'query'> | pg.Pool): Queryable => ({
    async query<Row extends object>(sql: string, values: readonly SqlValue[] = []) {
      try {
        return (await on.query<Row>(sql, [...values])).rows;
      } catch (cause) {
        throw failure('database.failed', { database, problem: asError(cause).message }, { cause });
      }
    },
    async script(sql) {
      try {
        await on.query(sql);
      } catch (cause) {
        throw failure('database.failed', { database, problem: asError(cause).message }, { cause });
      }
    },
  });
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw failure('database.unreachable', { database, problem: asError(cause).message }, { cause });
  }
  return {
    kind: 'postgres',
    ...queryable(pool),
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(queryable(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

/** An address as it may stand in logs and errors. */
function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'given with --database';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}
