import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildSite } from '../../site/build.ts';
import { buildRecordName } from '../../site/build-record.ts';
import { mergeResults } from '../../submissions/results-file/merge-results.ts';
import type { ResultRecord, ResultsFile } from '../../submissions/results-file/results-file.ts';
import { fileOf, madeResult, publishedFile } from './made-results.ts';

describe('A site that is built anew where one is', () => {
  let parent = '';
  let out = '';

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'boardbench-'));
    out = join(parent, 'site');
  });

  afterEach(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  it('is byte for byte what one is that is built from nothing, whatever changed', async function () {
    this.timeout(60_000);
    const { sources, results } = publishedFile();
    const some = results.filter((_, index) => index % 9 === 0);
    const chosen = fc.array(fc.tuple(fc.nat(some.length - 1), fc.constantFrom(...changes)), { maxLength: 8 });
    const site = fc.record({ chosen, title: fc.constantFrom('One', 'Two'), named: fc.boolean() });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(site, site, async (first, second) => {
        const folder = join(parent, String(run++));
        const fileOfSite = ({ chosen: list, named }: typeof first): ResultsFile =>
          mergeResults([
            {
              sources: sources.map((source) => ({ ...source, url: named ? source.url : null })),
              results: list.map(([index, change]) => change(some[index] ?? madeResult())),
            },
          ]);
        await buildSite(fileOfSite(first), join(folder, 'anew'), { title: first.title });
        await buildSite(fileOfSite(second), join(folder, 'anew'), { title: second.title });
        await buildSite(fileOfSite(second), join(folder, 'whole'), { title: second.title });
        assert.deepEqual(contentOf(join(folder, 'anew')), contentOf(join(folder, 'whole')));
      }),
      { numRuns: 8 },
    );
  });

  it('makes only what depends on a result that was added', async () => {
    const { sources, results } = publishedFile();
    const before = { sources, results: results.slice(0, 40) };
    await buildSite(mergeResults([before]), out);
    const inodes = inodesOf(out);
    const added = madeResult({ benchmark: 'sww', submitter: 'another', system: { ...madeResult().system, name: 'X' } });
    const built = await buildSite(mergeResults([before, { sources: [], results: [added] }]), out);
    const after = inodesOf(out);
    const kept = [...after].filter(([path, inode]) => inodes.get(path) === inode).map(([path]) => path);
    assert.equal(kept.length, built.kept);
    for (const { id } of before.results) assert.ok(kept.includes(join('results', `${id}.html`)), id);
    assert.ok(kept.includes('app.js'));
    assert.ok(!kept.includes('data.js'));
    assert.ok(built.files - built.kept <= 8, `${built.files - built.kept} of ${built.files}`);
  });

  it('makes anew what was changed by hand, what is gone, and all of it where nothing is known of the former', async () => {
    const record = madeResult();
    await buildSite(fileOf(record), out);
    const whole = contentOf(out);
    const page = join(out, 'results', `${record.id}.html`);
    const sameLength = Buffer.alloc(statSync(page).size, 'x');
    writeFileSync(page, sameLength);
    utimesSync(page, new Date(Date.now() + 5000), new Date(Date.now() + 5000));
    rmSync(join(out, 'badges', `${record.id}.svg`));
    writeFileSync(join(out, 'app.js'), 'short');
    await buildSite(fileOf(record), out);
    assert.deepEqual(contentOf(out), whole);
    for (const broken of ['', '{', '[]', 'null', '{"format":"boardbench-build","version":1,"files":{"app.js":7}}']) {
      writeFileSync(join(out, buildRecordName), broken);
      assert.equal((await buildSite(fileOf(record), out)).kept, 0, broken);
      assert.deepEqual(contentOf(out), whole, broken);
    }
  });

  it('takes nothing over from a record that names what lies elsewhere', async () => {
    const record = madeResult();
    await buildSite(fileOf(record), out);
    const name = join(out, buildRecordName);
    writeFileSync(join(parent, 'secret.txt'), 'secret');
    writeFileSync(name, readFileSync(name, 'utf8').replace('"app.js"', '"../secret.txt"'));
    await buildSite(fileOf(record), out);
    assert.deepEqual(readdirSync(parent).sort(), ['secret.txt', 'site']);
    assert.ok(![...contentOf(out).values()].some((content) => content.includes('secret')));
  });
});

const changes: readonly ((record: ResultRecord) => ResultRecord)[] = [
  (record) => record,
  (record) => ({ ...record, verdict: 'invalid' }),
  (record) => ({ ...record, kind: 'simulated' }),
  (record) => ({ ...record, findings: [] }),
  (record) => ({ ...record, submitter: 'somebody else' }),
  (record) => ({ ...record, derived: { ...record.derived, throughput: 1234.5 } }),
  (record) => ({ ...record, system: { ...record.system, framework: 'another framework', clockMhz: 1 } }),
  (record) => ({ ...record, model: { ...record.model, name: 'another model' } }),
];

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function contentOf(folder: string): Map<string, string> {
  return new Map(filesOf(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function inodesOf(folder: string): Map<string, number> {
  return new Map(filesOf(folder).map((path) => [path, statSync(join(folder, path)).ino]));
}
