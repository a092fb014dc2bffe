import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { buildSite } from '../../../../site/build.ts';
import { answerErrors } from '../../../../site/server/http/request-errors.ts';
import { operationRoutes } from '../../../../site/server/http/routes/operation.ts';
import { publicationRoutes } from '../../../../site/server/http/routes/publication.ts';
import { shareSchemas } from '../../../../site/server/http/schemas.ts';
import { secureAnswers } from '../../../../site/server/http/security-headers.ts';
import { validateStrictly } from '../../../../site/server/http/validation.ts';
import { Metrics } from '../../../../site/server/metrics/metrics.ts';
import { PublishedResults } from '../../../../site/server/publication/published-results.ts';
import { failure } from '../../../../harness/errors.ts';
import { parseResults } from '../../../../submissions/results-file/read-results.ts';
import { fileOf, madeResult } from '../../made-results.ts';

const record = madeResult();
const stray = madeResult({ round: null, benchmark: 'ad' });

describe('What is published, over HTTP', () => {
  let folder = '';
  let site = '';
  let app: FastifyInstance;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-'));
    site = join(folder, 'site');
    await buildSite(fileOf(record, stray), site);
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
    const results = new PublishedResults(join(site, 'results.json'), systemClock);
    await results.reload();
    app = fastify();
    validateStrictly(app);
    secureAnswers(app);
    answerErrors(app);
    shareSchemas(app);
    publicationRoutes(app, { publisher: { results }, files: { site }, clock: systemClock });
    await app.listen({ host: '127.0.0.1', port: 0 });
  });

  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is a list of rounds, and each of them as a results file and a table', async () => {
    const list = await app.inject('/api/rounds');
    assert.deepEqual(list.json(), {
      rounds: [
        { round: 'v1.3', results: 1, systems: 1, submitters: 1 },
        { round: 'none', results: 1, systems: 1, submitters: 1 },
      ],
    });
    const json = await app.inject('/api/rounds/none/results.json');
    assert.deepEqual(parseResults(json.body, 'none').results, [stray]);
    const csv = await app.inject('/api/rounds/v1.3/results.csv');
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
    assert.match(csv.body, /^id,round,/);
    assert.ok(csv.body.includes(record.id));
  });

  it('is a result by its id, which is not sent twice to those who have it', async () => {
    const first = await app.inject(`/api/results/${record.id}`);
    assert.deepEqual(first.json(), record);
    assert.equal(first.headers['access-control-allow-origin'], '*');
    const { etag } = first.headers;
    assert.ok(etag !== undefined);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await app.inject({ url: `/api/results/${record.id}`, headers: { 'if-none-match': known } });
      assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', etag], known);
    }
    const other = await app.inject({ url: `/api/results/${record.id}`, headers: { 'if-none-match': '"x"' } });
    assert.equal(other.statusCode, 200);
  });

  it('is nothing where there is nothing, whatever is asked for', async () => {
    for (const path of [
      ...['/api/results/000000000000', '/api/rounds/v0.5/results.json', '/api/rounds/v9.9/results.csv', '/absent.html'],
      ...[
        '/.build.json',
        '/link.txt',
        '/%2e%2e/secret.txt',
        '/..%2fsecret.txt',
        '/results/..%5c..%5csecret.txt',
        '/%00',
      ],
      ...['/results', '/results/', '//secret.txt', '/api/nothing'],
    ]) {
      const answer = await app.inject(path);
      assert.equal(answer.statusCode, 404, path);
      assert.equal(answer.json<{ error: { code: string } }>().error.code, 'request.unknown', path);
      assert.ok(!answer.body.includes(folder), path);
    }
    for (const path of ['/api/results/x', "/api/results/'%20or%201=1", '/api/rounds/..%2f/results.json']) {
      assert.equal((await app.inject(path)).statusCode, 400, path);
    }
  });

  it('is the site itself, with the policy of its pages', async () => {
    const home = await app.inject('/');
    assert.equal(home.headers['content-type'], 'text/html; charset=utf-8');
    assert.match(String(home.headers['content-security-policy']), /default-src 'none'/);
    assert.equal(home.headers['cache-control'], 'public, no-cache');
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(home.headers.etag) } });
    assert.deepEqual([again.statusCode, again.body], [304, '']);
    const head = await app.inject({ method: 'HEAD', url: '/data.js' });
    assert.deepEqual([head.statusCode, head.body], [200, '']);
    assert.equal(Number(head.headers['content-length']), (await app.inject('/data.js')).rawPayload.length);
    assert.equal((await app.inject({ method: 'POST', url: '/' })).statusCode, 404);
  });

  it('has badges that the pages of others may show', async () => {
    const badge = await app.inject(`/badges/${record.id}.svg`);
    assert.equal(badge.headers['content-type'], 'image/svg+xml');
    assert.equal(badge.headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(badge.headers['cache-control'], 'public, max-age=300');
  });

  it('is there and whole while it is replaced', async function () {
    this.timeout(20_000);
    const address = app.server.address();
    assert.ok(typeof address === 'object' && address !== null);
    let isReplacing = true;
    const statuses = new Map<string, number>();
    const readers = Array.from({ length: 4 }, async () => {
      while (isReplacing) {
        const key = await read(address.port, '/data.js');
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
      }
    });
    for (let time = 0; time < 8; time++) {
      await buildSite(fileOf(record, ...(time % 2 === 0 ? [] : [stray])), site);
    }
    // Moments without any, too.
    for (let time = 0; time < 20; time++) {
      renameSync(site, `${site}-away`);
      await read(address.port, '/api/rounds');
      renameSync(`${site}-away`, site);
      await read(address.port, '/data.js');
    }
    isReplacing = false;
    await Promise.all(readers);
    assert.deepEqual([...statuses.keys()], ['200 whole']);
    assert.ok(existsSync(site));
  });
});

/** Status, and whether all came that was announced. */
function read(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => (bytes += part.length));
      response.on('error', reject);
      response.on('end', () => {
        const announced = Number(response.headers['content-length']);
        resolve(`${String(response.statusCode)} ${bytes === announced && bytes > 0 ? 'whole' : 'cut'}`);
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('For those who run it, the server', () => {
  let app: FastifyInstance;
  let answers = true;
  let stopping = new AbortController();
  let nowUs = 0;
  let asked = 0;
  let counted: string[] = [];
  const metrics = new Metrics();

  before(() => {
    const query = (): Promise<readonly never[]> => {
      asked++;
      return answers
        ? Promise.resolve([])
        : Promise.reject(failure('database.unreachable', { database: 'x', problem: 'gone' }));
    };
    const count = (_request: unknown, key: string): Promise<{ max: number; remaining: number; resetS: number }> => {
      counted.push(key);
      return Promise.resolve({ max: 1, remaining: 0, resetS: 0 });
    };
    app = fastify();
    answerErrors(app);
    shareSchemas(app);
    const parts = {
      database: { query, script: () => Promise.resolve() },
      queue: { size: () => query().then(() => ({ waiting: 3, active: 1 })) },
      publisher: { results: new PublishedResults('absent', systemClock) },
      metrics,
      clock: { ...systemClock, nowUs: () => nowUs },
      get stopping() {
        return stopping.signal;
      },
    };
    operationRoutes(app, parts, { count });
  });

  beforeEach(() => {
    answers = true;
    stopping = new AbortController();
    // What was seen for the one before is not kept any more.
    nowUs += 2e6;
    asked = 0;
    counted = [];
  });

  after(async () => {
    metrics.close();
    await app.close();
  });

  it('lives as long as it answers', async () => {
    answers = false;
    const health = await app.inject('/health');
    assert.deepEqual([health.statusCode, health.json<{ status: string }>().status], [200, 'ok']);
  });

  it('is ready unless it stops or its database is away, and says why', async () => {
    assert.deepEqual((await app.inject('/ready')).json(), { status: 'ready', reasons: [] });
    answers = false;
    nowUs += 2e6;
    const away = await app.inject('/ready');
    assert.equal(away.statusCode, 503);
    assert.deepEqual(away.json(), { status: 'not-ready', reasons: ['the database does not answer'] });
    answers = true;
    nowUs += 2e6;
    stopping.abort();
    assert.deepEqual((await app.inject('/ready')).json(), { status: 'not-ready', reasons: ['it is about to stop'] });
  });

  it('has its metrics even without its database', async () => {
    const text = await app.inject('/metrics');
    assert.match(String(text.headers['content-type']), /^text\/plain; version=0\.0\.4/);
    assert.match(text.body, /^boardbench_database_up 1$/m);
    assert.match(text.body, /^boardbench_queue_jobs\{state="waiting"\} 3$/m);
    answers = false;
    nowUs += 2e6;
    assert.match((await app.inject('/metrics')).body, /^boardbench_database_up 0$/m);
  });

  it('asks its database at most once a second, however often it is asked itself', async () => {
    const paths = Array.from({ length: 20 }, (_each, index) => (index % 2 === 0 ? '/ready' : '/metrics'));
    const all = await Promise.all(paths.map((path) => app.inject(path)));
    assert.ok(all.every(({ statusCode }) => statusCode === 200));
    assert.equal(asked, 3);
    nowUs += 0.9e6;
    await app.inject('/ready');
    assert.equal(asked, 3);
    nowUs += 0.2e6;
    asked = 0;
    await app.inject('/ready');
    assert.equal(asked, 2);
    assert.deepEqual(new Set(counted), new Set(['watcher 127.0.0.1']));
    assert.equal(counted.length, 22);
    await app.inject('/health');
    assert.equal(counted.length, 22);
  });
});
