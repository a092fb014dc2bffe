import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { run } from '../../harness/modes/run.ts';
import { buildSite } from '../../site/build.ts';
import { buildSiteData } from '../../site/data/build-site-data.ts';
import { importResults } from '../../submissions/results-file/import-results.ts';
import { parseResults } from '../../submissions/results-file/read-results.ts';
import type { ResultsFile } from '../../submissions/results-file/results-file.ts';
import { requestOf, SimulatedBench } from '../harness/modes/simulated-bench.ts';
import { fileOf, madeResult, publishedFile } from './made-results.ts';

describe('A site that is built', () => {
  let parent = '';
  let out = '';

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'boardbench-'));
    out = join(parent, 'deep', 'site');
  });

  afterEach(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  it('of the published rounds has a page for each result and each system, and every link between them leads somewhere', async () => {
    const file = publishedFile();
    const built = await buildSite(file, out);
    const pages = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    assert.equal(pages.length, 2 + built.results + built.systems);
    assert.deepEqual(readdirSync(join(out, 'results')).sort(), file.results.map(({ id }) => `${id}.html`).sort());
    const seen = new Set<string>();
    for (const page of pages) {
      const text = readFileSync(join(out, page), 'utf8');
      for (const [, address = ''] of text.matchAll(/ (?:href|src)="([^"#:]+)(?:#[^"]*)?"/g)) {
        seen.add(join(dirname(join(out, page)), address));
      }
    }
    assert.ok(seen.size > 200);
    for (const path of seen) assert.ok(existsSync(path), path);
  });

  it('is small enough where a reader begins', async () => {
    await buildSite(publishedFile(), out);
    const bytes = ['index.html', 'style.css', 'icon.svg', 'data.js', 'app.js'].map(
      (name) => statSync(join(out, name)).size,
    );
    assert.ok(bytes.reduce((sum, size) => sum + size, 0) < 250_000, String(bytes));
  });

  it('holds the same data as its script, and the results file itself', async () => {
    const file = fileOf(madeResult(), madeResult({ submitter: '</script><script>alert(1)</script>' }));
    await buildSite(file, out, { title: '<Title>' });
    const script = readFileSync(join(out, 'data.js'), 'utf8');
    assert.ok(!script.includes('</script'));
    const context: { boardbenchSite?: unknown } = {};
    runInNewContext(script, context);
    assert.equal(JSON.stringify(context.boardbenchSite), JSON.stringify(buildSiteData(file, '<Title>').data));
    assert.deepEqual(parseResults(readFileSync(join(out, 'results.json'), 'utf8'), 'results.json'), file);
    assert.match(readFileSync(join(out, 'index.html'), 'utf8'), /<title>&lt;Title&gt;<\/title>/);
  });

  it('has scripts that are no modules, since browsers load none from disk', async () => {
    await buildSite(fileOf(madeResult()), out);
    for (const name of ['app.js', 'charts.js', 'near.js']) {
      assert.doesNotMatch(readFileSync(join(out, name), 'utf8'), /^\s*(import|export)\b/m, name);
    }
    assert.doesNotMatch(readFileSync(join(out, 'index.html'), 'utf8'), /type="module"/);
  });

  it('takes the place of a former one, of which nothing is left', async () => {
    const former = madeResult();
    await buildSite(fileOf(former), out);
    await buildSite(fileOf(madeResult({ benchmark: 'ad' })), out);
    assert.ok(!existsSync(join(out, 'results', `${former.id}.html`)));
    assert.deepEqual(readdirSync(dirname(out)), ['site']);
  });

  it('is never put where other files are', async () => {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'thesis.txt'), 'mine');
    await assert.rejects(buildSite(fileOf(madeResult()), out), { code: 'output.not-empty' });
    assert.deepEqual(readdirSync(out), ['thesis.txt']);
    await assert.rejects(buildSite(fileOf(madeResult()), join(out, 'thesis.txt')), { code: 'output.failed' });
  });

  it('is as it was where the work is stopped', async () => {
    await buildSite(fileOf(madeResult()), out, { title: 'First' });
    const stopped = buildSite(fileOf(madeResult()), out, { title: 'Second', signal: AbortSignal.abort() });
    await assert.rejects(stopped, { code: 'import.stopped' });
    assert.match(readFileSync(join(out, 'index.html'), 'utf8'), /First/);
    assert.deepEqual(readdirSync(dirname(out)), ['site']);
  });

  it('can be of no results at all', async () => {
    const built = await buildSite({ ...fileOf(madeResult()), sources: [], results: [] }, out);
    assert.deepEqual([built.rows, built.systems, built.results], [0, 0, 0]);
    assert.match(readFileSync(join(out, 'systems', 'index.html'), 'utf8'), /No results are published here yet\./);
  });

  it('has its address only as one of the web', async () => {
    await buildSite(fileOf(madeResult()), out, { base: 'https://example.org/tiny?x#y' });
    assert.match(
      readFileSync(join(out, 'index.html'), 'utf8'),
      /rel="canonical" href="https:\/\/example\.org\/tiny\/"/,
    );
    for (const base of ['example.org', 'javascript:alert(1)', '']) {
      await assert.rejects(buildSite(fileOf(madeResult()), out, { base }), { code: 'site.base' }, base);
    }
  });

  it('of simulated sessions marks each of them, on the table and on its page', async () => {
    const bench = new SimulatedBench(5);
    let file: ResultsFile;
    try {
      await run(requestOf(bench, 'run', ['performance']), bench.surroundings('', []));
      file = await importResults([bench.out('run')]);
    } finally {
      bench.remove();
    }
    await buildSite(file, out);
    assert.equal(file.results.length, 1);
    assert.match(readFileSync(join(out, 'data.js'), 'utf8'), /"kind":"simulated"/);
    for (const page of ['index.html', `results/${file.results[0]?.id ?? ''}.html`]) {
      assert.match(readFileSync(join(out, page), 'utf8'), /All results here are\s+simulated/, page);
    }
  });

  it('tells how far it is', async () => {
    const told: [number, number][] = [];
    const { files } = await buildSite(fileOf(madeResult()), out, {
      onProgress: (done, total) => told.push([done, total]),
    });
    assert.deepEqual(
      told,
      Array.from({ length: files }, (_, index) => [index, files]),
    );
  });
});
