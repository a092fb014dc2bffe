import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lockDataFolder } from '../../../../site/server/database/data-folder-lock.ts';
import { openDatabase } from '../../../../site/server/database/open-database.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { repositoryRoot } from '../../../repository-root.ts';
import { describeWithPostgres } from '../databases.ts';

describe('a data folder', () => {
  let data: string;
  let lockFolder: string;
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'boardbench-test-'));
    lockFolder = join(data, 'database.lock');
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  describe('the lock of a data folder', () => {
    it('is held by one, and free afterwards', async () => {
      const lock = await lockDataFolder(data, lockFolder);
      await assert.rejects(lockDataFolder(data, lockFolder), {
        code: 'data.in-use',
        details: { directory: data, pid: process.pid },
      });
      await lock.release();
      await (await lockDataFolder(data, lockFolder)).release();
      assert.deepEqual(await readdir(lockFolder), []);
    });

    it('is never held by two who come at once', async () => {
      const all = await Promise.allSettled([1, 2, 3, 4, 5].map(() => lockDataFolder(data, lockFolder)));
      const held = all.filter((each) => each.status === 'fulfilled');
      assert.ok(held.length <= 1, `${held.length} hold it`);
      for (const each of all) {
        if (each.status === 'rejected') assert.equal((each.reason as { code?: string }).code, 'data.in-use');
      }
      await Promise.all(held.map((each) => each.value.release()));
      await (await lockDataFolder(data, lockFolder)).release();
    });

    it('of a process that was killed is taken over', async () => {
      const child = await lockingProcess();
      await assert.rejects(lockDataFolder(data, lockFolder), {
        code: 'data.in-use',
        details: { directory: data, pid: child.pid },
      });
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      assert.equal((await readdir(lockFolder)).length, 1);
      await (await lockDataFolder(data, lockFolder)).release();
      assert.deepEqual(await readdir(lockFolder), []);
    });

    it('may lie deeper than the address of a socket is long', async () => {
      const deep = join(data, ...Array.from({ length: 10 }, () => 'a-folder-with-a-long-name'));
      const lock = await lockDataFolder(data, deep);
      await assert.rejects(lockDataFolder(data, deep), { code: 'data.in-use' });
      await lock.release();
      assert.deepEqual(await readdir(deep), []);
    });

    it('that cannot be made is told', async () => {
      await writeFile(lockFolder, '');
      await assert.rejects(lockDataFolder(data, lockFolder), { code: 'data.unlockable' });
    });

    /** Another process that holds the lock, by the time it is given. */
    async function lockingProcess(): Promise<ReturnType<typeof spawn>> {
      const module = pathToFileURL(join(repositoryRoot, 'site/server/database/data-folder-lock.ts')).href;
      const script = `import { lockDataFolder } from ${JSON.stringify(module)};
      await lockDataFolder(${JSON.stringify(data)}, ${JSON.stringify(lockFolder)});
      process.stdout.write('held'); process.stdin.resume();`;
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type', 'module', '--eval', script], {
        cwd: repositoryRoot,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await Promise.race([
        once(child.stdout, 'data'),
        once(child, 'exit').then(() => Promise.reject(new Error('The other process ended'))),
      ]);
      return child;
    }
  });

  describe('the embedded database', () => {
    it('is made in the data folder, and kept from others until it is closed', async () => {
      const files = new IntakeFiles(join(data, 'absent'));
      const database = await openDatabase(files, undefined);
      await database.query(`insert into audit (at, action, detail) values (now(), 'begun', '{}')`);
      await assert.rejects(openDatabase(files, undefined), { code: 'data.in-use' });
      await database.close();

      const again = await openDatabase(files, undefined);
      assert.equal((await again.query('select id from audit')).length, 1);
      await again.close();
      // The version that the program takes for its own is the engine's.
      assert.equal((await readFile(join(files.database, 'PG_VERSION'), 'utf8')).trim(), '18');

      await truncate(join(files.database, 'global', 'pg_control'), 100);
      await assert.rejects(openDatabase(files, undefined), { code: 'database.broken' });
    });

    it('whose making was interrupted is made anew', async () => {
      const files = new IntakeFiles(data);
      await mkdir(`${files.database}.new/base`, { recursive: true });
      const database = await openDatabase(files, undefined);
      assert.deepEqual(await database.query('select id from tokens'), []);
      await database.close();
    });

    it('of another PostgreSQL, or something else in its place, is left alone', async () => {
      const files = new IntakeFiles(data);
      await mkdir(files.database);
      await writeFile(join(files.database, 'letter.txt'), 'Dear reader');
      await assert.rejects(openDatabase(files, undefined), { code: 'database.broken', message: /no PG_VERSION/ });
      await writeFile(join(files.database, 'PG_VERSION'), '19\n');
      await assert.rejects(openDatabase(files, undefined), { code: 'database.broken', message: /PostgreSQL 19/ });
      assert.deepEqual((await readdir(files.database)).sort(), ['PG_VERSION', 'letter.txt']);
    });
  });

  describeWithPostgres('the database of an address', (server) => {
    it('is brought to this version, for several processes at once', async () => {
      const postgres = await server();
      const url = await postgres.newDatabase();
      const databases = await Promise.all([1, 2].map(() => openDatabase(new IntakeFiles(data), url)));
      for (const database of databases) assert.deepEqual(await database.query('select id from submissions'), []);
      await Promise.all(databases.map((database) => database.close()));
      await postgres.dropDatabase(url);
      assert.deepEqual(await readdir(data), []);
    });
  });
});
