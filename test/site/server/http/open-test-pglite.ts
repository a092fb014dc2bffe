import type { Database } from '../../../../site/server/database/database.ts';
import { migrate } from '../../../../site/server/database/migrate.ts';
import { openPglite } from '../../../../site/server/database/pglite.ts';

/** An embedded database that is empty, migrated, and nowhere on the disk. */
export async function openTestPglite(): Promise<Database> {
  const database = await openPglite('memory://');
  await migrate(database, 'memory://');
  return database;
}
