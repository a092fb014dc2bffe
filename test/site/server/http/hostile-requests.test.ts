import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Database } from '../../../../site/server/database/database.ts';
import type { HttpSettings } from '../../../../site/server/http/services.ts';
import { HttpStand, assertLeaksNothing, errorCode } from './http-stand.ts';
import { openTestPglite } from './open-test-pglite.ts';
import { Wire, head } from './wire.ts';

describe('A request that is not what it should be', () => {
  let stand: HttpStand;
  let submitter = '';
  let id = '';

  before(async () => {
    stand = await HttpStand.open();
    submitter = await stand.token('submitter');
    id = await stand.submitUntil(submitter, 'checked');
  });
  afterEach(() => stand.assertWell());
  after(() => stand.close());

  async function refused(
    status: number,
    code: string,
    [method, path, asked]: Parameters<HttpStand['ask']>,
  ): Promise<void> {
    const answer = await stand.ask(method, path, asked);
    assert.deepEqual([answer.status, errorCode(answer)], [status, code], `${method} ${path}: ${answer.text}`);
  }

  it('needs a token everywhere but where everybody may look', async () => {
    const document = (await stand.ask('GET', '/api/openapi.json')).json as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
    };
    let needing = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        const address = path.replace('{id}', id).replace('{round}', 'v1.3');
        if (security?.length === 0) {
          assert.notEqual((await stand.ask(method.toUpperCase(), address)).status, 401, `${method} ${path}`);
          continue;
        }
        needing++;
        for (const [token, code] of [
          [null, 'token.none'],
          ['', 'token.none'],
          ['bb_aaaaaaaa_', 'token.unknown'],
          [`${submitter}x`, 'token.unknown'],
          [submitter.toUpperCase(), 'token.unknown'],
          [`' or 1=1 --`.replaceAll(' ', ''), 'token.unknown'],
        ] as const) {
          await refused(401, code, [method.toUpperCase(), address, { token }]);
        }
      }
    }
    assert.ok(needing > 15, String(needing));
    for (const authorization of [
      'Basic YTpi',
      submitter,
      `Bearer ${'x'.repeat(5000)}`,
      `Bearer ${submitter} ${submitter}`,
    ]) {
      await refused(401, 'token.none', ['GET', '/api/me', { headers: { authorization } }]);
    }
    await refused(401, 'token.none', ['GET', `/api/me?token=${submitter}`.replace(/\?.*/, ''), {}]);
  });

  it('finds nothing by guessing ids', async () => {
    for (const guess of [
      '1',
      '0',
      'a',
      `${id}a`,
      id.slice(1),
      id.toUpperCase(),
      `${id.slice(0, -1)}-`,
      '%00',
      '..',
      "1'or'1'='1",
    ]) {
      const answer = await stand.ask('GET', `/api/submissions/${encodeURIComponent(guess)}`, { token: submitter });
      assert.ok([400, 404].includes(answer.status), `${guess}: ${answer.status}`);
      errorCode(answer);
    }
    await refused(404, 'intake.unknown', [
      'GET',
      `/api/submissions/${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}`,
      { token: submitter },
    ]);
  });

  it('leads to no file of the server', async () => {
    for (const path of [
      ...['/../../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '/..%5c..%5cetc', '/%00'],
      ...[
        '/.git/config',
        '/database/PG_VERSION',
        '/../database/PG_VERSION',
        '/uploads/',
        '/submissions/',
        '//etc/passwd',
      ],
      ...[`/api/submissions/${id}/../../../database`, `/api/submissions/${id}/check-1/check.json`],
      ...[
        `/api/submissions/${id}/archive/..`,
        `/api/submissions/..%2f${id}/archive`,
        '/api/docs/static/..%2f..%2fpackage.json',
      ],
      ...[`/api/docs/static/%2e%2e/package.json`, '/intake/../../etc/passwd', '/badges/..%2f..%2fsite/index.html'],
    ]) {
      const wire = await Wire.open(stand.port);
      wire.write(head(`GET ${path}`, { authorization: `Bearer ${submitter}` }));
      const answer = await wire.answer();
      wire.end();
      assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
      assertLeaksNothing(answer.text.replaceAll(path, ''));
    }
  });

  it('is refused where a parameter is of another form', async () => {
    const me = { token: submitter };
    for (const query of [
      ...['limit=0', 'limit=201', 'limit=-1', 'limit=1.5', 'limit=x', 'limit=1&limit=2', 'limit=1e99', 'limit=NaN'],
      ...['state=open', `state=checked'`, 'organisation=ACME', 'organisation=%00', 'after=x', 'other=1', '__proto__=1'],
      ...['constructor=1', 'state[]=checked', 'organisation[$ne]=x', 'after=%27%20or%201=1--'],
    ]) {
      await refused(400, 'request.invalid', ['GET', `/api/submissions?${query}`, me]);
    }
    for (const after of ['-1', 'x', '1e3x', '99999999999999999999']) {
      await refused(400, 'request.invalid', ['GET', `/api/submissions/${id}/history?after=${after}`, me]);
    }
    for (const query of [
      'round=v9',
      'round=',
      'embargoUntil=tomorrow',
      'embargoUntil=2026-02-30T00:00:00Z',
      'supersedes=x',
      'name=',
      'extra=1',
    ]) {
      const asked = { ...me, body: 'x', type: 'application/zip' };
      await refused(400, 'request.invalid', ['POST', `/api/submissions?${query}`, asked]);
    }
    assert.deepEqual(await stand.uploadsLeft(), []);
  });

  it('is refused where its JSON has other fields or types', async () => {
    const token = stand.administrator;
    const made = { role: 'submitter', organisation: 'acme', label: 'x' };
    for (const body of [
      ...[
        null,
        1,
        'text',
        [],
        [made],
        {},
        { ...made, role: 'god' },
        { ...made, role: ['submitter'] },
        { ...made, label: 1 },
      ],
      ...[
        { ...made, label: '' },
        { ...made, label: 'a\u0000b' },
        { ...made, label: '\u001b[2J' },
        { ...made, label: '\ud800' },
      ],
      ...[
        { ...made, label: 'x'.repeat(101) },
        { ...made, organisation: '../x' },
        { ...made, organisation: 'a\nb' },
      ],
      ...[
        { ...made, expiresAt: 'never' },
        { ...made, expiresAt: '2020-01-01T00:00:00Z' },
        { ...made, id: 'mine' },
        { ...made, token: 'bb' },
      ],
    ]) {
      await refused(400, 'request.invalid', ['POST', '/api/tokens', { token, body }]);
    }
    for (const text of [
      ...['{', '', ' ', 'undefined', '{"a":1}}', '\u0000', '{"__proto__":{"role":"administrator"}}', '[1,', "{'a':1}"],
      ...['{"constructor":{"prototype":{"x":1}}}', `{"role":"submitter","role":"x"`, '['.repeat(30_000)],
      ...[`${'['.repeat(20_000)}${']'.repeat(20_000)}`, `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`],
    ]) {
      await refused(400, 'request.invalid', ['POST', '/api/tokens', { token, body: text, type: 'application/json' }]);
    }
    assert.equal(({} as Record<string, unknown>)['role'], undefined);
    await refused(413, 'request.too-large', [
      'POST',
      '/api/tokens',
      { token, body: { ...made, label: 'x'.repeat(100_000) } },
    ]);
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ]) {
      await refused(415, 'request.type', ['POST', '/api/tokens', { token, body: 'a=1', type }]);
    }
  });

  it('is refused by any body that is made at random', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const answer = await stand.ask('POST', `/api/submissions/${id}/comments`, {
          ...{ token: stand.administrator, body, type: 'application/json' },
        });
        assert.equal(answer.status, 400);
        errorCode(answer);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused by a method that is none here', async () => {
    const me = { token: submitter };
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      await refused(404, 'request.unknown', [method, '/api/submissions', me]);
      await refused(404, 'request.unknown', [method, `/api/submissions/${id}`, me]);
      await refused(404, 'request.unknown', [method, '/health', me]);
    }
    for (const first of ['TRACE /api/me', 'CONNECT localhost:22', 'PROPFIND /', 'BREW /coffee', 'GET', 'get /api/me']) {
      const wire = await Wire.open(stand.port);
      wire.write(head(first));
      await Promise.race([
        wire.closed(),
        wire.answer().then(({ status }) => {
          assert.ok(status >= 400, first);
        }),
      ]);
      wire.end();
    }
    for (const path of ['/api/me', `/api/submissions/${id}`, '/api/submissions', '/health']) {
      const answer = await stand.ask('HEAD', path, me);
      assert.deepEqual([answer.status, answer.text], [200, ''], path);
    }
    const events = await stand.ask('HEAD', `/api/submissions/${id}/events`, me);
    assert.equal(events.status, 404);
  });

  it('that is no HTTP is told so, and its connection ended', async () => {
    const long = 'x'.repeat(20_000);
    for (const bytes of [
      ...['\r\n\r\n\u0000\u0001\r\n\r\n', 'GET /api/me HTTP/9.9\r\n\r\n', 'GET /api/me HTTP/1.1\r\nbad header\r\n\r\n'],
      ...[
        '\u0016\u0003\u0001\u0002\u0000\u0001',
        `GET /${long} HTTP/1.1\r\nhost: x\r\n\r\n`,
        `GET / HTTP/1.1\r\nx: ${long}\r\n\r\n`,
      ],
      ...['POST /api/tokens HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n'],
      ...['POST /api/tokens HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'],
      ...['POST /api/tokens HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
      ...['GET /api/me HTTP/1.1\r\n\r\n'],
    ]) {
      const wire = await Wire.open(stand.port);
      wire.write(bytes);
      await wire.closed();
      const answer = await wire.answer().catch(() => undefined);
      if (answer === undefined || answer.text === '') continue;
      assert.deepEqual([answer.status, errorCode(answer)], [400, 'request.invalid'], bytes.slice(0, 60));
    }
  });

  it('puts nothing of its own into the headers of an answer', async () => {
    const names = [
      'a\r\nset-cookie: x=1',
      'a"; filename="b',
      'ü\u202e\u0000gpj.zip',
      '../../etc/passwd',
      '💥'.repeat(300),
      '"',
      ';',
      '%0d%0a',
    ];
    for (const name of names) {
      const sent = await stand.ask('POST', `/api/submissions?name=${encodeURIComponent(name)}`, {
        ...{ token: submitter, body: 'x', type: 'application/zip' },
      });
      assert.equal(sent.status, 202, sent.text);
      const kept = String(sent.json['fileName']);
      assert.doesNotMatch(kept, /[\p{Cc}\p{Cf}/\\]/u);
      const answer = await stand.ask('GET', `/api/submissions/${String(sent.json['id'])}/archive`, {
        token: submitter,
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('set-cookie'), null);
      const value = answer.headers.get('content-disposition') ?? '';
      const encoded = /^attachment; filename="[\w. -]*"; filename\*=UTF-8''([\w%.~!$&+^`|-]*)$/.exec(value)?.[1];
      assert.ok(encoded !== undefined, value);
      assert.equal(decodeURIComponent(encoded), kept);
    }
    const hostile = { 'x-request-id': 'mine', 'x-forwarded-host': 'evil', 'x-http-method-override': 'DELETE' };
    const answer = await stand.ask('GET', '/api/me', { token: submitter, headers: hostile });
    assert.equal(answer.status, 200);
    assert.doesNotMatch(answer.headers.get('x-request-id') ?? '', /mine/);
  });

  it('is told where it asked in vain, without what it asked being a page', async () => {
    const answer = await stand.ask('GET', '/api/<script>alert(1)</script>', { token: submitter });
    assert.deepEqual([answer.status, errorCode(answer)], [404, 'request.unknown']);
    assert.equal(answer.headers.get('content-security-policy')?.startsWith("default-src 'none'"), true);
    await refused(404, 'request.unknown', ['GET', `/api/${'x'.repeat(3000)}`, { token: submitter }]);
  });
});

describe('Too many requests', () => {
  let database: Database;
  let administrator: string | undefined;

  before(async () => {
    database = await openTestPglite();
  });
  after(() => database.close());

  async function openStand(settings: Partial<HttpSettings>): Promise<HttpStand> {
    // Each has a data folder of its own.
    await database.query('delete from settings');
    const stand = await HttpStand.open({
      ...settings,
      ...(administrator === undefined ? {} : { administrator }),
      openDatabase: () => Promise.resolve({ ...database, close: () => Promise.resolve() }),
    });
    administrator = stand.administrator;
    return stand;
  }

  it('of a token have to wait, and those of others do not', async () => {
    const stand = await openStand({ requestsPerMinute: 5 });
    const [one, other] = [await stand.token('submitter'), await stand.token('submitter', 'other')];
    for (let left = 4; left >= 0; left--) {
      const answer = await stand.ask('GET', '/api/me', { token: one });
      assert.deepEqual([answer.status, answer.headers.get('ratelimit-remaining')], [200, String(left)]);
    }
    const late = await stand.ask('GET', '/api/me', { token: one });
    assert.deepEqual([late.status, errorCode(late)], [429, 'request.too-many']);
    assert.match(late.headers.get('retry-after') ?? '', /^([1-9]|[1-5]\d|60)$/);
    assert.equal((await stand.ask('GET', '/api/me', { token: other })).status, 200);
    assert.equal((await stand.ask('GET', '/health')).status, 200);
    await stand.close();
  });

  it('with wrong tokens have to wait, and the right one at the same address does not', async () => {
    const stand = await openStand({ failedTokensPerMinute: 3 });
    const token = await stand.token('submitter');
    assert.equal((await stand.ask('GET', '/api/me', { token })).status, 200);
    const guess = (number: number): string => `bb_guessed${number}_${'x'.repeat(32)}`;
    for (let number = 0; number < 3; number++) {
      assert.equal((await stand.ask('GET', '/api/me', { token: guess(number) })).status, 401);
    }
    const late = await stand.ask('GET', '/api/me', { token: guess(9) });
    assert.deepEqual([late.status, errorCode(late)], [429, 'request.too-many']);
    assert.ok(late.headers.has('retry-after'));
    assert.equal((await stand.ask('GET', '/api/me', { token })).status, 200);
    await stand.close();
  });

  it('to upload have to wait before anything of them is read', async () => {
    const stand = await HttpStand.open({ uploadsPerMinute: 2 });
    const token = await stand.token('submitter');
    await stand.submit(token);
    await stand.submit(token);
    const late = await stand.ask('POST', '/api/submissions', { token, body: 'x', type: 'application/zip' });
    assert.deepEqual([late.status, errorCode(late)], [429, 'request.too-many']);
    assert.equal((await stand.ask('GET', '/api/me', { token })).status, 200);
    await stand.close();
  });

  it('to watch the server have to wait, and keep nobody from anything else', async () => {
    const stand = await openStand({ requestsPerMinute: 4 });
    for (const path of ['/ready', '/metrics', '/ready', '/metrics']) {
      assert.equal((await stand.ask('GET', path)).status, 200);
    }
    for (const path of ['/ready', '/metrics']) {
      const late = await stand.ask('GET', path);
      assert.deepEqual([late.status, errorCode(late)], [429, 'request.too-many']);
      assert.ok(late.headers.has('retry-after'));
    }
    for (const path of ['/health', '/', '/api/rounds']) assert.equal((await stand.ask('GET', path)).status, 200);
    assert.equal((await stand.ask('GET', '/api/me', { token: stand.administrator })).status, 200);
    assert.equal((await stand.ask('GET', '/api/me')).status, 401);
    await stand.close();
  });

  it('are counted by the address that the one proxy names, and by no other', async () => {
    const asks = async (stand: HttpStand, forwarded: string): Promise<number> =>
      (await stand.ask('GET', '/api/me', { headers: { 'x-forwarded-for': forwarded } })).status;
    const behind = await openStand({ requestsPerMinute: 1, trustProxy: true });
    assert.deepEqual([await asks(behind, '192.0.2.1'), await asks(behind, '192.0.2.1')], [401, 429]);
    assert.deepEqual([await asks(behind, '192.0.2.2'), await asks(behind, '10.0.0.1, 192.0.2.2')], [401, 429]);
    await behind.close();
    const open = await openStand({ requestsPerMinute: 1 });
    assert.deepEqual([await asks(open, '192.0.2.1'), await asks(open, '192.0.2.2')], [401, 429]);
    await open.close();
  });
});
