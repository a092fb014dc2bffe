import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Database } from '../../../../site/server/database/database.ts';
import { migrate } from '../../../../site/server/database/migrate.ts';
import { openPostgres } from '../../../../site/server/database/postgres.ts';
import { repositoryRoot } from '../../../repository-root.ts';
import { describeWithDatabases, describeWithPostgres } from '../databases.ts';

const own = join(repositoryRoot, 'site/server/database/migrations');

describeWithDatabases('migrations', (openDatabase) => {
  let database: Database;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'boardbench-test-'));
    await cp(own, folder, { recursive: true });
  });
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = (): Promise<readonly string[]> => migrate(database, 'here', pathToFileURL(`${folder}/`));
  const tables = async (): Promise<readonly string[]> => {
    const rows = await database.query<{ name: string }>(
      `select table_name::text as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    return rows.map((row) => row.name);
  };

  it('made the tables once', async () => {
    assert.deepEqual(await run(), []);
    const made = await tables();
    for (const table of ['audit', 'migrations', 'runners', 'submissions', 'tokens']) assert.ok(made.includes(table));
  });

  it('leave nothing of one that fails half way, nor of those before it', async () => {
    const made = await tables();
    await writeFile(join(folder, '8000-good.sql'), 'create table good (a integer);');
    await writeFile(join(folder, '8001-bad.sql'), 'create table begun (a integer); select 1 / 0;');
    await assert.rejects(run(), { code: 'database.failed' });
    assert.deepEqual(await tables(), made);
  });

  it('are never edited', async () => {
    await writeFile(join(folder, '0001-intake.sql'), '-- another text');
    await assert.rejects(run(), { code: 'database.changed', details: { database: 'here', name: '0001-intake.sql' } });
  });

  it('of a later version are not gone behind', async () => {
    await writeFile(join(folder, '9000-later.sql'), 'create table later (a integer);');
    assert.deepEqual(await run(), ['9000-later.sql']);
    await rm(join(folder, '9000-later.sql'));
    await assert.rejects(run(), (error: Error & { code?: string; details?: object }) => {
      assert.equal(error.code, 'database.newer');
      assert.match(error.message, /9000-later\.sql/);
      return true;
    });
  });

  it('leave an audit log that is only appended to', async () => {
    await database.query(`insert into audit (at, action, detail) values (now(), 'backed-up', '{}')`);
    for (const sql of [`update audit set action = 'x'`, 'delete from audit', 'truncate audit']) {
      await assert.rejects(database.query(sql), { code: 'database.failed' });
    }
  });
});

describeWithPostgres('migrations of several processes at once', (server) => {
  it('are applied by one of them', async () => {
    const postgres = await server();
    const url = await postgres.newDatabase();
    const databases = await Promise.all([1, 2, 3].map(() => openPostgres(url)));
    try {
      const applied = await Promise.all(databases.map((database) => migrate(database, 'here')));
      assert.equal(applied.filter((names) => names.length > 0).length, 1);
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await postgres.dropDatabase(url);
    }
  });
});
