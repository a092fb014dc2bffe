import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { reportPage } from '../../../site/pages/report-page.ts';
import { checkTree } from '../../../submissions/check-tree.ts';
import type { Finding } from '../../../submissions/finding.ts';
import { judge } from '../../../submissions/judge.ts';
import type { JudgedSubmission } from '../../../submissions/judge.ts';
import { checkDocument } from '../../../submissions/reports/check-json.ts';
import { memoryTree } from '../../submissions/memory-tree.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';

async function small(): Promise<JudgedSubmission> {
  const open = { tree: memoryTree(smallSubmission()), isArchive: false, close: () => Promise.resolve() };
  const [judged] = judge([await checkTree(open, { round: 'v1.3' })]);
  assert.ok(judged);
  return judged;
}

function plain(html: string): string {
  return html
    .replace(/<style>[^]*<\/style>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('the page of a report', () => {
  it('has every finding under its place in the JSON, with what to do', async () => {
    const judged = await small();
    const page = reportPage(judged, '1.2.3');
    const { results, summary } = checkDocument(judged);
    const all = [...results.flatMap(({ findings }) => findings), ...summary.others];
    assert.ok(all.length > 3);
    for (const [number, { severity, file, line, found }] of all.entries()) {
      const item = page.split(`<li id="finding-${number}">`)[1]?.split('</li>')[0] ?? '';
      assert.ok(item.includes(`class="badge ${severity}"`), `${number}: ${item}`);
      assert.ok(plain(item).includes(`${file}${line === null ? '' : `:${line}`}`));
      if (found !== null) assert.ok(plain(item).includes(`found ${found}`));
    }
    assert.equal(page.split('<li id="finding-').length - 1, all.length);
  });

  it('shows results with their verdicts, and figures claimed and derived', async () => {
    const page = plain(reportPage(await small(), '1.2.3'));
    assert.match(page, /closed\/acme\/board\/kws (?:in|un)?v\w+/);
    assert.match(page, /Result Verdict Findings inf\/s derived top-1 % derived AUC derived µJ\/inf derived/);
    assert.match(page, /by the rules of v1\.3 : 2 results/);
  });

  it('allows nothing but its own style, and needs no other file', async () => {
    const page = reportPage(await small(), '1.2.3');
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    assert.ok(page.includes(`content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;;`));
    assert.doesNotMatch(style, /@import|url\(/);
    assert.doesNotMatch(page, /<script|<link|<img| src=| style=| on\w+=/);
    for (const [, target = ''] of page.matchAll(/ href="([^"]*)"/g)) assert.match(target, /^#[a-z]+(-\d+)?$/);
    for (const [, id = ''] of page.matchAll(/ href="#([^"]*)"/g)) assert.ok(page.includes(`id="${id}"`), id);
  });

  it('does not grow with the findings', async () => {
    const judged = await small();
    const [finding] = judged.results.flatMap(({ findings }) => findings);
    assert.ok(finding);
    const many = Array.from({ length: 5000 }, (_, index): Finding => ({ ...finding, severity: 'info', line: index }));
    const page = reportPage({ ...judged, findings: many }, '1.2.3');
    assert.match(page, /… and 4800 more/);
    assert.ok(page.length < 400_000, `${page.length} characters`);
  });
});
