import type { Database } from '../../../site/server/database/database.ts';
import { migrate } from '../../../site/server/database/migrate.ts';
import { openPglite } from '../../../site/server/database/pglite.ts';
import { openPostgres } from '../../../site/server/database/postgres.ts';
import { postgresPrograms, PostgresServer } from './postgres-server.ts';

/** Gives a database that is empty and migrated, and nobody else's; whoever opened it closes it. */
export type OpenTestDatabase = () => Promise<Database>;

/**
 * The same tests on the embedded database and on PostgreSQL. Without PostgreSQL its half is skipped, and that is said;
 * in CI it fails.
 */
export function describeWithDatabases(title: string, define: (openDatabase: OpenTestDatabase) => void): void {
  describe(`${title} (PGlite)`, () => {
    define(async () => {
      const database = await openPglite('memory://');
      await migrate(database, 'memory://');
      return database;
    });
  });
  describeWithPostgres(title, (server) => {
    define(async () => {
      const postgres = await server();
      const url = await postgres.newDatabase();
      const database = await openPostgres(url);
      await migrate(database, url);
      return {
        ...database,
        async close() {
          await database.close();
          await postgres.dropDatabase(url);
        },
      };
    });
  });
}

/** Tests that need a PostgreSQL server: they share one, which is started when the first of them asks for it. */
export function describeWithPostgres(title: string, define: (server: () => Promise<PostgresServer>) => void): void {
  const programs = postgresPrograms;
  if (programs !== undefined) {
    describe(`${title} (PostgreSQL)`, () => {
      define(() => (shared ??= PostgresServer.create(programs)));
    });
    return;
  }
  const problem = 'needs PostgreSQL; there is no initdb in the PATH (BOARDBENCH_POSTGRES_BIN)';
  if (process.env['CI'] === 'true') {
    it(`${title} (PostgreSQL)`, () => {
      throw new Error(`It ${problem}`);
    });
    return;
  }
  console.warn(`SKIPPED: "${title}" ${problem}`);
  describe.skip(`${title} (PostgreSQL)`, () => {
    it('needs PostgreSQL');
  });
}

let shared: Promise<PostgresServer> | undefined;
