import { readFileSync } from 'node:fs';
import type { Finding } from '../../submissions/finding.ts';
import type { JudgedResult, JudgedSubmission } from '../../submissions/judge.ts';
import { summaryOf } from '../../submissions/reports/check-json.ts';
import { nameOfResult } from '../../submissions/reports/check-text.ts';
import { rules } from '../../submissions/rules/registry.ts';
import { plainText } from '../data/plain-text.ts';
import { verdictBadge, verdictSentence } from './badges.ts';
import { table } from './facts.ts';
import { htmlDocument, ownStyle } from './html-document.ts';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

const longestMessage = 600;

/** A page that nobody can scroll through helps nobody; the other forms of the report have everything. */
const mostResults = 500;
const mostFindings = 200;

/** The look of the leaderboard, and what a report needs beside it. */
const style =
  ownStyle(`${readFileSync(new URL('../style.css', import.meta.url), 'utf8').replaceAll(/^@import .*\n/gm, '')}
.findings li:target {
  background: var(--tint);
}

.findings .place {
  display: block;
}

.wrong {
  color: var(--bad);
}
`);

/** A finding with its place among all of the report: those of the results in their order, then the others. */
interface Numbered {
  readonly number: number;
  readonly finding: Finding;
}

/** The report of a check as one file of HTML: it needs no other file, no script and no network. */
export function reportPage(judged: JudgedSubmission, program: string): string {
  const { submission, round, results, findings } = judged;
  const { verdicts, findings: counts } = summaryOf(results, findings);
  const name = plainText(submission.tree.root);
  const sections = numbered(judged);
  const body = html`<main id="main" tabindex="-1">
      <article>
        <h1>Check of <bdi>${name}</bdi></h1>
        <p>
          Judged by the rules of
          <bdi>${plainText(round.name)}</bdi>${submission.round === null && ' (its folders do not say the round)'}:
          ${count(results.length, 'result')}, ${verdicts.valid} valid, ${verdicts.invalid} invalid,
          ${verdicts.unverifiable} unverifiable; ${count(counts.error, 'error')}, ${count(counts.warning, 'warning')},
          ${count(counts.info, 'note')}.
        </p>
        ${resultsTable(results)} ${sections.map(findingsOfOne)}
      </article>
    </main>
    <footer>
      <p>Made by boardbench ${program}. Figures are derived again from the logs and traces of the submission.</p>
    </footer>`;
  const { element: head, policy } = style;
  return htmlDocument({ title: `Check of ${name}`, policy, program, isListed: false, head, body });
}

interface Section {
  readonly id: string;
  /** Null: what belongs to no result. */
  readonly result: JudgedResult | null;
  readonly findings: readonly Numbered[];
}

function numbered({ results, findings }: JudgedSubmission): Section[] {
  let number = 0;
  const next = (finding: Finding): Numbered => ({ number: number++, finding });
  return [
    ...results.map((result, index) => ({ id: resultId(index), result, findings: result.findings.map(next) })),
    { id: 'others', result: null, findings: findings.map(next) },
  ];
}

function resultId(index: number): string {
  return `result-${index}`;
}

const figures = [
  { name: 'throughput', title: 'inf/s' },
  { name: 'top1', title: 'top-1 %' },
  { name: 'auc', title: 'AUC' },
  { name: 'energyUj', title: 'µJ/inf' },
] as const;

/** Claimed figures and those derived again; columns that would be empty are not there. */
function resultsTable(results: readonly JudgedResult[]): Html {
  const shown = results.slice(0, mostResults);
  const there = figures.filter(({ name }) =>
    shown.some(({ evidence: { claimed, derived } }) => claimed[name] !== null || derived[name] !== null),
  );
  const number = (title: string): { title: string; isNumber: true } => ({ title, isNumber: true });
  return html`<h2 id="results">Results</h2>
    ${table(
      'Figures as they are claimed, each with what follows from the evidence',
      [
        { title: 'Result' },
        { title: 'Verdict' },
        number('Findings'),
        ...there.flatMap(({ title }) => [number(title), number('derived')]),
      ],
      shown.map((judged, index) => [
        html`<bdi>${plainText(nameOfResult(judged))}</bdi>`,
        verdictBadge(judged.verdict),
        judged.findings.length === 0
          ? null
          : html`<a href="#${resultId(index)}" aria-label="${count(judged.findings.length, 'finding')}"
              >${judged.findings.length}</a
            >`,
        ...there.flatMap(({ name }): HtmlValue[] => {
          const { claimed, derived } = judged.evidence;
          const value = derived[name];
          return [
            claimed[name] === null ? null : plainText(claimed[name].text, 40),
            value === null ? null : String(Number(value.toPrecision(7))),
          ];
        }),
      ]),
    )}
    ${results.length > mostResults && html`<p class="note">… and ${results.length - mostResults} more.</p>`}`;
}

const byGravity = ['error', 'warning', 'info'] as const;

function findingsOfOne({ id, result, findings }: Section): Html | null {
  if (findings.length === 0) return null;
  const sorted = byGravity.flatMap((severity) => findings.filter(({ finding }) => finding.severity === severity));
  const left = sorted.length - mostFindings;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">
      ${result === null ? 'Descriptions, files and folders' : html`<bdi>${plainText(nameOfResult(result))}</bdi>`}
    </h2>
    ${result !== null && html`<p>${verdictBadge(result.verdict)} ${verdictSentence(result.verdict)}</p>`}
    <ul class="findings">
      ${sorted.slice(0, mostFindings).map(findingItem)}
    </ul>
    ${left > 0 && html`<p class="note">… and ${left} more, which the report as JSON has.</p>`}
  </section> `;
}

const bearings = {
  contradicted: 'It speaks against the figures.',
  absent: 'Without it the figures cannot be verified.',
  none: null,
} as const satisfies Record<Finding['bearing'], string | null>;

function findingItem({ number, finding }: Numbered): Html {
  const { rule: id, severity, file, line, message, expected, found, remedy, bearing } = finding;
  const rule = rules.find((each) => each.id === id);
  const place = `${file === '' ? '.' : plainText(file, 300)}${line === null ? '' : `:${line}`}`;
  return html`<li id="finding-${number}">
    <p>
      <span class="badge ${severity}">${severity}</span>
      <strong>${rule?.title ?? plainText(id, 40)}</strong> <a href="#finding-${number}"><small>#${number}</small></a>
      <bdi class="path place">${place}</bdi>
    </p>
    <p><bdi>${plainText(message, longestMessage)}</bdi> ${bearings[bearing]}</p>
    ${
      (expected !== null || found !== null) &&
      html`<p class="detail">
        ${expected !== null && html`expected <bdi>${plainText(String(expected), 200)}</bdi>`}
        ${expected !== null && found !== null && ' · '}
        ${found !== null && html`found <bdi class="${severity === 'error' && 'wrong'}">${plainText(String(found), 200)}</bdi>`}
      </p>`
    }
    ${remedy !== '' && html`<p>→ <bdi>${plainText(remedy, longestMessage)}</bdi></p>`}
    ${rule !== undefined && html`<p class="detail">The rule (${id}): ${rule.asks} <small>${rule.source}.</small></p>`}
  </li> `;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
