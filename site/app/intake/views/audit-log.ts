import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plainText } from '../../../data/plain-text.ts';
import { asApiError } from '../api/api-error.ts';
import type { ApiError } from '../api/api-error.ts';
import type { ToldAuditEntry } from '../api/told.ts';
import { otherLink } from '../parts/history.ts';
import { problem } from '../parts/problem.ts';
import { time } from '../parts/time.ts';
import { PlainElement } from '../plain-element.ts';
import type { Session } from '../session.ts';
import { actionText, byText } from '../words.ts';

const pageLength = 200;
const longestDetail = 300;

/** Every change, the newest first: for administrators. */
export class AuditLog extends PlainElement {
  static override properties = {
    session: { attribute: false },
    entries: { state: true },
    hasMore: { state: true },
    isLoading: { state: true },
    error: { state: true },
  };

  declare session: Session;
  declare entries: readonly ToldAuditEntry[];
  declare hasMore: boolean;
  declare isLoading: boolean;
  declare error: ApiError | null;

  #control = new AbortController();

  constructor() {
    super();
    this.entries = [];
    this.hasMore = false;
    this.isLoading = true;
    this.error = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#control.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) void this.#load();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="view">
        <h1 id="view-title" tabindex="-1">Audit log</h1>
        ${problem(this.error)}
        <div class="scroll" role="region" aria-labelledby="view-title" tabindex="0">
          <table class="audit">
            <caption>
              Every change, the newest first
            </caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">What</th>
                <th scope="col">Who</th>
                <th scope="col">Submission</th>
                <th scope="col">Details</th>
              </tr>
            </thead>
            <tbody>
              ${repeat(
                this.entries,
                ({ id }) => id,
                ({ id, at, action, by, submission, detail }) =>
                  html`<tr data-entry=${id} tabindex="-1">
                    <td class="moment">${time(at)}</td>
                    <th scope="row">${actionText(action)}</th>
                    <td><bdi>${byText(by)}</bdi></td>
                    <td>${submission === null ? html`<span class="missing">–</span>` : otherLink(submission)}</td>
                    <td><bdi class="detail">${detailText(detail)}</bdi></td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        ${this.isLoading ? html`<p class="note">Asking the server …</p>` : nothing}
        ${
          this.hasMore
            ? html`<div class="buttons">
                <button type="button" ?disabled=${this.isLoading} @click=${this.#more}>Show earlier ones</button>
              </div>`
            : nothing
        }
      </div>
    `;
  }

  readonly #more = async (): Promise<void> => {
    const shown = this.entries.length;
    await this.#load();
    await this.updateComplete;
    this.querySelectorAll<HTMLElement>('tbody tr')[shown]?.focus();
  };

  async #load(): Promise<void> {
    const { signal } = this.#control;
    this.isLoading = true;
    try {
      const next = await this.session.api.audit(this.entries.at(-1)?.id, pageLength, signal);
      this.entries = [...this.entries, ...next];
      this.hasMore = next.length === pageLength;
      this.error = null;
    } catch (error) {
      if (!signal.aborted) this.error = asApiError(error);
    } finally {
      this.isLoading = false;
    }
  }
}

/** `reason: …, until: …`; what is not there is not named. */
function detailText(detail: ToldAuditEntry['detail']): string {
  const parts = Object.entries(detail).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    return [`${name}: ${valueText(value)}`];
  });
  return plainText(parts.join(', '), longestDetail);
}

/** Of what a check came to its kind; the submission itself tells the rest. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'kind' in value) return String(value.kind);
  return JSON.stringify(value);
}

customElements.define('bb-audit', AuditLog);
