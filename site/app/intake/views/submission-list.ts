import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plainText } from '../../../data/plain-text.ts';
import { isAtLeast } from '../../../server/intake/person.ts';
import { submissionStates } from '../../../server/intake/submission.ts';
import type { SubmissionState } from '../../../server/intake/submission.ts';
import { asApiError } from '../api/api-error.ts';
import type { ApiError } from '../api/api-error.ts';
import type { ToldSubmission } from '../api/told.ts';
import { problem } from '../parts/problem.ts';
import { stateBadge } from '../parts/state-badge.ts';
import { time } from '../parts/time.ts';
import { PlainElement } from '../plain-element.ts';
import { linkTo } from '../route.ts';
import type { Session } from '../session.ts';
import { bytesText, countText, isUnderWay } from '../words.ts';

const pageLength = 50;
/** As many as a server lists at once. */
const longestPage = 200;
/** How soon a state is seen to be another one, while there are submissions under way. */
const lookAgainMs = 4000;

/** The submissions that one may see, newest first. */
export class SubmissionList extends PlainElement {
  static override properties = {
    session: { attribute: false },
    state: { attribute: false },
    submissions: { state: true },
    hasMore: { state: true },
    isLoading: { state: true },
    error: { state: true },
  };

  declare session: Session;
  /** Only those in this state. */
  declare state: SubmissionState | null;
  /** Null: none have come yet. */
  declare submissions: readonly ToldSubmission[] | null;
  declare hasMore: boolean;
  declare isLoading: boolean;
  declare error: ApiError | null;

  #control = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.state = null;
    this.submissions = null;
    this.hasMore = false;
    this.isLoading = false;
    this.error = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#control.abort();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('state') && !changed.has('session')) return;
    this.#control.abort();
    this.#control = new AbortController();
    this.submissions = null;
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { submissions, hasMore, isLoading } = this;
    return html`
      <div class="view">
        <div class="view-head">
          <h1 id="view-title" tabindex="-1">Submissions</h1>
          <a class="button main" href=${linkTo({ view: 'upload', supersedes: null })}>Send a submission</a>
        </div>
        <div class="list-tools">
          <label for="state">State</label>
          <select id="state" @change=${this.#chosen}>
            <option value="" ?selected=${this.state === null}>all</option>
            ${submissionStates.map(
              (state) => html`<option value=${state} ?selected=${this.state === state}>${state}</option>`,
            )}
          </select>
          <button type="button" ?disabled=${isLoading} @click=${this.#again}>Look again</button>
        </div>
        ${problem(this.error)}
        ${
          submissions === null
            ? html`<p class="note">${this.error === null ? 'Asking the server …' : nothing}</p>`
            : submissions.length === 0
              ? this.#none()
              : this.#table(submissions)
        }
        ${
          hasMore
            ? html`<div class="buttons">
                <button type="button" ?disabled=${isLoading} @click=${this.#more}>Show more</button>
              </div>`
            : nothing
        }
      </div>
    `;
  }

  #none(): TemplateResult {
    if (this.state !== null) return html`<p>No submission is ${this.state}.</p>`;
    return html`<p>
      There is none yet. <a href=${linkTo({ view: 'upload', supersedes: null })}>Send the first</a>: an archive of a
      round's folders, or one that <code>boardbench pack</code> made.
    </p>`;
  }

  #table(submissions: readonly ToldSubmission[]): TemplateResult {
    const isReviewer = isAtLeast(this.session.person.role, 'reviewer');
    return html`<div class="scroll" role="region" aria-labelledby="view-title" tabindex="0">
      <table class="submissions">
        <caption class="unseen">
          Submissions, newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            ${isReviewer ? html`<th scope="col">Organisation</th>` : nothing}
            <th scope="col">Results</th>
            <th scope="col">Findings</th>
            <th scope="col">Sent</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            submissions,
            ({ id }) => id,
            (submission) => this.#row(submission, isReviewer),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #row(submission: ToldSubmission, isReviewer: boolean): TemplateResult {
    const { id, fileName, bytes, state, organisation, outcome, createdAt, round } = submission;
    const summary = outcome?.kind === 'checked' ? outcome.summary : null;
    return html`<tr data-submission=${id}>
      <th scope="row" data-label="File">
        <a href=${linkTo({ view: 'submission', id })}><bdi>${plainText(fileName, 100)}</bdi></a>
        <span class="sub">${bytesText(bytes)}${round === null ? nothing : ` · ${round}`}</span>
      </th>
      <td data-label="State">${stateBadge(state)}</td>
      ${isReviewer ? html`<td data-label="Organisation"><bdi>${plainText(organisation, 63)}</bdi></td>` : nothing}
      <td data-label="Results">
        ${
          summary === null
            ? html`<span class="missing">–</span>`
            : html`<span class="tally">
                ${tally(summary.verdicts.valid, 'valid')} ${tally(summary.verdicts.invalid, 'invalid')}
                ${tally(summary.verdicts.unverifiable, 'unverifiable')}
              </span>`
        }
      </td>
      <td data-label="Findings">
        ${
          summary === null
            ? html`<span class="missing">–</span>`
            : html`<span class="tally">
                ${tally(summary.findings.error, 'error', 'errors')}
                ${tally(summary.findings.warning, 'warning', 'warnings')}
                ${summary.findings.error + summary.findings.warning === 0 ? 'none' : nothing}
              </span>`
        }
      </td>
      <td data-label="Sent">${time(createdAt)}</td>
    </tr>`;
  }

  async #load(): Promise<void> {
    const { signal } = this.#control;
    clearTimeout(this.#timer);
    this.isLoading = true;
    try {
      const known = this.submissions ?? [];
      // As many as are shown already, so that none vanishes.
      const limit = Math.min(longestPage, Math.max(pageLength, known.length));
      const first = await this.#ask(limit, undefined, signal);
      const rest = known.slice(limit).filter(({ id }) => first.every((other) => other.id !== id));
      this.submissions = [...first, ...rest];
      if (rest.length === 0) this.hasMore = first.length === limit;
      this.error = null;
    } catch (error) {
      if (!signal.aborted) this.error = asApiError(error);
    } finally {
      if (!signal.aborted) this.isLoading = false;
    }
    if (signal.aborted || this.submissions?.some(({ state }) => isUnderWay(state)) !== true) return;
    this.#timer = setTimeout(() => void this.#load(), lookAgainMs);
  }

  readonly #again = (): void => {
    void this.#load();
  };

  readonly #more = async (): Promise<void> => {
    const { signal } = this.#control;
    const known = this.submissions ?? [];
    this.isLoading = true;
    try {
      const next = await this.#ask(pageLength, known.at(-1)?.id, signal);
      this.submissions = [...known, ...next];
      this.hasMore = next.length === pageLength;
      await this.updateComplete;
      // On to the first of the new ones, as the button may be gone.
      this.querySelectorAll<HTMLElement>('tbody th a')[known.length]?.focus();
    } catch (error) {
      if (!signal.aborted) this.error = asApiError(error);
    } finally {
      if (!signal.aborted) this.isLoading = false;
    }
  };

  #ask(limit: number, after: string | undefined, signal: AbortSignal): Promise<readonly ToldSubmission[]> {
    return this.session.api.list({ limit, after, state: this.state ?? undefined }, signal);
  }

  readonly #chosen = (event: Event): void => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    location.hash = linkTo({ view: 'list', state: submissionStates.find((state) => state === value) ?? null });
  };
}

/** How many there are of a kind, where there are any. */
function tally(count: number, kind: string, many = kind): TemplateResult | typeof nothing {
  return count === 0 ? nothing : html`<span class="badge ${kind}">${countText(count, kind, many)}</span>`;
}

customElements.define('bb-submission-list', SubmissionList);
