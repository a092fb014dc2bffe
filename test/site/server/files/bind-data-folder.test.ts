import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../../../site/server/database/database.ts';
import { bindDataFolder } from '../../../../site/server/files/bind-data-folder.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { fillIntake } from '../backup/sample-intake.ts';
import { describeWithDatabases } from '../databases.ts';

describeWithDatabases('A data folder and its database', (openDatabase) => {
  let root: string;
  let database: Database;
  let other: Database;
  let files: IntakeFiles;
  let absent: IntakeFiles;
  before(async () => {
    [database, other] = await Promise.all([openDatabase(), openDatabase()]);
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'boardbench-test-'));
    files = new IntakeFiles(join(root, 'data'));
    absent = new IntakeFiles(join(root, 'absent'));
    for (const each of [database, other]) {
      await each.script('drop trigger if exists audit_is_immutable on audit');
      await each.script('truncate tokens, submissions, audit, settings');
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  after(() => Promise.all([database.close(), other.close()]));

  const bind = (to: Database, folder = files): Promise<void> =>
    to.transaction((transaction) => bindDataFolder(folder, transaction, to));
  const refused = (problem: RegExp): object => ({ code: 'data.other-database', message: problem });

  it('know each other from their first start', async () => {
    await bind(database);
    await fillIntake(database, files);
    await bind(database);
    const [id, name] = (await readFile(files.dataId, 'utf8')).split('\n');
    assert.deepEqual(await database.query('select name, value from settings'), [{ name: 'data-id', value: id }]);
    assert.equal(name, database.kind === 'pglite' ? 'the embedded database' : database.name);
  });

  it('are started by several processes at once', async () => {
    await Promise.all([bind(database), bind(database), bind(database)]);
    await bind(database);
  });

  it('are taken for each other where an earlier version has filled both', async () => {
    await fillIntake(database, files);
    await assert.rejects(bind(database, absent), refused(/the folder has none of them/));
    await assert.rejects(bind(other), refused(/the database knows none of them/));
    await bind(database);
    await bind(database);
  });

  it('are not mixed up with others', async () => {
    await bind(database);
    await fillIntake(database, files);
    const who = database.kind === 'pglite' ? 'the embedded database' : database.name;
    await assert.rejects(bind(other), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'data.other-database');
      assert.ok(error.message.includes(`the folder is that of ${who}`), error.message);
      return true;
    });
    await assert.rejects(bind(database, absent), refused(/the database is that of another folder/));
    await bind(other, absent);
    await assert.rejects(bind(database, absent), refused(/the folder is that of/));
    await assert.rejects(bind(other), refused(/the folder is that of/));
    await bind(database);
  });

  it('may be bound anew as long as nothing has come into either', async () => {
    await bind(database);
    await mkdir(files.submissions, { recursive: true });
    await bind(other);
    await fillIntake(other, files);
    await assert.rejects(bind(database), refused(/the folder is that of/));
    await bind(other);
  });
});
