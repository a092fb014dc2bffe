import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { SubmissionState } from '../../../server/intake/submission.ts';

/** A state as a badge: its word, with a sign of its own besides its colour. */
export function stateBadge(state: SubmissionState): TemplateResult {
  return html`<span class="badge state-${state}">${state}</span>`;
}
