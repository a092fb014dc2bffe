import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describeWithDatabases } from '../databases.ts';
import { HttpStand, WritingChecker, errorCode } from './http-stand.ts';
import { checkedAs, failedCheck, unreadable } from '../intake/intake-stand.ts';

describeWithDatabases('Submissions over HTTP', (openDatabase) => {
  const checker = new WritingChecker();
  let stand: HttpStand;
  let submitter = '';
  let reviewer = '';

  before(async () => {
    stand = await HttpStand.open({ openDatabase, checker });
    submitter = await stand.token('submitter');
    reviewer = await stand.token('reviewer', 'jury');
  });
  after(() => stand.close());
  beforeEach(() => {
    checker.outcome = checkedAs();
  });

  it('are answered at once, and checked behind it', async () => {
    const { status, headers, json } = await stand.ask('POST', '/api/submissions?name=a%20b.zip&round=v1.2', {
      token: submitter,
      body: 'an archive',
      type: 'application/zip',
    });
    assert.equal(status, 202);
    assert.equal(headers.get('location'), `/api/submissions/${String(json['id'])}`);
    assert.deepEqual(
      [json['fileName'], json['round'], json['organisation'], json['bytes'], json['version']],
      ['a b.zip', 'v1.2', 'acme', 10, 1],
    );
    assert.equal(json['sha256'], createHash('sha256').update('an archive').digest('hex'));
    await stand.until(submitter, String(json['id']), 'checked');
    const after = await stand.ask('GET', `/api/submissions/${String(json['id'])}`, { token: submitter });
    assert.deepEqual(after.json['outcome'], JSON.parse(JSON.stringify(checkedAs())));
  });

  it('may come as the only file of a form', async () => {
    const form = new FormData();
    form.set('archive', new Blob(['an archive']), 'böse "Namen".tar.gz');
    const response = await fetch(new URL('/api/submissions', stand.server.address), {
      method: 'POST',
      headers: { authorization: `Bearer ${submitter}` },
      body: form,
    });
    const json = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([response.status, json['fileName'], json['bytes']], [202, 'böse "Namen".tar.gz', 10]);
  });

  it('have their report in every form, and their archive as it was sent', async () => {
    const id = await stand.submitUntil(submitter, 'checked');
    const types = {
      'report.json': 'application/json; charset=utf-8',
      'report.html': 'text/html; charset=utf-8',
      'report.md': 'text/markdown; charset=utf-8',
      'report.sarif': 'application/sarif+json; charset=utf-8',
      'results.json': 'application/json; charset=utf-8',
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers, text } = await stand.ask('GET', `/api/submissions/${id}/${path}`, { token: submitter });
      assert.deepEqual([status, headers.get('content-type')], [200, type], path);
      assert.match(text, /of results\.zip$/);
      assert.equal(headers.get('content-length'), String(text.length));
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
    const page = await stand.ask('GET', `/api/submissions/${id}/report.html`, { token: submitter });
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
    const archive = await stand.ask('GET', `/api/submissions/${id}/archive`, { token: submitter });
    assert.deepEqual([archive.status, archive.text], [200, 'an archive']);
    assert.match(archive.headers.get('content-disposition') ?? '', /^attachment; filename="results\.zip"/);
    const head = await stand.ask('HEAD', `/api/submissions/${id}/archive`, { token: submitter });
    assert.deepEqual([head.status, head.text, head.headers.get('content-length')], [200, '', '10']);
  });

  it('have no report where the archive could not be read or the check failed', async () => {
    for (const outcome of [unreadable, failedCheck]) {
      checker.outcome = outcome;
      const id = await stand.submitUntil(submitter, outcome.kind);
      const { json } = await stand.ask('GET', `/api/submissions/${id}`, { token: submitter });
      assert.deepEqual(json['outcome'], JSON.parse(JSON.stringify(outcome)));
      const report = await stand.ask('GET', `/api/submissions/${id}/report.html`, { token: submitter });
      assert.deepEqual([report.status, errorCode(report)], [404, 'intake.no-report']);
    }
  });

  it('are listed newest first, page by page, by state and organisation', async () => {
    const other = await stand.token('submitter', 'other');
    const ids = [];
    for (let count = 0; count < 3; count++) ids.unshift(await stand.submitUntil(other, 'checked'));
    const listed = async (token: string, query: string): Promise<unknown[]> => {
      const { json } = await stand.ask('GET', `/api/submissions?${query}`, { token });
      return (json['submissions'] as Record<string, unknown>[]).map(({ id }) => id);
    };
    assert.deepEqual(await listed(other, ''), ids);
    assert.deepEqual(await listed(other, 'limit=2'), ids.slice(0, 2));
    assert.deepEqual(await listed(other, `limit=2&after=${String(ids[1])}`), ids.slice(2));
    assert.deepEqual(await listed(other, 'state=rejected'), []);
    assert.deepEqual(await listed(other, 'organisation=acme'), []);
    assert.deepEqual(await listed(reviewer, 'organisation=other&state=checked'), ids);
  });

  it('are under no embargo that is over already', async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    const address = `/api/submissions?embargoUntil=${past}`;
    const sent = await stand.ask('POST', address, { token: submitter, body: 'x', type: 'application/zip' });
    assert.deepEqual([sent.status, errorCode(sent)], [400, 'request.past']);
    const id = await stand.submitUntil(submitter, 'checked', '&embargoUntil=2126-01-01T00:00:00Z');
    for (const [method, path, body] of [
      ['PUT', 'embargo', { until: past }],
      ['POST', 'accept', { embargoUntil: past }],
    ] as const) {
      const refused = await stand.ask(method, `/api/submissions/${id}/${path}`, { token: reviewer, body });
      assert.deepEqual([refused.status, errorCode(refused)], [400, 'request.past'], path);
    }
    const { json } = await stand.ask('GET', `/api/submissions/${id}`, { token: submitter });
    assert.deepEqual([json['state'], json['embargoUntil']], ['checked', '2126-01-01T00:00:00.000Z']);
    const ended = await stand.ask('PUT', `/api/submissions/${id}/embargo`, { token: submitter, body: { until: null } });
    assert.deepEqual([ended.status, ended.json['embargoUntil']], [200, null]);
  });

  it('are decided on by reviewers, with everything in the history', async () => {
    const id = await stand.submitUntil(submitter, 'checked');
    const at = (path: string): string => `/api/submissions/${id}/${path}`;
    const refused = await stand.ask('POST', at('accept'), { token: submitter, body: {} });
    assert.deepEqual([refused.status, errorCode(refused)], [403, 'token.role']);
    const silent = await stand.ask('POST', at('reject'), { token: reviewer });
    assert.deepEqual([silent.status, errorCode(silent)], [422, 'intake.reason']);
    for (const [path, body] of [
      ['accept', { version: 1 }],
      ['reject', { version: 1, reason: 'unseen' }],
    ] as const) {
      const unseen = await stand.ask('POST', at(path), { token: reviewer, body });
      assert.deepEqual([unseen.status, errorCode(unseen)], [409, 'intake.changed']);
    }
    const steps = [
      ['POST', 'comments', { finding: 0, text: 'Look <b>here</b>' }],
      ['PUT', 'embargo', { until: '2126-01-01T00:00:00+01:00' }],
      ['POST', 'accept', { version: 5 }],
      ['POST', 'reject', { reason: 'A better one came' }],
    ] as const;
    for (const [method, path, body] of steps) {
      const { status, text } = await stand.ask(method, at(path), { token: reviewer, body });
      assert.equal(status, 200, text);
    }
    const again = await stand.ask('POST', at('check'), { token: reviewer });
    assert.deepEqual([again.status, again.json['state']], [200, 'queued']);
    await stand.until(submitter, id, 'checked');
    const withdrawn = await stand.ask('POST', at('withdraw'), { token: submitter, body: { reason: null } });
    assert.deepEqual([withdrawn.status, withdrawn.json['state']], [200, 'withdrawn']);
    const late = await stand.ask('POST', at('accept'), { token: reviewer, body: {} });
    assert.deepEqual([late.status, errorCode(late)], [409, 'intake.state']);

    const { json } = await stand.ask('GET', at('history'), { token: submitter });
    const events = json['events'] as { number: number; action: string; detail: Record<string, unknown> }[];
    assert.deepEqual(
      events.map(({ action }) => action),
      [
        ...['received', 'check-began', 'checked', 'commented', 'embargo-set', 'accepted', 'rejected'],
        ...['check-asked', 'check-began', 'checked', 'withdrawn'],
      ],
    );
    assert.deepEqual(events[3]?.detail, { finding: 0, text: 'Look <b>here</b>', check: 1 });
    assert.equal(events[4]?.detail['until'], '2125-12-31T23:00:00.000Z');
    const rest = await stand.ask('GET', `${at('history')}?after=10`, { token: submitter });
    assert.deepEqual(rest.json['events'], events.slice(10));
  });

  it('of others are as if they did not exist, whatever is asked of them', async () => {
    const id = await stand.submitUntil(submitter, 'checked');
    const unknown = 'a'.repeat(26);
    const stranger = await stand.token('submitter', 'stranger');
    const asked = [
      ...['', '/history', '/events', '/archive', '/report.json', '/report.html', '/results.json'].map(
        (path) => ['GET', path, undefined] as const,
      ),
      ['POST', '/withdraw', {}] as const,
      ['POST', '/accept', {}] as const,
      ['POST', '/reject', { reason: 'x' }] as const,
      ['POST', '/comments', { text: 'x' }] as const,
      ['POST', '/check', {}] as const,
      ['PUT', '/embargo', { until: null }] as const,
    ];
    for (const [method, path, body] of asked) {
      const [foreign, none] = await Promise.all(
        [id, unknown].map(async (each) => {
          const answer = await stand.ask(method, `/api/submissions/${each}${path}`, { token: stranger, body });
          assert.equal(answer.status, 404, path);
          assert.equal(errorCode(answer), 'intake.unknown');
          return [...answer.headers]
            .filter(([name]) => !['date', 'x-request-id', 'ratelimit-remaining'].includes(name))
            .concat([['text', answer.text]])
            .map(([name, value]) => `${name}: ${value.replace(each, 'ID').replace(/"request":"[^"]+"/, '')}`)
            .join('\n');
        }),
      );
      assert.equal(foreign, none);
    }
    const superseding = await stand.ask('POST', `/api/submissions?supersedes=${id}`, {
      token: stranger,
      body: 'x',
      type: 'application/zip',
    });
    assert.deepEqual([superseding.status, errorCode(superseding)], [404, 'intake.unknown']);
    assert.deepEqual(await stand.uploadsLeft(), []);
  });

  it('keep SQL and markup as the text that it is', async () => {
    const hostile = `'; drop table submissions; -- <script>alert(1)</script> \${1+1} $1 \\ %00`;
    const id = await stand.submitUntil(submitter, 'checked');
    const said = await stand.ask('POST', `/api/submissions/${id}/comments`, {
      token: reviewer,
      body: { text: hostile },
    });
    assert.equal(said.status, 200);
    const { json } = await stand.ask('GET', `/api/submissions/${id}/history?after=3`, { token: submitter });
    assert.deepEqual((json['events'] as { detail: unknown }[])[0]?.detail, { finding: null, text: hostile });
    const named = await stand.ask('POST', `/api/submissions?name=${encodeURIComponent(hostile)}`, {
      token: submitter,
      body: 'x',
      type: 'application/zip',
    });
    assert.equal(named.status, 202);
    assert.match(named.headers.get('content-type') ?? '', /^application\/json/);
    await stand.assertWell();
  });
});

describeWithDatabases('Tokens over HTTP', (openDatabase) => {
  let stand: HttpStand;

  before(async () => {
    stand = await HttpStand.open({ openDatabase });
  });
  after(() => stand.close());

  it('are made and ended by administrators alone, and told once', async () => {
    const { administrator } = stand;
    const submitter = await stand.token('submitter');
    const wanted = { role: 'reviewer', organisation: 'lab', label: 'Dr. Ü', expiresAt: '2126-02-03T04:05:06Z' };
    const refused = await stand.ask('POST', '/api/tokens', { token: submitter, body: wanted });
    assert.deepEqual([refused.status, errorCode(refused)], [403, 'token.role']);
    const made = await stand.ask('POST', '/api/tokens', { token: administrator, body: wanted });
    assert.equal(made.status, 201);
    const token = String(made.json['token']);
    const record = made.json['record'] as Record<string, unknown>;
    assert.deepEqual((await stand.ask('GET', '/api/me', { token })).json, {
      ...{ tokenId: record['id'], role: 'reviewer', organisation: 'lab', label: 'Dr. Ü' },
    });
    const listed = await stand.ask('GET', '/api/tokens', { token: administrator });
    assert.ok(listed.text.includes('2126-02-03T04:05:06.000Z'));
    assert.ok(!listed.text.includes(token.slice(-32)));
    for (const path of ['/api/tokens', '/api/audit']) {
      assert.equal((await stand.ask('GET', path, { token })).status, 403);
    }
    const ended = await stand.ask('DELETE', `/api/tokens/${String(record['id'])}`, { token: administrator });
    assert.equal(ended.status, 200);
    const gone = await stand.ask('GET', '/api/me', { token });
    assert.deepEqual([gone.status, errorCode(gone)], [401, 'token.unknown']);
    const audit = await stand.ask('GET', '/api/audit?limit=1000', { token: administrator });
    assert.deepEqual(
      (audit.json['entries'] as { action: string }[]).map(({ action }) => action),
      ['token-created', 'token-created', 'token-created', 'token-revoked'],
    );
    assert.ok(!audit.text.includes(token.slice(-32)));
  });

  it('do not leave the server without an administrator', async () => {
    const { json } = await stand.ask('GET', '/api/me', { token: stand.administrator });
    const last = await stand.ask('DELETE', `/api/tokens/${String(json['tokenId'])}`, { token: stand.administrator });
    assert.deepEqual([last.status, errorCode(last)], [409, 'token.last']);
    const none = await stand.ask('DELETE', '/api/tokens/aaaaaaaa', { token: stand.administrator });
    assert.deepEqual([none.status, errorCode(none)], [404, 'token.missing']);
  });

  it('stand in no line of the log', async () => {
    const token = await stand.token('submitter');
    await stand.ask('GET', '/api/me', { token });
    assert.ok(stand.log.length > 0);
    assert.ok(
      !stand.log.some((line) => line.includes(token.slice(-32)) || line.includes(stand.administrator.slice(-32))),
    );
  });
});
