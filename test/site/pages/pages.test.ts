import assert from 'node:assert/strict';
import { buildSiteData } from '../../../site/data/build-site-data.ts';
import { contentSecurityPolicy, pageText } from '../../../site/pages/page-frame.ts';
import { resultPage } from '../../../site/pages/result-page.ts';
import { fileAddress } from '../../../site/pages/source-link.ts';
import { siteNotes } from '../../../site/pages/site-notes.ts';
import type { ResultRecord } from '../../../submissions/results-file/results-file.ts';
import { fileOf, madeResult } from '../made-results.ts';

const frame = { title: 'A <title>', program: '1.2.3', base: 'https://example.org/board/', notes: [] };
const source = { name: 'made', round: null, attribution: null, url: 'https://github.com/some/repository', results: 1 };

function pageOf(record: ResultRecord): string {
  const [made] = buildSiteData(fileOf(record), 'T').rows;
  assert.ok(made !== undefined);
  return pageText(frame, resultPage(record, made.row, source, frame.base));
}

describe('The page of a result', () => {
  it('tells figures, windows, verdict, system, digests and how to run it again', () => {
    const page = pageOf(madeResult());
    for (const text of [
      ...[
        'Keyword spotting on <bdi>BOARD-1</bdi>',
        '20.00\u00a0inf./s',
        '50.00\u00a0ms',
        '91.5\u00a0%',
        '750.0\u00a0µJ',
      ],
      ...[
        'input-4.bin',
        '19.9000\u00a0inf./s – 20.2000\u00a0inf./s',
        'LPM01A',
        'certified, off by at most 2.500\u00a0µJ',
        '1000 of 1000',
        'Arm Cortex-M4',
      ],
      ...['ab'.repeat(32), 'boardbench run --device /dev/ttyACM0 --workload kws01 --mode performance,accuracy,energy'],
      ...['class="badge valid"', 'check DIR --round v1.3', 'The rules found nothing to say.'],
    ]) {
      assert.ok(page.includes(text), text);
    }
  });

  it('tells each finding with its place, the remedy and the rule, the gravest first', () => {
    const finding = { line: 7, expected: 10, found: '9.5', remedy: 'Run again.', bearing: 'contradicted' } as const;
    const page = pageOf(
      madeResult({
        verdict: 'invalid',
        findings: [
          { ...finding, rule: 'window-spread', severity: 'info', file: 'a b.txt', message: 'Second.' },
          { ...finding, rule: 'window-duration', severity: 'error', file: 'log.txt', message: 'First.' },
        ],
      }),
    );
    assert.ok(page.indexOf('First.') < page.indexOf('Second.'));
    for (const text of [
      ...['Evidence speaks against the claims', 'Length of performance windows', 'Run again.', 'log.txt:7'],
      ...['at least ten seconds', 'expected <bdi>10</bdi>', 'found <bdi>9.5</bdi>'],
      'href="https://github.com/some/repository/blob/HEAD/a%20b.txt#L7"',
    ]) {
      assert.ok(page.includes(text), text);
    }
  });

  it('marks what was simulated', () => {
    assert.match(pageOf(madeResult({ kind: 'simulated' })), /badge simulated.*nothing here was measured on hardware/s);
  });

  it('says what is missing of a result of which nothing is there', () => {
    const none = { throughput: null, latencyUs: null, top1: null, auc: null, energyUj: null, powerMw: null };
    const { system } = madeResult();
    const page = pageOf(
      madeResult({
        ...{ claimed: none, derived: none, performance: null, accuracy: null, energy: null, evidence: [] },
        ...{ round: null, division: null, submitter: null, device: null, system: { ...system, name: null } },
      }),
    );
    for (const text of ['unnamed system', 'No figure is claimed', 'No file is there.'])
      assert.ok(page.includes(text), text);
    assert.doesNotMatch(page, /null|undefined|NaN/);
  });

  it('shows hostile text as text', () => {
    const hostile = `</bdi><script src=//evil></script><img src=x onerror=alert(1)>"'\u202e`;
    const { system } = madeResult();
    const finding = { rule: hostile, severity: 'error', file: hostile, line: 1, message: hostile } as const;
    const page = pageOf(
      madeResult({
        ...{ submitter: hostile, variant: hostile, device: { name: hostile, profile: hostile } },
        ...{ system: { ...system, name: hostile, framework: hostile }, model: { name: hostile, precision: null } },
        findings: [{ ...finding, expected: hostile, found: hostile, remedy: hostile, bearing: 'none' }],
        evidence: [{ mode: 'accuracy', role: 'log', file: hostile, bytes: 1, sha256: 'ab'.repeat(32) }],
      }),
    );
    const tags = [...page.matchAll(/<(?:script|img)(?:\s+[a-z]+="[^"]*")*[^>]*/g)].map(([tag]) =>
      tag.replace(/ alt=.*/, ''),
    );
    assert.deepEqual(tags, ['<script src="../near.js" defer', tags[1]]);
    assert.match(tags[1] ?? '', /^<img src="\.\.\/badges\/[0-9a-f]{12}\.svg" height="20"$/);
    assert.ok(!page.includes('\u202e'));
  });

  it('is small even where a text is a megabyte', () => {
    const long = 'x'.repeat(1 << 20);
    const { system } = madeResult();
    assert.ok(pageOf(madeResult({ submitter: long, system: { ...system, name: long, board: long } })).length < 40_000);
  });
});

describe('Every page', () => {
  const page = pageOf(madeResult());

  it('forbids scripts and styles within it, and has none', () => {
    assert.ok(page.includes(`content="${contentSecurityPolicy.replaceAll("'", '&#39;')}"`));
    assert.doesNotMatch(contentSecurityPolicy, /unsafe|https?:|\*/);
    assert.doesNotMatch(page, /<style| style=| on[a-z]+=|<script(?![^>]* src=)/);
  });

  it('links relatively, and asks nothing of other hosts', () => {
    for (const [, name, address = ''] of page.matchAll(/ (src|href)="([^"]*)"/g)) {
      if (name === 'src') assert.match(address, /^\.\.\/([a-z]+\.js|badges\/[0-9a-f]{12}\.svg)$/);
      else assert.match(address, /^(\.\.\/|#|https:\/\/)/);
    }
    assert.doesNotMatch(page, /<link rel="(?!canonical|icon|stylesheet)/);
    assert.match(page, /<link rel="canonical" href="https:\/\/example\.org\/board\/results\/[0-9a-f]{12}\.html" \/>/);
  });
});

describe('The address of a file of the evidence', () => {
  it('is at GitHub for sources that are there', () => {
    const address = fileAddress(source, 'closed/a b/#1.txt', 3);
    assert.equal(address, 'https://github.com/some/repository/blob/HEAD/closed/a%20b/%231.txt#L3');
  });

  it('is none for other sources, and for paths that lead elsewhere', () => {
    assert.equal(fileAddress({ ...source, url: 'https://example.org/a/b' }, 'a', null), null);
    assert.equal(fileAddress({ ...source, url: null }, 'a', null), null);
    for (const file of ['../../other', 'a//b', '/a', '\ud800']) assert.equal(fileAddress(source, file, null), null);
  });
});

describe('The foot of the pages', () => {
  const notes = (...results: ResultRecord[]): string => siteNotes(buildSiteData(fileOf(...results), 'T').data).join('');

  it('says that results are simulated, all or some', () => {
    const simulated = madeResult({ kind: 'simulated', benchmark: 'ad' });
    assert.match(notes(simulated), /All results here are simulated/);
    assert.match(notes(simulated, madeResult()), /Some results here are simulated/);
    assert.equal(notes(madeResult()), '');
  });
});
