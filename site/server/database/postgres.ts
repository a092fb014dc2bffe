import pg from 'pg';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Database, Queryable } from './database.ts';
import { tellingOf, toldQueryable } from './told-queryable.ts';

const connections = 10;
const connectionTimeoutMs = 10_000;
const keepAliveAfterMs = 10_000;
const bigintType = 20;

/** PostgreSQL's classes of a lost connection (08), a server that stops or starts (57P), and one without a free connection. */
const serverAway = /^(08|57P|53300)/;

/**
 * A PostgreSQL server, shared by as many processes as you like. A connection that was lost fails what it was doing, and
 * the next statement gets another.
 * @param url `postgres://user:password@host:port/name`
 * @throws BenchError database.unreachable
 */
export async function openPostgres(url: string): Promise<Database> {
  const name = withoutPassword(url);
  const types = new pg.TypeOverrides();
  types.setTypeParser(bigintType, Number);
  const pool = makePool(url, name, types);
  // A connection that breaks while nobody uses it is replaced by the next query.
  pool.on('error', () => undefined);
  const told = tellingOf((error) => {
    const details = { database: name, problem: problemOf(error) };
    return failure(isAway(error) ? 'database.unreachable' : 'database.failed', details, { cause: error });
  });
  const queryable = (on: Pick<pg.ClientBase, 'query'>): Queryable =>
    toldQueryable({ query: (sql, values) => on.query(sql, values), run: (sql) => on.query(sql) }, told);
  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (error) {
      throw told(error);
    }
  };
  const database: Database = {
    kind: 'postgres',
    name,
    ...queryable({ query: pool.query.bind(pool) }),
    async transaction(work) {
      const client = await connect();
      // Said of a connection that breaks between two statements; the next of them fails, and tells it.
      const lost = (): undefined => undefined;
      client.on('error', lost);
      let isBroken = false;
      try {
        const inside = queryable(client);
        await inside.script('begin');
        const result = await work(inside);
        await commit(client, name).catch((error: unknown) => {
          throw told(error);
        });
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {
          isBroken = true;
        });
        throw error;
      } finally {
        client.off('error', lost);
        client.release(isBroken);
      }
    },
    close: () => (pool.ended || pool.ending ? Promise.resolve() : pool.end()),
  };
  try {
    await database.query('select 1');
  } catch (error) {
    await pool.end();
    throw failure(
      'database.unreachable',
      { database: name, problem: problemOf(asError(error).cause) },
      { cause: error },
    );
  }
  return database;
}

function makePool(url: string, name: string, types: pg.CustomTypesConfig): pg.Pool {
  try {
    return new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: connectionTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      types,
    });
  } catch (cause) {
    throw failure('database.unreachable', { database: name, problem: asError(cause).message }, { cause });
  }
}

/** PostgreSQL answers `commit` with a rollback, and no error, where a statement had failed. */
async function commit(client: pg.PoolClient, database: string): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'ROLLBACK') return;
  throw failure('database.failed', { database, problem: 'a statement of the transaction had failed' });
}

/** Whether it is not the statement's fault: what the server does not say comes from the driver or the network. */
function isAway(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || serverAway.test(error.code ?? '');
}

/** Several addresses that were all tried in vain are one error without a message. */
function problemOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((each) => asError(each).message).join('; ');
  }
  return asError(error).message;
}

/** An address as it may stand in logs and errors. */
function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'given with --database';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  // A password may stand among the options, too.
  shown.search = '';
  return shown.href;
}
