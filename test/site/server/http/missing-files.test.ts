import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { HttpStand, errorCode } from './http-stand.ts';

describe('A file of a submission that is gone', () => {
  let stand: HttpStand;
  let token = '';
  let id = '';

  before(async () => {
    stand = await HttpStand.open();
    token = await stand.token('submitter');
    id = await stand.submitUntil(token, 'checked');
  });
  after(() => stand.close());

  it('is said to be, where it is the archive, to those who may see the submission', async () => {
    assert.equal((await stand.ask('GET', `/api/submissions/${id}/archive`, { token })).status, 200);
    await rm(stand.files.archive(id));
    const answer = await stand.ask('GET', `/api/submissions/${id}/archive`, { token });
    assert.deepEqual([answer.status, errorCode(answer)], [410, 'intake.no-archive']);
    const other = await stand.ask('GET', `/api/submissions/${id}/archive`, {
      token: await stand.token('submitter', 'other'),
    });
    assert.deepEqual([other.status, errorCode(other)], [404, 'intake.unknown']);
  });

  it('is said to be, where it is a report', async () => {
    await rm(stand.files.checkFile(id, 1, 'html'));
    const answer = await stand.ask('GET', `/api/submissions/${id}/report.html`, { token });
    assert.deepEqual([answer.status, errorCode(answer)], [404, 'intake.no-report']);
    assert.equal((await stand.ask('GET', `/api/submissions/${id}/report.json`, { token })).status, 200);
  });
});
