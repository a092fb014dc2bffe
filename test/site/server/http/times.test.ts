import assert from 'node:assert/strict';
import { describeWithDatabases } from '../databases.ts';
import { HttpStand, errorCode } from './http-stand.ts';
import { Wire, head } from './wire.ts';

describeWithDatabases('A time at the ends of the calendar', (openDatabase) => {
  let stand: HttpStand;
  let submitter = '';
  let id = '';

  before(async () => {
    stand = await HttpStand.open({ openDatabase });
    submitter = await stand.token('submitter');
    id = await stand.submitUntil(submitter, 'checked');
  });
  after(() => stand.close());

  for (const time of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-00:01']) {
    it(`is refused where it is ${time}, whose year has not four digits in UTC`, async () => {
      const refused = async (method: string, path: string, token: string, body: unknown): Promise<void> => {
        const answer = await stand.ask(method, path, { token, body });
        assert.deepEqual([answer.status, errorCode(answer)], [400, 'request.invalid'], path);
      };
      const { administrator } = stand;
      await refused('PUT', `/api/submissions/${id}/embargo`, submitter, { until: time });
      await refused('POST', `/api/submissions/${id}/accept`, administrator, { embargoUntil: time });
      const wish = { role: 'submitter', organisation: 'acme', label: 'x', expiresAt: time };
      await refused('POST', '/api/tokens', administrator, wish);
      const wire = await Wire.open(stand.port);
      wire.write(
        head(`POST /api/submissions?embargoUntil=${encodeURIComponent(time)}`, {
          authorization: `Bearer ${submitter}`,
          'content-type': 'application/zip',
          'content-length': '1000',
        }),
      );
      // None of its body has come.
      const answer = await wire.answer();
      assert.deepEqual([answer.status, errorCode(answer)], [400, 'request.invalid']);
      wire.end();
    });
  }

  it('is kept as it is in the last moment of the years', async () => {
    const time = '9999-12-31T23:59:59.999Z';
    const path = `/api/submissions/${id}/embargo`;
    const { status, json } = await stand.ask('PUT', path, { token: submitter, body: { until: time } });
    assert.deepEqual([status, json['embargoUntil']], [200, time]);
  });

  it('is refused in the first moment of the years, which is over', async () => {
    const path = `/api/submissions/${id}/embargo`;
    const body = { until: '0001-01-01T00:00:00Z' };
    const answer = await stand.ask('PUT', path, { token: submitter, body });
    assert.deepEqual([answer.status, errorCode(answer)], [400, 'request.past']);
  });
});
