import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import { resultsCsv } from '../../../../site/data/results-csv.ts';
import { PublishedResults } from '../../../../site/server/publication/published-results.ts';
import { resultsText } from '../../../../submissions/results-file/merge-results.ts';
import { parseResults } from '../../../../submissions/results-file/read-results.ts';
import type { ResultsFile } from '../../../../submissions/results-file/results-file.ts';
import { fileOf, madeResult, publishedFile } from '../../made-results.ts';

describe('The published results in memory', () => {
  let folder = '';
  let path = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-'));
    path = join(folder, 'results.json');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function loaded(file: ResultsFile): Promise<PublishedResults> {
    writeFileSync(path, resultsText(file));
    const results = new PublishedResults(path, systemClock);
    await results.reload();
    return results;
  }

  it('are those of the results file, each as it stands there', async () => {
    const file = publishedFile();
    const results = await loaded(file);
    assert.equal(await results.count(), file.results.length);
    for (const record of file.results) {
      const { body, etag } = (await results.result(record.id)) ?? {};
      assert.deepEqual(JSON.parse(body?.toString() ?? ''), record);
      assert.equal(
        etag,
        `"${createHash('sha256')
          .update(body ?? '')
          .digest('base64url')
          .slice(0, 22)}"`,
      );
    }
    assert.equal(await results.result('0'.repeat(12)), undefined);
  });

  it('are a results file and a table for each round, and one for those without', async () => {
    const stray = madeResult({ round: null, source: 'own' });
    const published = publishedFile();
    const results = await loaded({ ...published, results: [...published.results, stray] });
    const list = JSON.parse((await results.rounds()).body.toString()) as {
      rounds: { round: string; results: number }[];
    };
    assert.equal(list.rounds[0]?.round, 'v1.3');
    assert.equal(list.rounds.at(-1)?.round, 'none');
    for (const { round, results: count } of list.rounds) {
      const { json, csv } = (await results.round(round)) ?? {};
      const file = parseResults(json?.body.toString() ?? '', round);
      assert.equal(file.results.length, count);
      assert.ok(file.results.every((record) => (record.round ?? 'none') === round));
      assert.equal(file.sources.reduce((sum, source) => sum + source.results, 0) + (round === 'none' ? 1 : 0), count);
      assert.equal(csv?.body.toString(), resultsCsv(file.results));
    }
    assert.equal(await results.round('v9.9'), undefined);
  });

  it('follow the file when another process has published', async () => {
    let nowUs = 0;
    const [first, second] = [madeResult(), madeResult({ benchmark: 'ad' })];
    writeFileSync(path, resultsText(fileOf(first)));
    const results = new PublishedResults(path, { ...systemClock, nowUs: () => nowUs });
    await results.reload();
    writeFileSync(path, resultsText(fileOf(first, second)));
    assert.equal(await results.count(), 1);
    nowUs += 2e6;
    assert.equal(await results.count(), 2);
  });

  it('are never answered once more behind what another process has taken back', async () => {
    let nowUs = 0;
    const clock = { ...systemClock, nowUs: () => nowUs };
    const [kept, withdrawn] = [madeResult({ benchmark: 'ad' }), madeResult()];
    writeFileSync(path, resultsText(fileOf(kept, withdrawn)));
    const views = [new PublishedResults(path, clock), new PublishedResults(path, clock)];
    for (const view of views) assert.ok((await view.result(withdrawn.id)) !== undefined);
    writeFileSync(path, resultsText(fileOf(kept)));
    await views[0]?.reload();
    nowUs += 20e6;
    for (const view of views) {
      const answers = [view.result(withdrawn.id), view.result(withdrawn.id), view.result(kept.id)];
      assert.deepEqual(
        (await Promise.all(answers)).map((answer) => answer !== undefined),
        [false, false, true],
      );
    }
    nowUs += 20e6;
    writeFileSync(path, resultsText(fileOf(kept, withdrawn)));
    const list = JSON.parse((await views[1]?.rounds())?.body.toString() ?? '') as { rounds: { results: number }[] };
    assert.equal(list.rounds[0]?.results, 2);
  });

  it('are read anew by each reload, also while another runs', async () => {
    const [first, second] = [madeResult(), madeResult({ benchmark: 'ad' })];
    writeFileSync(path, resultsText(fileOf(first)));
    const results = new PublishedResults(path, { ...systemClock, nowUs: () => 0 });
    const running = results.reload();
    // It has asked for the file, and been told of it, before the next is written.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(path, resultsText(fileOf(first, second)));
    await results.reload();
    assert.ok((await results.result(second.id)) !== undefined);
    await running;
    assert.ok((await results.result(second.id)) !== undefined);
  });

  it('stay as they were where the file is gone or no results file', async () => {
    const record = madeResult();
    const results = await loaded(fileOf(record));
    rmSync(path);
    await results.reload();
    assert.equal(await results.count(), 1);
    writeFileSync(path, '{\n{"id": 7,\n}');
    await results.reload();
    assert.ok((await results.result(record.id)) !== undefined);
  });
});
