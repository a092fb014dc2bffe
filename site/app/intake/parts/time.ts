import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { offsetText, timeText, utcText } from '../local-time.ts';

/** A moment in the reader's time zone; pointed at, that of the world. */
export function time(iso: string): TemplateResult {
  return html`<time datetime=${iso} title=${utcText(iso)}>${timeText(iso)}</time>`;
}

/** A moment that people agree on: with the reader's time zone. */
export function agreedTime(iso: string): TemplateResult {
  const moment = new Date(iso);
  return html`${time(iso)} ${Number.isNaN(moment.getTime()) ? nothing : offsetText(moment)}`;
}
