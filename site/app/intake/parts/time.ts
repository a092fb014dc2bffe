import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { timeText } from '../words.ts';

/** A moment in the reader's time zone; pointed at, in full. */
export function time(iso: string): TemplateResult {
  return html`<time datetime=${iso} title=${iso}>${timeText(iso)}</time>`;
}
