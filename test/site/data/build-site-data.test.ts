import assert from 'node:assert/strict';
import { buildSiteData } from '../../../site/data/build-site-data.ts';
import type { SiteData } from '../../../site/data/site-data.ts';
import type { ResultRecord } from '../../../submissions/results-file/results-file.ts';
import { fileOf, madeResult, publishedFile } from '../made-results.ts';

function dataOf(...results: readonly ResultRecord[]): SiteData {
  return buildSiteData(fileOf(...results), 'A title').data;
}

describe('The rows of the leaderboard', () => {
  it('are the systems of a round, with a result of each workload', () => {
    const { rows, workloads } = dataOf(madeResult(), madeResult({ benchmark: 'ad' }), madeResult({ round: 'v1.2' }));
    assert.deepEqual(
      rows.map(({ round, results }) => [round, Object.keys(results).sort()]),
      [
        ['v1.3', ['ad', 'kws']],
        ['v1.2', ['kws']],
      ],
    );
    assert.deepEqual(
      workloads.map(({ id }) => id),
      ['kws', 'ad'],
    );
  });

  it('are of one system where only the way of writing its name differs', () => {
    const other = madeResult({ round: 'v1.2', system: { ...madeResult().system, name: 'Board_1' } });
    const [first, second] = dataOf(madeResult(), other).rows;
    assert.ok(first !== undefined && second !== undefined);
    assert.notEqual(first.id, second.id);
    assert.equal(first.system, second.system);
  });

  it('are two where a system has two results of a workload', () => {
    const place = { round: null, division: null, submitter: null } as const;
    const evidence = madeResult().evidence.map((file) => ({ ...file, sha256: 'cd'.repeat(32) }));
    const { rows } = dataOf(madeResult(place), madeResult({ ...place, evidence }));
    assert.equal(rows.length, 2);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 2);
  });

  it('keep simulated results apart from measured ones, and say which they are', () => {
    const simulated = madeResult({ kind: 'simulated', benchmark: 'ad' });
    assert.deepEqual(
      dataOf(madeResult(), simulated)
        .rows.map(({ kind }) => kind)
        .sort(),
      ['measured', 'simulated'],
    );
  });

  it('stay the same when others come and when they are read in another order', () => {
    const idOf = (data: SiteData): string | undefined => data.rows.find(({ name }) => name === 'BOARD-1')?.id;
    const other = madeResult({ system: { ...madeResult().system, name: 'A' } });
    assert.equal(idOf(dataOf(madeResult())), idOf(dataOf(other, madeResult())));
    assert.equal(idOf(dataOf(madeResult(), other)), idOf(dataOf(other, madeResult())));
  });

  it('show figures as derived, and as claimed where nothing is derived, marked', () => {
    const { derived, claimed } = madeResult();
    const [row] = dataOf(
      madeResult({ derived: { ...derived, throughput: 19.5, auc: null }, claimed: { ...claimed, powerMw: null } }),
    ).rows;
    const result = row?.results.kws;
    assert.equal(result?.figures.throughput, 19.5);
    assert.equal(result.figures.auc, 0.99);
    assert.deepEqual(result.claimed, ['auc']);
    assert.equal(result.figures.powerMw, 15);
  });

  it('leave out what is missing, and times and energies of nothing', () => {
    const none = { throughput: 0, latencyUs: null, top1: 0, auc: null, energyUj: 0, powerMw: null };
    const [row] = dataOf(madeResult({ derived: none, claimed: none })).rows;
    assert.deepEqual(row?.results.kws?.figures, { top1: 0 });
  });

  it('name the rules that found something, the gravest first', () => {
    const finding = {
      file: 'a',
      line: null,
      message: 'm',
      expected: null,
      found: null,
      remedy: '',
      bearing: 'none',
    } as const;
    const { rows, rules } = dataOf(
      madeResult({
        findings: [
          { ...finding, rule: 'window-spread', severity: 'warning' },
          { ...finding, rule: 'window-duration', severity: 'error' },
          { ...finding, rule: 'of-a-later-program', severity: 'info' },
          { ...finding, rule: 'window-spread', severity: 'info' },
        ],
      }),
    );
    assert.deepEqual(
      rules.map(({ id, severity }) => [id, severity]),
      [
        ['window-duration', 'error'],
        ['window-spread', 'warning'],
        ['of-a-later-program', 'info'],
      ],
    );
    assert.match(rules[0]?.words ?? '', /ten seconds/);
    assert.equal(rules[2]?.title, 'of a later program');
    assert.deepEqual(rows[0]?.results.kws?.findings, [0, 1, 2]);
  });

  it('have names from results as harmless text of some length', () => {
    const name = `<script>alert(1)</script>\u202e${'x'.repeat(1 << 20)}`;
    const [row] = dataOf(madeResult({ system: { ...madeResult().system, name } })).rows;
    const [other] = dataOf(madeResult({ submitter: name })).rows;
    for (const text of [row?.name, other?.submitter]) {
      assert.match(text ?? '', /^<script>alert\(1\)<\/script>⟨U\+202E⟩x+…$/);
      assert.ok((text?.length ?? 0) <= 160);
    }
  });

  it('do not name a submitter that is called as its system is', () => {
    const name = 'Brisk Otter 4821';
    const [row] = dataOf(madeResult({ submitter: name, system: { ...madeResult().system, name } })).rows;
    assert.equal(row?.name, name);
    assert.equal(row.submitter, undefined);
  });

  it('link to sources only where their address is one of the web', () => {
    const file = fileOf(madeResult());
    const urls = ['https://example.org/a', 'javascript:alert(1)', 'https://example.org/"><script>', 'data:text/html,x'];
    const sources = urls.map((url, index) => ({
      ...{ name: `s${index}`, round: null, attribution: null, url, results: 0 },
    }));
    const { data } = buildSiteData({ ...file, sources }, 'T');
    assert.deepEqual(
      data.sources.map(({ url }) => url),
      ['https://example.org/a', undefined, undefined, undefined],
    );
  });
});

describe('The leaderboard of the published rounds', () => {
  const file = publishedFile();
  const { data, rows } = buildSiteData(file, 'T');

  it('has every result once', () => {
    const shown = data.rows.flatMap(({ results }) => Object.values(results).map(({ id }) => id));
    assert.deepEqual(shown.sort(), file.results.map(({ id }) => id).sort());
    assert.deepEqual(rows.flatMap(({ records }) => records.map(({ id }) => id)).sort(), shown);
  });

  it('has the newest round first, rows with ids of their own, and no verdict changed', () => {
    assert.deepEqual(data.rounds, ['v1.0', 'v1.2', 'v1.3']);
    const inOrder = data.rows.map(({ round }) => data.rounds.indexOf(round ?? ''));
    assert.deepEqual(
      inOrder,
      [...inOrder].sort((a, b) => b - a),
    );
    assert.equal(new Set(data.rows.map(({ id }) => id)).size, data.rows.length);
    const verdicts = new Map(file.results.map(({ id, verdict }) => [id, verdict]));
    for (const { results } of data.rows) {
      for (const { id, verdict } of Object.values(results)) assert.equal(verdict, verdicts.get(id));
    }
  });

  it('is small', () => {
    assert.ok(JSON.stringify(data).length < 120_000);
  });
});
