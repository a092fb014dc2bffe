import { rules } from '../../submissions/rules/registry.ts';
import type { FindingRecord, ResultRecord } from '../../submissions/results-file/results-file.ts';
import { plainText } from '../data/plain-text.ts';
import { table } from './facts.ts';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import { fileLink } from './source-link.ts';
import type { LinkedSource } from './source-link.ts';

const longestMessage = 600;
const byGravity = ['error', 'warning', 'info'] as const;
const bearings = {
  contradicted: 'It speaks against the figures.',
  absent: 'Without it the figures cannot be verified.',
  none: null,
} as const satisfies Record<FindingRecord['bearing'], string | null>;

/** What the rules found, the gravest first, each with what the rule asks. */
export function findingsSection({ findings }: ResultRecord, source: LinkedSource | undefined): Html {
  const sorted = byGravity.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${
      sorted.length === 0
        ? html`<p>The rules found nothing to say.</p>`
        : html`<ul class="findings">
            ${sorted.map((finding) => findingItem(finding, source))}
          </ul>`
    }
  </section>`;
}

function findingItem(finding: FindingRecord, source: LinkedSource | undefined): Html {
  const rule = rules.find(({ id }) => id === finding.rule);
  return html`<li class="${finding.severity}">
    <p>
      <span class="badge ${finding.severity}">${finding.severity}</span>
      <strong>${rule?.title ?? plainText(finding.rule, 40)}</strong>:
      <bdi>${plainText(finding.message, longestMessage)}</bdi> ${bearings[finding.bearing]}
    </p>
    <p class="detail">
      ${finding.file !== '' && fileLink(source, finding.file, finding.line)} ${expectedAndFound(finding)}
    </p>
    ${finding.remedy !== '' && html`<p><bdi>${plainText(finding.remedy, longestMessage)}</bdi></p>`}
    ${rule !== undefined && html`<p class="detail">The rule: ${rule.asks} <small>${rule.source}.</small></p>`}
  </li> `;
}

function expectedAndFound({ expected, found }: FindingRecord): HtmlValue {
  const shown = (value: string | number): Html => html`<bdi>${plainText(String(value), 200)}</bdi>`;
  const parts = [
    ...(expected === null ? [] : [html`expected ${shown(expected)}`]),
    ...(found === null ? [] : [html`found ${shown(found)}`]),
  ];
  return parts.map((part, index) => html` ${index > 0 && '· '}${part}`);
}

/** The files that the result rests on, with their digests. */
export function evidenceSection({ evidence }: ResultRecord, source: LinkedSource | undefined): Html {
  return html`<section aria-labelledby="evidence">
    <h2 id="evidence">Evidence</h2>
    ${
      evidence.length === 0
        ? html`<p>No file is there.</p>`
        : table(
            'Files, and their digests when they were read',
            [{ title: 'File' }, { title: 'Of' }, { title: 'Bytes', isNumber: true }, { title: 'SHA-256' }],
            evidence.map(({ mode, role, file, bytes, sha256 }) => [
              fileLink(source, file),
              `${mode}: ${roleWords[role]}`,
              bytes,
              html`<code class="digest">${sha256}</code>`,
            ]),
          )
    }
  </section>`;
}

const roleWords = {
  results: 'results',
  log: 'log',
  resultsJson: 'results as JSON',
  script: 'script',
  trace: 'energy trace',
  timestamps: 'timestamps',
  journal: 'journal',
  manifest: 'manifest',
  description: 'description',
} as const satisfies Record<ResultRecord['evidence'][number]['role'], string>;
