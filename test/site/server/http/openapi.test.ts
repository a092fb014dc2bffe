import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { systemClock } from '../../../../harness/clock.ts';
import { workerChecker } from '../../../../site/server/checking/checker.ts';
import { archiveTypes } from '../../../../site/server/http/upload/receive-upload.ts';
import { isDateTime } from '../../../../site/server/http/validation.ts';
import { zipOf } from '../../../submissions/archives/zip-writer.ts';
import { until } from '../until.ts';
import { smallSubmission } from '../../../submissions/small-submission.ts';
import { HttpStand } from './http-stand.ts';
import type { Answer, Asked } from './http-stand.ts';

type Schema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly security?: readonly unknown[];
}

describe('The description of the server', () => {
  let stand: HttpStand;
  let operations: readonly { readonly name: string; readonly path: string; readonly operation: Operation }[] = [];
  let schemas: Schema = {};

  before(async () => {
    const checker = workerChecker({ size: 1, limits: { timeS: 60, memoryMb: 600 }, clock: systemClock });
    stand = await HttpStand.open({ base: 'https://bench.example.org/tiny/', checker });
    const { json } = await stand.ask('GET', '/api/openapi.json');
    assert.deepEqual(json['servers'], [{ url: 'https://bench.example.org/tiny' }]);
    schemas = (json['components'] as { schemas: Schema }).schemas;
    operations = Object.entries(json['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
    );
  });
  after(() => stand.close());

  it('names every route once, with what it is for', () => {
    const names = operations.map(({ name }) => name);
    for (const name of [
      ...[
        'post /api/submissions',
        'get /api/submissions',
        'get /api/submissions/{id}',
        'get /api/me',
        'get /api/audit',
      ],
      ...[
        'history',
        'events',
        'archive',
        'report.json',
        'report.html',
        'report.md',
        'report.sarif',
        'results.json',
      ].map((path) => `get /api/submissions/{id}/${path}`),
      ...['withdraw', 'accept', 'reject', 'comments', 'check'].map((path) => `post /api/submissions/{id}/${path}`),
      ...['put /api/submissions/{id}/embargo', 'get /api/tokens', 'post /api/tokens', 'delete /api/tokens/{id}'],
      ...['get /api/rounds', 'get /api/results/{id}', 'get /health', 'get /ready', 'get /metrics'],
    ]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(!names.some((name) => name.startsWith('head')));
    const ids = operations.flatMap(({ operation }) => operation.operationId ?? []);
    assert.equal(new Set(ids).size, ids.length);
    for (const { name, operation } of operations) {
      assert.ok((operation.summary ?? '').length > 10, name);
      assert.equal(operation.tags?.length, 1, name);
    }
  });

  it('has a schema of every parameter, body and answer, with all errors of those that need a token', () => {
    for (const { name, path, operation } of operations) {
      for (const [status, { description }] of Object.entries(operation.responses)) {
        assert.ok(description.length > 5 && description !== 'Default Response', `${name} ${status}`);
      }
      for (const status of ['4XX', '5XX']) {
        const content = operation.responses[status]?.content;
        assert.deepEqual(content, { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }, name);
      }
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        named.map((parameter) => `{${parameter.name}}`),
        path.match(/\{\w+\}/g) ?? [],
        name,
      );
      if (operation.security?.length === 0) continue;
      for (const [status, { content }] of Object.entries(operation.responses)) {
        assert.ok(Object.values(content ?? {})[0]?.schema !== undefined, `${name} ${status}`);
      }
      if (!/^(post|put)/.test(name)) continue;
      const types = Object.keys(operation.requestBody?.content ?? {});
      if (name !== 'post /api/submissions') assert.deepEqual(types, ['application/json'], name);
    }
    const upload =
      operations.find(({ name }) => name === 'post /api/submissions')?.operation.requestBody?.content ?? {};
    const { 'multipart/form-data': form, ...alone } = upload;
    for (const [type, { schema }] of Object.entries(alone)) {
      assert.deepEqual(schema, { type: 'string', format: 'binary' }, type);
    }
    assert.deepEqual(Object.keys(alone).sort(), [...archiveTypes].sort());
    assert.deepEqual(form?.schema['properties'], { archive: { type: 'string', format: 'binary' } });
  });

  it('tells of a thing that several routes answer once', () => {
    assert.deepEqual(Object.keys(schemas).sort(), ['AuditEntry', 'Error', 'Event', 'Person', 'Submission', 'Token']);
  });

  it('says what the routes answer: the status, the type, and what is in it', async () => {
    const ajv = new Ajv({ strict: false, formats: { 'date-time': isDateTime, binary: true } });
    const asked = new Set<string>();
    /** Asks a route and compares with what is said of it. */
    const ask = async (
      method: string,
      path: string,
      parts: Readonly<Record<string, string>>,
      request: Asked = {},
    ): Promise<Answer> => {
      const name = `${method.toLowerCase()} ${path.replace(/\?.*/, '')}`;
      const described = operations.find((each) => each.name === name)?.operation.responses;
      assert.ok(described !== undefined, name);
      const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, part: string) => parts[part] ?? '');
      const answer = await stand.ask(method, filled, request);
      const { status, headers, text } = answer;
      const what = `${name} ${status} ${text.slice(0, 200)}`;
      const response = described[String(status)] ?? described[`${Math.floor(status / 100)}XX`];
      assert.ok(response !== undefined, what);
      const type = headers.get('content-type')?.replace(/;.*/, '');
      assert.deepEqual(Object.keys(response.content ?? {}), type === undefined || text === '' ? [] : [type], what);
      const schema = response.content?.[type ?? '']?.schema;
      if (schema !== undefined && type?.endsWith('json') === true) {
        const isSaid = ajv.compile({ ...schema, components: { schemas } });
        assert.ok(isSaid(JSON.parse(text)), `${what}: ${ajv.errorsText(isSaid.errors)}`);
      }
      if (status < 400) asked.add(name);
      return answer;
    };

    const token = await stand.token('submitter');
    const reviewer = await stand.token('reviewer', 'jury');
    const { administrator } = stand;
    const archive = zipOf(
      Object.entries(smallSubmission()).map(([name, content]) => ({ name, content: Buffer.from(content) })),
    );
    const sent = await ask(
      'POST',
      '/api/submissions?name=a.zip',
      {},
      { token, body: archive, type: 'application/zip' },
    );
    const id = String(sent.json['id']);
    await stand.until(token, id, 'checked');
    await ask('GET', '/api/submissions', {}, { token });
    for (const path of [
      '',
      '/history',
      '/report.json',
      '/report.html',
      '/report.md',
      '/report.sarif',
      '/results.json',
    ]) {
      await ask('GET', `/api/submissions/{id}${path}`, { id }, { token });
    }
    await ask('GET', '/api/submissions/{id}/archive', { id }, { token });
    const by = { token: reviewer };
    await ask('POST', '/api/submissions/{id}/comments', { id }, { ...by, body: { finding: 0, text: 'hm' } });
    await ask('POST', '/api/submissions/{id}/check', { id }, by);
    await stand.until(token, id, 'checked');
    await ask('POST', '/api/submissions/{id}/accept', { id }, { ...by, body: { reason: 'fine' } });
    const isPublished = async (): Promise<boolean> =>
      (await stand.ask('GET', `/api/submissions/${id}/history`, by)).text.includes('"published"');
    await until(isPublished);
    const round = { round: 'none' };
    const { json } = await ask('GET', '/api/rounds/{round}/results.json', round);
    await ask('GET', '/api/rounds/{round}/results.csv', round);
    const [result] = json['results'] as { id: string }[];
    for (const path of ['/api/results/{id}', '/badges/{id}.svg']) {
      const { headers } = await ask('GET', path, { id: result?.id ?? '' });
      const known = { 'if-none-match': headers.get('etag') ?? '' };
      assert.equal((await ask('GET', path, { id: result?.id ?? '' }, { headers: known })).status, 304);
      assert.equal((await ask('GET', path, { id: '0'.repeat(12) })).status, 404);
    }
    await ask('PUT', '/api/submissions/{id}/embargo', { id }, { ...by, body: { until: '2199-01-01T00:00:00Z' } });
    await ask('POST', '/api/submissions/{id}/reject', { id }, { ...by, body: { reason: 'not fine' } });
    await ask('POST', '/api/submissions/{id}/withdraw', { id }, { token });

    await ask('GET', '/api/me', {}, { token });
    const wish = { role: 'submitter', organisation: 'acme', label: 'a guest' };
    const made = await ask('POST', '/api/tokens', {}, { token: administrator, body: wish });
    await ask('GET', '/api/tokens', {}, { token: administrator });
    const { id: tokenId } = made.json['record'] as Record<string, string>;
    await ask('DELETE', '/api/tokens/{id}', { id: tokenId ?? '' }, { token: administrator });
    await ask('GET', '/api/audit', {}, { token: administrator });
    await ask('GET', '/api/backup', {}, { token: administrator });
    for (const path of ['/health', '/ready', '/metrics', '/api/rounds']) await ask('GET', path, {});

    const refusals = [
      ['GET', '/api/me', {}, 401],
      ['GET', '/api/submissions?limit=none', { token }, 400],
      ['POST', '/api/submissions', { token, body: 'x', type: 'text/html' }, 415],
      ['POST', '/api/tokens', { token, body: wish }, 403],
      ['POST', '/api/submissions/{id}/accept', { token: reviewer }, 409],
      ['GET', '/api/submissions/{id}/archive', { token: await stand.token('submitter', 'other') }, 404],
    ] as const;
    for (const [method, path, request, status] of refusals) {
      assert.equal((await ask(method, path, { id }, request)).status, status, path);
    }
    const left = operations.map(({ name }) => name).filter((name) => !asked.has(name));
    assert.deepEqual(left, ['get /api/submissions/{id}/events']);
  });

  it('is a page that needs nothing from outside, whose every file is there', async () => {
    const page = await stand.ask('GET', '/api/docs/');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'; /);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    assert.ok(links.length > 4);
    for (const link of links) {
      const address = new URL(link, new URL('/api/docs/', stand.server.address));
      assert.equal(address.origin, new URL(stand.server.address).origin, link);
      assert.equal((await stand.ask('GET', address.pathname)).status, 200, link);
    }
    assert.equal((await stand.ask('GET', '/api/docs/json')).status, 200);
    assert.doesNotMatch(page.text, /<script(?! src=)/);
  });

  it('has links that hold behind a prefix, with and without a slash at the end of its address', async () => {
    for (const address of ['/api/docs', '/api/docs?x=/docs/']) {
      const { status, headers } = await stand.ask('GET', address);
      assert.deepEqual([status, headers.get('location')], [308, 'docs/'], address);
    }
    const { text } = await stand.ask('GET', '/api/docs/');
    for (const [, link] of text.matchAll(/(?:src|href)="([^"]+)"/g)) assert.match(link ?? '', /^\.\//);
    assert.deepEqual((await stand.ask('GET', '/api/docs/json')).json['servers'], [{ url: '../..' }]);
  });

  it('leads to a submission below the path of a proxy', async () => {
    const token = await stand.token('submitter');
    const { headers, json } = await stand.ask('POST', '/api/submissions', {
      token,
      body: 'x',
      type: 'application/zip',
    });
    assert.equal(headers.get('location'), `https://bench.example.org/tiny/api/submissions/${String(json['id'])}`);
  });
});

describe('A time of a request', () => {
  it('has a zone and a day that exists', () => {
    for (const time of ['2026-01-31T00:00:00Z', '2028-02-29T23:59:59.999+05:30', '2026-06-30T12:00Z']) {
      assert.ok(isDateTime(time), time);
    }
    for (const time of [
      ...['2026-02-30T00:00:00Z', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00'],
      ...[
        '2026-01-01T25:00:00Z',
        '2026-01-01T00:00:00+99:00',
        'now',
        '',
        '1',
        '+002026-01-01T00:00:00Z',
        '2026-01-01 00:00Z',
      ],
    ]) {
      assert.ok(!isDateTime(time), time);
    }
  });
});
