import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { plainText } from '../../../data/plain-text.ts';
import type { ToldSubmission } from '../api/told.ts';
import { bytesText, countText } from '../words.ts';
import { otherLink } from './history.ts';
import { agreedTime, time } from './time.ts';

/** What is known of a submission at a glance. */
export function submissionFacts(submission: ToldSubmission): TemplateResult {
  const { id, organisation, submittedBy, createdAt, bytes, sha256, round, embargoUntil, supersedes, outcome } =
    submission;
  const summary = outcome?.kind === 'checked' ? outcome.summary : null;
  return html`<dl class="facts">
    ${
      summary === null
        ? nothing
        : html`${fact('Results', tally(summary.results, summary.verdicts))}
          ${fact('Findings', tallyOfFindings(summary.findings))}
          ${fact(
            'Systems',
            summary.systems.length === 0
              ? 'none'
              : summary.systems.map(
                  (name, index) => html`${index === 0 ? nothing : ', '}<bdi>${plainText(name, 80)}</bdi>`,
                ),
          )}
          ${fact('Checked in', `${summary.seconds.toFixed(1)} s, by ${plainText(summary.program)}`)}`
    }
    ${fact('Organisation', html`<bdi>${plainText(organisation, 63)}</bdi>`)}
    ${fact('Sent', html`${time(createdAt)} with token <code>${plainText(submittedBy)}</code>`)}
    ${fact('Round', round ?? 'as its folders say')}
    ${embargoUntil === null ? nothing : fact('Embargo until', agreedTime(embargoUntil))}
    ${supersedes === null ? nothing : fact('Supersedes', otherLink(supersedes))} ${fact('Size', bytesText(bytes))}
    ${fact('Id', html`<code>${plainText(id)}</code>`)}
    ${fact('SHA-256', html`<code class="digest">${plainText(sha256)}</code>`)}
  </dl>`;
}

function fact(title: string, value: unknown): TemplateResult {
  return html`<div>
    <dt>${title}</dt>
    <dd>${value}</dd>
  </div>`;
}

function tally(results: number, verdicts: Readonly<Record<'valid' | 'invalid' | 'unverifiable', number>>): string {
  const parts = (['valid', 'invalid', 'unverifiable'] as const).filter((verdict) => verdicts[verdict] > 0);
  return `${results} (${parts.map((verdict) => `${verdicts[verdict]} ${verdict}`).join(', ')})`;
}

function tallyOfFindings({ error, warning, info }: Readonly<Record<'error' | 'warning' | 'info', number>>): string {
  const parts = [
    ...(error > 0 ? [countText(error, 'error')] : []),
    ...(warning > 0 ? [countText(warning, 'warning')] : []),
    ...(info > 0 ? [countText(info, 'note')] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}
