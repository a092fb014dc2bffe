import assert from 'node:assert/strict';
import type { Database } from '../../../../site/server/database/database.ts';
import { describeWithDatabases } from '../databases.ts';

describeWithDatabases('values of a database', (openDatabase) => {
  let database: Database;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  it('come back as they went in', async () => {
    const at = new Date('2026-11-20T12:34:56.789Z');
    const text = `'; drop table tokens; -- "quoted" \\ $1 \u{1F600}\n`;
    const rows = await database.query<object>(
      `select $1::bigint as bytes, $2::timestamptz as at, $3::jsonb as detail, $4::text as text, $5::text as nothing,
              $6::integer as number, $7::boolean as yes`,
      [9_007_199_254_740_991, at, JSON.stringify({ a: [1, null, 'é'] }), text, null, -3, true],
    );
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [{ bytes: 9_007_199_254_740_991, at, detail: { a: [1, null, 'é'] }, text, nothing: null, number: -3, yes: true }],
    );
  });
});
