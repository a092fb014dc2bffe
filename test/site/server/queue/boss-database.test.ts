import assert from 'node:assert/strict';
import { systemClock } from '../../../../harness/clock.ts';
import { bossDatabase } from '../../../../site/server/queue/boss-database.ts';
import { openJobQueue } from '../../../../site/server/queue/boss-queue.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { describeWithDatabases } from '../databases.ts';

describeWithDatabases("The queue's tables", (openDatabase) => {
  let database: Database;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  it('are made once when several processes begin at once', async () => {
    const errors: Error[] = [];
    const options = { clock: systemClock, onError: (error: Error) => errors.push(error) };
    const queues = await Promise.all([1, 2, 3, 4].map(() => openJobQueue(database, options)));
    for (const queue of queues) {
      await queue.sendPublish(database, null);
      assert.deepEqual(await queue.size(), { waiting: 0, active: 0 });
      await queue.stop();
    }
    assert.deepEqual(errors, []);
  });

  it('leave no transaction open when several statements fail', async () => {
    const boss = bossDatabase(database);
    for (let times = 0; times < 12; times++) {
      await assert.rejects(boss.executeSql('BEGIN; create table half (id int); select 1 / 0; COMMIT;', []), /zero/);
      assert.deepEqual(await boss.executeSql('select 1 as one', []), { rows: [{ one: 1 }] });
    }
    assert.deepEqual(await database.query("select 1 from information_schema.tables where table_name = 'half'"), []);
  });

  it('take objects, lists of ids and nothing as values', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const { rows } = await bossDatabase(database).executeSql(
      'select $1::jsonb as data, $2::uuid[] as ids, $3::text as nothing, $4::timestamptz as at',
      [{ a: ['\0'] }, [id, id], undefined, new Date(0)],
    );
    assert.deepEqual(rows, [{ data: { a: ['\ufffd'] }, ids: [id, id], nothing: null, at: new Date(0) }]);
  });
});
