import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { plainText } from '../../../data/plain-text.ts';
import type { ToldFigures, ToldReport, ToldResult } from '../api/told.ts';
import { numberedFindings } from '../numbered-findings.ts';
import type { NumberedFinding, ResultFindings } from '../numbered-findings.ts';
import { formatValue } from '../../view/number.ts';
import { countText } from '../words.ts';
import { commentList } from './comments.ts';
import type { PlacedComment } from './comments.ts';

/** So many results at first. */
const firstResults = 100;
/** So many of a result at first: a page that nobody can scroll through helps nobody. */
const firstFindings = 20;
const longestMessage = 600;

export interface FindingsPart {
  readonly report: ToldReport;
  /** On findings of this report. */
  readonly comments: readonly PlacedComment[];
  /** Beyond the first hundred. */
  readonly showsAll: boolean;
  readonly showAll: () => void;
  /** Sections whose every finding is shown. */
  readonly unfolded: ReadonlySet<number>;
  readonly unfold: (section: number) => void;
  /** Null: one may not. */
  readonly comment: ((finding: NumberedFinding) => void) | null;
}

/** What the check has found, result by result. */
export function findings(part: FindingsPart): TemplateResult {
  const sections = numberedFindings(part.report);
  return html`<section class="report" aria-labelledby="findings-title">
    <h2 id="findings-title" tabindex="-1">Findings</h2>
    <p class="note">Judged by the rules of ${plainText(part.report.round)}.</p>
    ${sections.slice(0, part.showsAll ? undefined : firstResults).map((section, index) => sectionOf(part, section, index))}
    ${
      part.showsAll || sections.length <= firstResults
        ? nothing
        : html`<div class="buttons">
            <button type="button" @click=${part.showAll}>
              Show the other ${sections.length - firstResults} results
            </button>
          </div>`
    }
  </section>`;
}

function sectionOf(part: FindingsPart, { result, findings }: ResultFindings, index: number): TemplateResult {
  const shown = part.unfolded.has(index) ? findings : findings.slice(0, firstFindings);
  const isGrave = findings.some(({ finding }) => finding.severity !== 'info');
  const isCommented = findings.some(({ number }) => commentsOn(part, number).length > 0);
  // Opened from the start where there is something to see to, and nothing but notes is one key away.
  return html`<details class="result-findings" id="result-${index}" ?open=${isGrave || isCommented}>
    <summary>
      ${result === null ? html`<span>Of no result</span>` : nameOf(result)}
      <span class="note">${findings.length === 0 ? 'nothing found' : countText(findings.length, 'finding')}</span>
    </summary>
    ${result === null ? nothing : figuresOf(result)}
    <ul class="findings">
      ${shown.map((one) => findingItem(part, one))}
    </ul>
    ${
      shown.length === findings.length
        ? nothing
        : html`<button
            type="button"
            @click=${() => {
              part.unfold(index);
            }}
          >
            Show all ${findings.length}
          </button>`
    }
  </details>`;
}

function nameOf({ system, variant, benchmark, verdict, submitter, division }: ToldResult): TemplateResult {
  const name = [system, variant].flatMap((text) => (text === null ? [] : [plainText(text, 80)])).join(' ');
  const whose = [division, submitter].flatMap((text) => (text === null ? [] : [plainText(text, 60)])).join(', ');
  return html`<span
    ><strong>${plainText(benchmark)}</strong> ${name === '' ? nothing : html`on <bdi>${name}</bdi>`}
    ${whose === '' ? nothing : html`<span class="note"><bdi>${whose}</bdi></span>`}
    <span class="badge ${verdict}">${verdict}</span></span
  >`;
}

const figureTitles: readonly { readonly name: keyof ToldFigures; readonly unit: string; readonly title: string }[] = [
  { name: 'throughput', unit: 'inf/s', title: 'Throughput' },
  { name: 'top1', unit: '%', title: 'Top-1' },
  { name: 'auc', unit: 'AUC', title: 'AUC' },
  { name: 'energyUj', unit: 'µJ/inf', title: 'Energy' },
];

/** As claimed, and as derived again from the evidence; nothing where neither is there. */
function figuresOf({ claimed, derived }: ToldResult): TemplateResult | typeof nothing {
  const lines = figureTitles.filter(({ name }) => claimed[name] !== null || derived[name] !== null);
  if (lines.length === 0) return nothing;
  const shown = (value: number | null, unit: string): string =>
    value === null ? '–' : `${formatValue(value, unit)}${unit === 'AUC' ? '' : `\u00a0${unit}`}`;
  return html`<dl class="facts figures">
    ${lines.map(
      ({ name, unit, title }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>
            ${shown(derived[name], unit)}
            <span class="note"
              >${claimed[name] === null ? 'not claimed' : `claimed ${shown(claimed[name], unit)}`}</span
            >
          </dd>
        </div>`,
    )}
  </dl>`;
}

function findingItem(part: FindingsPart, numbered: NumberedFinding): TemplateResult {
  const { number, finding } = numbered;
  const { severity, rule, message, file, line, expected, found, remedy } = finding;
  const comments = commentsOn(part, number);
  const isCompared = expected !== null || found !== null;
  return html`<li id="finding-${number}" tabindex="-1">
    <p class="finding-head">
      <span class="badge ${severity}">${severity}</span> <code>${plainText(rule)}</code>
      <span class="path"><bdi>${plainText(file, 300)}</bdi>${line === null ? nothing : `:${line}`}</span>
    </p>
    <p>${plainText(message, longestMessage)}</p>
    ${isCompared ? html`<p class="detail">Expected ${compared(expected)}, found ${compared(found)}.</p>` : nothing}
    <p class="detail">${plainText(remedy, longestMessage)}</p>
    ${comments.length === 0 ? nothing : commentList(comments, false)}
    ${
      part.comment === null
        ? nothing
        : html`<button
            type="button"
            class="quiet"
            @click=${() => {
              part.comment?.(numbered);
            }}
          >
            Comment<span class="unseen"> on ${plainText(rule)}, ${plainText(file, 100)}</span>
          </button>`
    }
  </li>`;
}

function compared(value: string | number | null): TemplateResult | string {
  return value === null ? 'nothing' : html`<bdi class="value">${plainText(String(value))}</bdi>`;
}

function commentsOn({ comments }: FindingsPart, number: number): readonly PlacedComment[] {
  return comments.filter(({ place }) => place?.finding === number);
}
