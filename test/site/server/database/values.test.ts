import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Database, SqlValue } from '../../../../site/server/database/database.ts';
import { describeWithDatabases } from '../databases.ts';

describeWithDatabases('values of a database', (openDatabase) => {
  let database: Database;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  const sent = async (type: string, value: SqlValue): Promise<unknown> => {
    const rows = await database.query<{ value: unknown }>(`select $1::${type} as value`, [value]);
    assert.equal(rows.length, 1);
    return rows[0]?.value;
  };

  it('come back as they went in', async () => {
    const at = new Date('2026-11-20T12:34:56.789Z');
    assert.equal(await sent('bigint', 9_007_199_254_740_991), 9_007_199_254_740_991);
    assert.equal(await sent('integer', -3), -3);
    assert.equal(await sent('boolean', true), true);
    assert.equal(await sent('text', null), null);
    assert.deepEqual(await sent('timestamptz', at), at);
    assert.deepEqual(await sent('jsonb', '{"a": [1, null, "é"]}'), { a: [1, null, 'é'] });
    assert.equal(await sent('jsonb', '"a text"'), 'a text');
  });

  it('are numbers where something was counted', async () => {
    const rows = await database.query<{ count: unknown }>('select count(*) as count from tokens');
    assert.deepEqual(
      rows.map((row) => row.count),
      [0],
    );
  });

  it('are text, whatever SQL stands in it', async () => {
    for (const text of [
      `'; drop table tokens; --`,
      `\\'; drop table tokens; --`,
      '$1 $$ "tokens" \u{1F600} \u202E\r\n',
      '',
      "' || (select digest from tokens) || '",
    ]) {
      assert.equal(await sent('text', text), text);
    }
    assert.deepEqual(await database.query('select id from tokens'), []);
  });

  it('are any text that has no NUL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const without = text.replaceAll('\0', '');
        assert.equal(await sent('text', without), without);
      }),
      { numRuns: 50 },
    );
  });

  it('may not hold a NUL, and are refused with it', async () => {
    await assert.rejects(sent('text', 'a\0b'), { code: 'database.failed' });
    assert.equal(await sent('text', 'afterwards'), 'afterwards');
  });

  it('are of the right type, or refused', async () => {
    await assert.rejects(sent('integer', 'one'), { code: 'database.failed' });
    await assert.rejects(sent('jsonb', '{'), { code: 'database.failed' });
  });

  it('of one statement never run a second', async () => {
    await assert.rejects(database.query('select $1::text; select 2', ['a']), { code: 'database.failed' });
  });
});
