import assert from 'node:assert/strict';
import type { Database } from '../../../../site/server/database/database.ts';
import { describeWithDatabases } from '../databases.ts';

describeWithDatabases('a transaction', (openDatabase) => {
  let database: Database;
  before(async () => {
    database = await openDatabase();
    await database.script('create table kept (number integer unique deferrable initially deferred)');
  });
  after(() => database.close());
  beforeEach(() => database.script('delete from kept'));

  const kept = async (): Promise<readonly number[]> =>
    (await database.query<{ number: number }>('select number from kept order by number')).map((row) => row.number);

  it('keeps all of it, and gives what the work gives', async () => {
    const result = await database.transaction(async (transaction) => {
      await transaction.query('insert into kept values ($1)', [1]);
      await transaction.script('insert into kept values (2); insert into kept values (3);');
      return 'done';
    });
    assert.equal(result, 'done');
    assert.deepEqual(await kept(), [1, 2, 3]);
  });

  it('keeps nothing where the work throws, and throws the same', async () => {
    const mistake = new TypeError('a mistake of the work');
    await assert.rejects(
      database.transaction(async (transaction) => {
        await transaction.query('insert into kept values (1)');
        throw mistake;
      }),
      (error) => error === mistake,
    );
    assert.deepEqual(await kept(), []);
  });

  it('keeps nothing where only its end is refused', async () => {
    await assert.rejects(
      database.transaction((transaction) => transaction.query('insert into kept values (1), (1)')),
      { code: 'database.failed' },
    );
    assert.deepEqual(await kept(), []);
  });

  it('does not pass for done where the work went on after a refused statement', async () => {
    await assert.rejects(
      database.transaction(async (transaction) => {
        await transaction.query('insert into kept values (1)');
        await transaction.query('select 1 / 0').catch(() => undefined);
      }),
      { code: 'database.failed' },
    );
    assert.deepEqual(await kept(), []);
  });

  it('sees others wait for it', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    await Promise.all(
      numbers.map(() =>
        database.transaction(async (transaction) => {
          await transaction.query('lock table kept in exclusive mode');
          await transaction.query('insert into kept select coalesce(max(number), 0) + 1 from kept');
        }),
      ),
    );
    assert.deepEqual(
      await kept(),
      numbers.map((number) => number + 1),
    );
  });

  it('can be closed twice', async () => {
    const other = await openDatabase();
    await other.close();
    await other.close();
    await assert.rejects(other.query('select 1'), (error: Error) => 'code' in error);
  });
});
