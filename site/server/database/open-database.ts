import { dirname } from 'node:path';
import type { IntakeFiles } from '../files/intake-files.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/**
 * The intake's database, brought to this version: the embedded one in the data folder, which no other process may use
 * until it is closed, or a PostgreSQL server's.
 * @throws BenchError data.in-use, data.unlockable, database.broken, database.unreachable, database.newer,
 *   database.changed, database.failed
 */
export async function openDatabase(files: IntakeFiles, url: string | undefined): Promise<Database> {
  const database = url === undefined ? await openEmbedded(files) : await openPostgres(url);
  try {
    await migrate(database, database.name);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openEmbedded(files: IntakeFiles): Promise<Database> {
  const lock = await lockDataFolder(dirname(files.database), `${files.database}.lock`);
  try {
    const database = await openPglite(files.database);
    return {
      ...database,
      async close() {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
