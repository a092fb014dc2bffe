import assert from 'node:assert/strict';
import { openPostgres } from '../../../../site/server/database/postgres.ts';
import { PostgresServer, postgresPrograms } from '../postgres-server.ts';
import { describeWithPostgres } from '../databases.ts';

const isAway = { code: 'database.unreachable' };

describe('the address of a PostgreSQL server', () => {
  it('without anybody behind it is told, without its password', async () => {
    await assert.rejects(
      openPostgres('postgres://me:secret@127.0.0.1:1/intake?password=secret'),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'database.unreachable');
        assert.match(error.message, /me:\*\*\*@127\.0\.0\.1:1\/intake/);
        assert.doesNotMatch(error.message, /secret/);
        assert.match(error.message, /ECONNREFUSED/);
        return true;
      },
    );
  });

  it('may be nonsense', async () => {
    for (const url of ['postgres://', 'postgres://[::1', 'nonsense', 'postgres://u:secret@127.0.0.1:99999/x']) {
      await assert.rejects(openPostgres(url), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'database.unreachable');
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    }
  });
});

describeWithPostgres('a PostgreSQL server', (shared) => {
  it('that refuses the password or the name is not reached', async () => {
    const server = await shared();
    const wrong = new URL(server.url('postgres'));
    wrong.password = 'wrong';
    await assert.rejects(openPostgres(wrong.href), { ...isAway, message: /password authentication failed/ });
    await assert.rejects(openPostgres(server.url('no_such_database')), { ...isAway, message: /does not exist/ });
  });

  it('that ends a connection fails what it did, and takes the next', async () => {
    const server = await shared();
    const url = await server.newDatabase();
    const database = await openPostgres(url);
    try {
      await assert.rejects(
        database.transaction(async (transaction) => {
          await transaction.script('create table lost (a integer)');
          await server.disconnect(url);
          await transaction.query('select 1');
        }),
        isAway,
      );
      const rows = await database.query<{ lost: string | null }>(`select to_regclass('lost')::text as lost`);
      assert.deepEqual(
        rows.map((row) => row.lost),
        [null],
      );
    } finally {
      await database.close();
      await server.dropDatabase(url);
    }
  });

  it('that is started again is gone on with', async () => {
    const server = await PostgresServer.create(postgresPrograms ?? '');
    try {
      const database = await openPostgres(server.url('postgres'));
      await database.script('create table kept (a integer)');
      // Several connections, of which all break.
      await Promise.all([1, 2, 3].map(() => database.query('select pg_sleep(0.01)')));
      await server.stop();
      await assert.rejects(database.query('select 1'), isAway);
      await assert.rejects(
        database.transaction((transaction) => transaction.query('select 1')),
        isAway,
      );
      await server.start();
      assert.deepEqual(await database.query('select a from kept'), []);
      await database.transaction((transaction) => transaction.query('insert into kept values (1)'));
      assert.equal((await database.query('select a from kept')).length, 1);
      await database.close();
    } finally {
      await server.remove();
    }
  });

  it('has a connection for everybody who waits', async () => {
    const server = await shared();
    const database = await openPostgres(server.url('postgres'));
    try {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          database.transaction((transaction) => transaction.query<{ n: number }>('select $1::integer as n', [index])),
        ),
      );
      assert.deepEqual(
        answers.map((rows) => rows[0]?.n),
        Array.from({ length: 100 }, (_, index) => index),
      );
    } finally {
      await database.close();
    }
  });
});
