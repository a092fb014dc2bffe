import assert from 'node:assert/strict';
import { isDateTime } from '../../../../site/server/http/validation.ts';
import { HttpStand } from './http-stand.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: unknown }> }>;
  readonly security?: readonly unknown[];
}

describe('The description of the server', () => {
  let stand: HttpStand;
  let operations: readonly { readonly name: string; readonly path: string; readonly operation: Operation }[] = [];

  before(async () => {
    stand = await HttpStand.open({ base: 'https://bench.example.org/tiny/' });
    const { json } = await stand.ask('GET', '/api/openapi.json');
    assert.deepEqual(json['servers'], [{ url: 'https://bench.example.org/tiny' }]);
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
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        named.map((parameter) => `{${parameter.name}}`),
        path.match(/\{\w+\}/g) ?? [],
        name,
      );
      if (operation.security?.length === 0) continue;
      assert.ok('4XX' in operation.responses && '5XX' in operation.responses, name);
      for (const [status, { content }] of Object.entries(operation.responses)) {
        assert.ok(Object.values(content ?? {})[0]?.schema !== undefined, `${name} ${status}`);
      }
      if (!/^(post|put)/.test(name)) continue;
      const type = name === 'post /api/submissions' ? 'multipart/form-data' : 'application/json';
      assert.ok(operation.requestBody?.content[type] !== undefined, name);
    }
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
