import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ToldEvent } from '../api/told.ts';
import { byText, plainLines } from '../words.ts';
import { time } from './time.ts';

/** What people have said, the oldest first. */
export function commentList(comments: readonly ToldEvent[]): TemplateResult {
  return html`<ul class="comments" aria-label="Comments">
    ${repeat(
      comments,
      ({ number }) => number,
      ({ by, at, detail }) =>
        html`<li>
          <p class="note"><bdi>${byText(by)}</bdi>, ${time(at)}</p>
          <p class="written">${plainLines(typeof detail['text'] === 'string' ? detail['text'] : '')}</p>
        </li>`,
    )}
  </ul>`;
}
