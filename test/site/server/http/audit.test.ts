import assert from 'node:assert/strict';
import { describeWithDatabases } from '../databases.ts';
import { HttpStand, errorCode } from './http-stand.ts';

describeWithDatabases('The audit log over HTTP', (openDatabase) => {
  let stand: HttpStand;

  before(async () => {
    stand = await HttpStand.open({ openDatabase });
    for (let count = 0; count < 5; count++) await stand.token('submitter', `organisation-${count}`);
  });
  after(() => stand.close());

  async function ids(query: string): Promise<number[]> {
    const { status, json, text } = await stand.ask('GET', `/api/audit?${query}`, { token: stand.administrator });
    assert.equal(status, 200, text);
    return (json['entries'] as { id: number }[]).map(({ id }) => id);
  }

  it('is told with the oldest or the newest first, page by page', async () => {
    const all = await ids('');
    assert.equal(all.length, 6);
    assert.deepEqual(
      all,
      all.toSorted((a, b) => a - b),
    );
    assert.deepEqual(await ids('order=newest'), all.toReversed());
    const pages: number[] = [];
    for (;;) {
      const last = pages.at(-1);
      const page = await ids(`order=newest&limit=4${last === undefined ? '' : `&before=${last}`}`);
      if (page.length === 0) break;
      pages.push(...page);
    }
    assert.deepEqual(pages, all.toReversed());
    assert.deepEqual(await ids(`after=${all[1] ?? 0}&before=${all[4] ?? 0}`), all.slice(2, 4));
  });

  it('is not told in another order, or from what is no number', async () => {
    for (const query of ['order=random', 'order=newest;drop', 'before=x', 'before=-1']) {
      const answer = await stand.ask('GET', `/api/audit?${query}`, { token: stand.administrator });
      assert.deepEqual([answer.status, errorCode(answer)], [400, 'request.invalid'], query);
    }
  });
});
