import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { plainText } from '../../../data/plain-text.ts';
import type { ApiError } from '../api/api-error.ts';

const longestMessage = 600;

/** An error with what to do about it; it is read out when it appears. Nothing where there is none. */
export function problem(error: ApiError | null): TemplateResult {
  return html`<div class="problem-place" role="alert">${error === null ? nothing : problemText(error)}</div>`;
}

/** What went wrong, in words. */
export function problemText({
  code,
  message,
  remedy,
  request,
}: Pick<ApiError, 'code' | 'message' | 'remedy' | 'request'>): TemplateResult {
  return html`<div class="problem">
    <p>
      <strong>${plainText(message, longestMessage).replace(/\.?$/, '.')}</strong> ${plainText(remedy, longestMessage)}
    </p>
    <p class="note">
      <code>${plainText(code)}</code>${request === null ? nothing : html` · request ${plainText(request)}`}
    </p>
  </div>`;
}
