import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import type { IntakeEvent } from '../../../../site/server/intake/submission.ts';
import { Metrics } from '../../../../site/server/metrics/metrics.ts';
import { sitePublisher } from '../../../../site/server/publication/publisher.ts';
import type { Publisher, PublisherParts } from '../../../../site/server/publication/publisher.ts';
import { siteBuilder } from '../../../../site/server/publication/site-builder.ts';
import { resultsText } from '../../../../submissions/results-file/merge-results.ts';
import type { ResultRecord } from '../../../../submissions/results-file/results-file.ts';
import { fileOf, madeResult } from '../../made-results.ts';
import { describeWithDatabases } from '../databases.ts';
import { IntakeStand } from '../intake/intake-stand.ts';

const day = 86_400_000;

describeWithDatabases('The publication of submissions', (openDatabase) => {
  let stand: IntakeStand;
  let publisher: Publisher;
  let metrics: Metrics;
  let wall = new Date('2026-05-01T12:00:00Z');
  let warnings: string[] = [];
  let changed: string[] = [];
  const clock = { ...systemClock, wallTime: () => wall };

  before(async function () {
    this.timeout(30_000);
    stand = await IntakeStand.open(await openDatabase(), clock);
    metrics = new Metrics();
    publisher = made();
    await publisher.prepare();
  });

  after(async () => {
    metrics.close();
    await publisher.close();
    await stand.close();
  });

  beforeEach(() => {
    warnings = [];
    changed = [];
  });

  function made(more: Partial<PublisherParts> = {}): Publisher {
    return sitePublisher({
      ...{ database: stand.database, files: stand.files, clock, metrics },
      warn: (message) => warnings.push(message),
      onChanged: (id) => changed.push(id),
      ...more,
    });
  }

  /** One that is checked with such results, or with such a text for a results file. */
  async function checked(
    organisation: string,
    results: readonly ResultRecord[] | string,
    wanted: { supersedes?: string } = {},
  ): Promise<string> {
    const { id } = await stand.receive(await stand.person('submitter', organisation), wanted);
    await stand.check(id);
    const file = stand.files.checkFile(id, 1, 'results');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof results === 'string' ? results : resultsText(fileOf(...results)));
    return id;
  }

  async function accepted(organisation: string, results: readonly ResultRecord[] | string): Promise<string> {
    const id = await checked(organisation, results);
    await stand.intake.accept(await stand.person('administrator', 'home'), id, { reason: null });
    return id;
  }

  async function publications(id: string): Promise<readonly IntakeEvent[]> {
    const history = await stand.intake.history(await stand.person('administrator', 'home'), id);
    return history.filter(({ action }) => /published/.test(action));
  }

  const pageOf = (record: { readonly id: string }): string => join(stand.files.site, 'results', `${record.id}.html`);
  const result = (name: string): ResultRecord =>
    madeResult({ system: { ...madeResult().system, name }, submitter: name });

  it('begins with an empty leaderboard', async () => {
    assert.ok(existsSync(join(stand.files.site, 'index.html')));
    assert.equal(await publisher.results.count(), 0);
    assert.equal((await publisher.results.rounds()).body.toString(), '{"rounds":[]}');
  });

  it('shows what is accepted and nothing else, and says so in its history once', async () => {
    const [shown, waiting, refused] = [result('shown'), result('waiting'), result('refused')];
    const id = await accepted('acme', [shown]);
    await checked('acme', [waiting]);
    const other = await checked('acme', [refused]);
    await stand.intake.reject(await stand.person('administrator', 'home'), other, { reason: 'No.' });
    await publisher.publish();
    await publisher.publish();
    assert.ok(existsSync(pageOf(shown)));
    assert.ok(!existsSync(pageOf(waiting)) && !existsSync(pageOf(refused)));
    assert.ok((await publisher.results.result(shown.id)) !== undefined);
    assert.deepEqual(
      (await publications(id)).map(({ action, by, detail }) => [action, by, detail]),
      [['published', null, { results: [shown.id] }]],
    );
    assert.deepEqual(changed, [id]);
    assert.deepEqual(await publications(other), []);
  });

  it('takes back what is withdrawn', async () => {
    const record = result('withdrawn');
    const id = await accepted('acme', [record]);
    await publisher.publish();
    assert.ok(existsSync(pageOf(record)));
    await stand.intake.withdraw(await stand.person('submitter', 'acme'), id, { reason: null });
    await publisher.publish();
    await publisher.publish();
    assert.ok(!existsSync(pageOf(record)));
    assert.equal(await publisher.results.result(record.id), undefined);
    assert.deepEqual(
      (await publications(id)).map(({ action }) => action),
      ['published', 'unpublished'],
    );
  });

  it('waits for the end of an embargo', async () => {
    const record = result('embargo');
    const id = await checked('acme', [record]);
    const until = new Date(wall.getTime() + day);
    await stand.intake.accept(await stand.person('administrator', 'home'), id, { reason: null, embargoUntil: until });
    await publisher.publish();
    assert.ok(!existsSync(pageOf(record)));
    wall = until;
    await publisher.publish();
    assert.ok(existsSync(pageOf(record)));
  });

  it('shows what is superseded until its successor is shown', async () => {
    const [former, later] = [result('former'), result('later')];
    const old = await accepted('acme', [former]);
    await publisher.publish();
    const id = await checked('acme', [later], { supersedes: old });
    const until = new Date(wall.getTime() + day);
    await stand.intake.accept(await stand.person('administrator', 'home'), id, { reason: null, embargoUntil: until });
    await publisher.publish();
    assert.deepEqual([existsSync(pageOf(former)), existsSync(pageOf(later))], [true, false]);
    wall = until;
    changed = [];
    await publisher.publish();
    assert.deepEqual([existsSync(pageOf(former)), existsSync(pageOf(later))], [false, true]);
    assert.ok(changed.includes(old));
    const history = await stand.intake.history(await stand.person('submitter', 'acme'), old);
    assert.deepEqual(
      history.slice(-2).map(({ action }) => action),
      ['superseded', 'unpublished'],
    );
  });

  it('gives the id of a result to the organisation that was first published with it, for good', async () => {
    const record = result('contested');
    const first = await accepted('acme', [record]);
    await publisher.publish();
    const second = await accepted('mallory', [{ ...record, verdict: 'invalid' }]);
    await publisher.publish();
    const verdict = async (): Promise<unknown> => {
      const shown = await publisher.results.result(record.id);
      return (JSON.parse(shown?.body.toString() ?? '{}') as Partial<ResultRecord>).verdict;
    };
    assert.equal(await verdict(), 'valid');
    await stand.intake.withdraw(await stand.person('submitter', 'acme'), first, { reason: null });
    await publisher.publish();
    assert.equal(await verdict(), undefined);
    const [event] = await publications(second);
    const [beside] = event?.detail['results'] as string[];
    assert.ok((await publisher.results.result(beside ?? '')) !== undefined);
  });

  it('says once in a history which submission is shown in its place, and when it is shown again', async () => {
    const [kws, ad] = [result('displaced'), result('kept')];
    const told = async (id: string): Promise<unknown> =>
      (await publications(id)).map(({ action, detail }) => [action, detail]);
    const first = await accepted('acme', [kws, ad]);
    await publisher.publish();
    wall = new Date(wall.getTime() + 1000);
    const second = await accepted('acme', [kws]);
    changed = [];
    await publisher.publish();
    await publisher.publish();
    const lost = ['unpublished', { by: second, results: [kws.id] }];
    const before = [['published', { results: [kws.id, ad.id] }], lost];
    assert.deepEqual(await told(first), before);
    assert.deepEqual(await told(second), [['published', { results: [kws.id] }]]);
    assert.deepEqual(changed.toSorted(), [first, second].sort());

    await stand.intake.withdraw(await stand.person('submitter', 'acme'), second, { reason: null });
    await publisher.publish();
    assert.deepEqual(await told(first), [...before, ['published', { results: [kws.id] }]]);
    assert.ok(existsSync(pageOf(kws)));

    await stand.intake.withdraw(await stand.person('submitter', 'acme'), first, { reason: null });
    await publisher.publish();
    assert.deepEqual((await publications(first)).at(-1)?.detail, {});
    assert.equal((await publications(first)).at(-1)?.action, 'unpublished');
  });

  it('leaves out a results file that cannot be read, and publishes all others', async () => {
    const record = result('others');
    for (const text of ['', '{', '{"format":"boardbench-results","version":99}', '[1]']) await accepted('acme', text);
    const id = await accepted('acme', 'gone');
    rmSync(stand.files.checkFile(id, 1, 'results'));
    await accepted('acme', [record]);
    await publisher.publish();
    assert.ok(existsSync(pageOf(record)));
    assert.equal(warnings.length, 5);
    assert.deepEqual(await publications(id), []);
    assert.match(metricsText(metrics), /^boardbench_unreadable_results_total 5$/m);
  });

  it('shows given results beside, and is the same when a process of its own builds it', async function () {
    this.timeout(30_000);
    const record = result('given');
    const given = join(dirname(stand.files.site), 'given.json');
    writeFileSync(given, resultsText(fileOf(record)));
    const inProcess = made({ results: [given] });
    await inProcess.publish();
    assert.ok(existsSync(pageOf(record)));
    const before = readFileSync(join(stand.files.site, '.build.json'), 'utf8');
    rmSync(stand.files.site, { recursive: true });
    const apart = made({ results: [given], builder: siteBuilder(systemClock, 0) });
    try {
      await apart.publish();
    } finally {
      await apart.close();
    }
    assert.equal(readFileSync(join(stand.files.site, '.build.json'), 'utf8'), before);
    await inProcess.close();
  });

  it('removes what a process left that died over a publication, long ago', async () => {
    const folder = dirname(stand.files.site);
    const [old, fresh, others] = ['.site-0123abcd', '.site-0123abce-former', '.site-mine'].map((name) =>
      join(folder, name),
    );
    for (const path of [old, fresh, others]) mkdirSync(path ?? '');
    const longAgo = new Date(wall.getTime() - day);
    for (const path of [old, others]) utimesSync(path ?? '', longAgo, longAgo);
    utimesSync(fresh ?? '', wall, wall);
    await publisher.prepare();
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => name.startsWith('.site-'))
        .sort(),
      ['.site-0123abce-former', '.site-mine'],
    );
  });
});

function metricsText(metrics: Metrics): string {
  return metrics.text({ submissions: null, queue: null, publishedResults: 0 });
}
