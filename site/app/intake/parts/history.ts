import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plainText } from '../../../data/plain-text.ts';
import type { ToldEvent } from '../api/told.ts';
import { linkTo } from '../route.ts';
import { actionText, byText, plainLines } from '../words.ts';
import { agreedTime, time } from './time.ts';

/** All that happened to a submission, the oldest first. */
export function historyList(events: readonly ToldEvent[]): TemplateResult {
  return html`<section aria-labelledby="history-title">
    <h2 id="history-title">History</h2>
    <ol class="history">
      ${repeat(
        events,
        ({ number }) => number,
        (event) =>
          html`<li>
            <p>
              ${time(event.at)} <strong>${actionText(event.action)}</strong>
              <span class="note">by <bdi>${byText(event.by)}</bdi></span>
            </p>
            ${detailOf(event)}
          </li>`,
      )}
    </ol>
  </section>`;
}

/** What else is told of it, in words. */
function detailOf({ action, detail }: ToldEvent): TemplateResult | typeof nothing {
  const { reason, until, by, text, finding, check, rule, supersedes, outcome } = detail;
  const lines = [
    typeof reason === 'string' ? html`<p class="written">${plainLines(reason)}</p>` : nothing,
    typeof text === 'string'
      ? html`<p class="written">
          ${typeof finding === 'number' ? `Of ${findingText(rule, check)}: ` : nothing}${plainLines(text)}
        </p>`
      : nothing,
    typeof until === 'string' ? html`<p>Not to be shown before ${agreedTime(until)}.</p>` : nothing,
    typeof supersedes === 'string' ? html`<p>In the place of ${otherLink(supersedes)}.</p>` : nothing,
    errorIn(outcome),
    typeof by !== 'string'
      ? nothing
      : action === 'reinstated'
        ? html`<p>${otherLink(by)} has lost its place.</p>`
        : html`<p>By ${otherLink(by)}.</p>`,
  ];
  return lines.every((line) => line === nothing) ? nothing : html`<div class="event-detail">${lines}</div>`;
}

function findingText(rule: unknown, check: unknown): string {
  const of = typeof check === 'number' ? ` of check ${check}` : '';
  return `${typeof rule === 'string' ? plainText(rule, 60) : 'a finding'}${of}`;
}

/** What a check says of an archive that it could not check. */
function errorIn(outcome: unknown): TemplateResult | typeof nothing {
  if (typeof outcome !== 'object' || outcome === null || !('error' in outcome)) return nothing;
  const { error } = outcome;
  if (typeof error !== 'object' || error === null || !('message' in error)) return nothing;
  return typeof error.message === 'string' ? html`<p>${plainText(error.message, 300)}</p>` : nothing;
}

/** A link to a submission, by its id. */
export function otherLink(id: string): TemplateResult {
  return html`<a href=${linkTo({ view: 'submission', id })}><code>${plainText(id, 40)}</code></a>`;
}
