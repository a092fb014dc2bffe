import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Database, Queryable } from './database.ts';
import { tellingOf, toldQueryable } from './told-queryable.ts';

/** Of the engine in the package: another version's files mean nothing to it. */
const postgresVersion = '18';
const inMemory = 'memory://';
const bigintType = 20;

/**
 * PostgreSQL inside this process, its files in a folder; for one process at a time.
 * @param directory `memory://` for none, in tests
 * @throws BenchError database.broken
 */
export async function openPglite(directory: string): Promise<Database> {
  const engine = await openEngine(directory);
  const told = tellingOf((error) =>
    failure('database.failed', { database: directory, problem: asError(error).message }, { cause: error }),
  );
  const queryable = (on: Pick<PGlite, 'query' | 'exec'>): Queryable =>
    toldQueryable({ query: (sql, values) => on.query(sql, values), run: (sql) => on.exec(sql) }, told);
  return {
    kind: 'pglite',
    name: directory,
    ...queryable(engine),
    async transaction(work) {
      const thrown = { byWork: false };
      try {
        return await engine.transaction(async (transaction) => {
          try {
            return await work(queryable(transaction));
          } catch (error) {
            thrown.byWork = true;
            throw error;
          }
        });
      } catch (error) {
        if (thrown.byWork) throw error;
        throw told(error);
      }
    },
    async close() {
      if (!engine.closed) await engine.close();
    },
  };
}

async function openEngine(directory: string): Promise<PGlite> {
  try {
    if (directory !== inMemory && !(await holdsDatabase(directory))) await makeDatabase(directory);
    return await createEngine(directory);
  } catch (cause) {
    throw failure('database.broken', { directory, problem: asError(cause).message }, { cause });
  }
}

function createEngine(directory: string): Promise<PGlite> {
  return PGlite.create(directory, { parsers: { [bigintType]: Number } });
}

/**
 * Whether there is one, of this version. PGlite would make a new one over the files of one whose version is lost.
 * @throws Error where there is something else
 */
async function holdsDatabase(directory: string): Promise<boolean> {
  let version: string;
  try {
    version = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  } catch (cause) {
    const files = await readdir(directory).catch(() => []);
    if (files.length === 0) return false;
    throw new Error('it holds files, but no PG_VERSION', { cause });
  }
  if (version !== postgresVersion) {
    throw new Error(`it was made by PostgreSQL ${version}, and this program has ${postgresVersion}`);
  }
  return true;
}

/** Makes a new one aside, so that one whose making was interrupted is never taken for whole. */
async function makeDatabase(directory: string): Promise<void> {
  const aside = `${directory}.new`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
  await mkdir(aside, { mode: 0o700 });
  await (await createEngine(aside)).close();
  await rm(directory, { recursive: true, force: true });
  await rename(aside, directory);
}
