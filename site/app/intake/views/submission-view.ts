import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { plainText } from '../../../data/plain-text.ts';
import { saveFile } from '../../save-file.ts';
import type { DownloadFile } from '../api/api.ts';
import { asApiError } from '../api/api-error.ts';
import type { ApiError } from '../api/api-error.ts';
import type { ToldEvent } from '../api/told.ts';
import { commentPlace, lastCheck } from '../comment-place.ts';
import { FollowedSubmission } from '../followed-submission.ts';
import type { Known } from '../followed-submission.ts';
import { AskDialog } from '../parts/ask-dialog.ts';
import type { Question } from '../parts/ask-dialog.ts';
import { commentList } from '../parts/comments.ts';
import { commentQuestion, deeds } from '../parts/deeds.ts';
import { downloads } from '../parts/downloads.ts';
import { findings } from '../parts/findings.ts';
import { historyList } from '../parts/history.ts';
import { problem, problemText } from '../parts/problem.ts';
import { stateBadge } from '../parts/state-badge.ts';
import { submissionFacts } from '../parts/submission-facts.ts';
import { PlainElement } from '../plain-element.ts';
import { mayDo } from '../rights.ts';
import type { Session } from '../session.ts';
import { actionText, isUnderWay, stateWords } from '../words.ts';

/** One submission, as it is now and as it changes: its state, what was found in it, and what can be done. */
export class SubmissionView extends PlainElement {
  static override properties = {
    session: { attribute: false },
    submissionId: { attribute: false },
    say: { attribute: false },
    known: { state: true },
    unfolded: { state: true },
    showsAll: { state: true },
    error: { state: true },
  };

  declare session: Session;
  declare submissionId: string;
  declare say: (words: string) => void;
  /** Null: nothing yet. */
  declare known: Known | null;
  /** Results whose every finding is shown. */
  declare unfolded: ReadonlySet<number>;
  /** Whether every result is shown, however many there are. */
  declare showsAll: boolean;
  declare error: ApiError | null;

  #followed: FollowedSubmission | null = null;
  #hadFocus = false;

  constructor() {
    super();
    this.say = () => undefined;
    this.known = null;
    this.unfolded = new Set();
    this.showsAll = false;
    this.error = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#followed?.letGo();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.contains(document.activeElement);
    if (!changed.has('submissionId') && !changed.has('session')) return;
    this.#followed?.letGo();
    this.known = null;
    this.unfolded = new Set();
    this.showsAll = false;
    this.error = null;
    this.#followed = this.#follow();
  }

  protected override updated(): void {
    // A button may go with what it did.
    if (this.#hadFocus && document.activeElement === document.body) this.querySelector<HTMLElement>('#state')?.focus();
  }

  protected override render(): TemplateResult {
    const { known } = this;
    return html`
      <article class="submission">
        <h1 id="view-title" tabindex="-1">
          ${known === null ? 'Submission' : html`<bdi>${plainText(known.submission.fileName, 100)}</bdi>`}
        </h1>
        ${problem(this.error)}
        ${
          known === null
            ? html`<p class="note">${this.error === null ? 'Asking the server …' : nothing}</p>`
            : this.#submission(known)
        }
        <bb-ask .elsewhere=${'#state'}></bb-ask>
      </article>
    `;
  }

  #submission(known: Known): TemplateResult {
    const { submission, seen, events, report } = known;
    const { api, person } = this.session;
    const { state, outcome } = submission;
    const check = lastCheck(events);
    const comments = events
      .filter(({ action }) => action === 'commented')
      .map((event) => ({ event, place: commentPlace(event, events) }));
    // What was said of another report stands with what was said of the whole.
    const remarks = comments.filter(({ place }) => place === null || place.check !== check);
    const mayComment = mayDo(person, submission, 'comment');
    return html`
      <p id="state" class="state-line" tabindex="-1">
        ${stateBadge(state)} ${stateWords[state]}
        ${known.isLive ? nothing : html`<span class="note">The line to the server is down; trying again …</span>`}
      </p>
      ${isUnderWay(state) ? progressLine(known) : nothing}
      ${outcome !== null && outcome.kind !== 'checked' ? problemText({ ...outcome.error, request: null }) : nothing}
      ${deeds({ person, submission, seen, api, ask: this.#ask, changed: this.#changed })} ${submissionFacts(submission)}
      ${downloads(submission, report !== null, (file, name) => void this.#save(file, name))}
      ${
        remarks.length === 0
          ? nothing
          : html`<section aria-labelledby="comments-title">
              <h2 id="comments-title">Comments</h2>
              ${commentList(remarks, true)}
            </section>`
      }
      ${
        report === null
          ? nothing
          : findings({
              report,
              comments: comments.filter(({ place }) => place?.check === check),
              showsAll: this.showsAll,
              showAll: () => {
                this.showsAll = true;
              },
              unfolded: this.unfolded,
              unfold: (section) => void this.#unfold(section),
              comment: mayComment
                ? ({ number, finding }) => {
                    const about = `Of ${plainText(finding.rule)}: ${plainText(finding.message, 300)}`;
                    this.#ask(commentQuestion({ submission, api, changed: this.#changed }, number, about));
                  }
                : null,
            })
      }
      ${historyList(events)}
    `;
  }

  #follow(): FollowedSubmission {
    const followed = new FollowedSubmission(this.session.api, this.submissionId, {
      onKnown: (known) => {
        this.known = known;
      },
      onEvent: (event, state) => {
        this.#announce(event, state);
      },
      onError: (error) => {
        this.error = error;
      },
    });
    void followed.start();
    return followed;
  }

  #announce({ action }: ToldEvent, state: keyof typeof stateWords): void {
    this.say(`${actionText(action)}. ${stateWords[state]}`);
  }

  readonly #ask = (question: Question): void => {
    const dialog = this.querySelector('bb-ask');
    if (dialog instanceof AskDialog) dialog.ask(question);
  };

  readonly #changed = (submission: Known['submission']): void => {
    this.#followed?.take(submission);
  };

  async #unfold(section: number): Promise<void> {
    const shown = this.querySelectorAll(`#result-${section} .findings > li`).length;
    this.unfolded = new Set([...this.unfolded, section]);
    await this.updateComplete;
    this.querySelectorAll<HTMLElement>(`#result-${section} .findings > li`)[shown]?.focus();
  }

  async #save(file: DownloadFile, name: string): Promise<void> {
    this.error = null;
    try {
      saveFile(name, 'application/octet-stream', await this.session.api.download(this.submissionId, file));
      this.say(`${name} is saved.`);
    } catch (error) {
      this.error = asApiError(error);
    }
  }
}

/** How far the check is; at first nobody knows how much there is. */
function progressLine({ submission, progress }: Known): TemplateResult {
  if (progress === null || progress.total === 0) {
    return html`<div class="progress-line">
      <progress aria-label="Check"></progress>
      <span>${submission.state === 'queued' ? 'waiting for its turn' : 'reading the archive'}</span>
    </div>`;
  }
  const { done, total } = progress;
  return html`<div class="progress-line">
    <progress aria-label="Check" max=${total} value=${done}></progress>
    <span>${done} of ${total} results</span>
  </div>`;
}

customElements.define('bb-submission', SubmissionView);
