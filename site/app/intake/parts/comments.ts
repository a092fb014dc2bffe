import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plainText } from '../../../data/plain-text.ts';
import type { ToldEvent } from '../api/told.ts';
import type { CommentPlace } from '../comment-place.ts';
import { byText, plainLines } from '../words.ts';
import { time } from './time.ts';

/** A comment, and the finding that it is on. */
export interface PlacedComment {
  readonly event: ToldEvent;
  readonly place: CommentPlace | null;
}

/** Of a finding that is not among those shown. */
export function ofEarlierCheck({ what }: CommentPlace): string {
  return `On a finding of an earlier check${what === null ? '' : ` (${plainText(what, 400)})`}`;
}

/** What people have said, the oldest first. */
export function commentList(comments: readonly PlacedComment[], saysWhere: boolean): TemplateResult {
  return html`<ul class="comments" aria-label="Comments">
    ${repeat(
      comments,
      ({ event }) => event.number,
      ({ event: { by, at, detail }, place }) =>
        html`<li>
          <p class="note"><bdi>${byText(by)}</bdi>, ${time(at)}</p>
          ${saysWhere && place !== null ? html`<p class="note"><bdi>${ofEarlierCheck(place)}</bdi></p>` : nothing}
          <p class="written">${plainLines(typeof detail['text'] === 'string' ? detail['text'] : '')}</p>
        </li>`,
    )}
  </ul>`;
}
