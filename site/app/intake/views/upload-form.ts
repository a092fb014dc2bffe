import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { plainText } from '../../../data/plain-text.ts';
import { stateAfter } from '../../../server/intake/lifecycle.ts';
import { rounds } from '../../../../submissions/submission.ts';
import { ApiError, asApiError } from '../api/api-error.ts';
import { sendArchive } from '../api/send-archive.ts';
import type { ToldSubmission } from '../api/told.ts';
import '../parts/archive-field.ts';
import { problem } from '../parts/problem.ts';
import { timeField } from '../parts/time-field.ts';
import { isoOfInput, timeText } from '../local-time.ts';
import { PlainElement } from '../plain-element.ts';
import { linkTo } from '../route.ts';
import type { Session } from '../session.ts';
import { bytesText } from '../words.ts';

/** Of one's own, so many can be chosen as what the new one supersedes. */
const supersedable = 200;

/** How much of all is sent. */
interface Sent {
  readonly bytes: number;
  readonly of: number;
}

/** From then on it may be kept, whatever becomes of the answer. */
function isWhole({ bytes, of }: Sent): boolean {
  return bytes >= of;
}

/** Sends an archive in. */
export class UploadForm extends PlainElement {
  static override properties = {
    session: { attribute: false },
    supersedes: { attribute: false },
    say: { attribute: false },
    archive: { state: true },
    own: { state: true },
    sent: { state: true },
    error: { state: true },
  };

  declare session: Session;
  /** The id of the one in whose place the new one shall stand, as the link says. */
  declare supersedes: string | null;
  declare say: (words: string) => void;
  declare archive: File | null;
  /** What can be superseded; null: not known yet. */
  declare own: readonly ToldSubmission[] | null;
  /** Null: nothing is being sent. */
  declare sent: Sent | null;
  declare error: ApiError | null;

  #control = new AbortController();
  #sending: AbortController | null = null;
  #hadFocus = false;

  constructor() {
    super();
    this.supersedes = null;
    this.say = () => undefined;
    this.archive = null;
    this.own = null;
    this.sent = null;
    this.error = null;
  }

  /** Leaving would stop it, or lose the answer. */
  get isSending(): boolean {
    return this.sent !== null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeunload', this.#leaving);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#leaving);
    this.#control.abort();
    this.#sending?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.contains(document.activeElement);
    if (changed.has('session')) void this.#loadOwn();
  }

  protected override updated(): void {
    // The button to stop it goes when there is nothing to stop any more.
    if (this.#hadFocus && document.activeElement === document.body) {
      this.querySelector<HTMLElement>('#view-title')?.focus();
    }
  }

  protected override render(): TemplateResult {
    return html`
      <div class="view">
        <h1 id="view-title" tabindex="-1">Send a submission</h1>
        <p class="lead">
          A .zip, .tar or .tar.gz of a round's folders (<code>closed/…</code>, <code>open/…</code>), or what
          <code>boardbench pack</code> made. It is checked at once; nothing is public before a reviewer has accepted it.
        </p>
        <form novalidate @submit=${this.#submitted}>
          <bb-archive
            .archive=${this.archive}
            .isBusy=${this.sent !== null}
            .picked=${this.#picked}
            .refused=${this.#refused}
          ></bb-archive>
          ${this.#choices()} ${problem(this.error)} ${this.sent === null ? nothing : this.#progress(this.sent)}
          <div class="buttons">
            <button class="main" ?disabled=${this.sent !== null}>Send</button>
            ${
              this.sent === null || isWhole(this.sent)
                ? nothing
                : html`<button
                    type="button"
                    @click=${() => {
                      this.#sending?.abort();
                    }}
                  >
                    Stop
                  </button>`
            }
          </div>
        </form>
      </div>
    `;
  }

  #choices(): TemplateResult {
    const { own, supersedes } = this;
    const isListed = supersedes === null || own?.some(({ id }) => id === supersedes) === true;
    return html`
      <div class="fields">
        <div class="field">
          <label for="round">Round</label>
          <p class="note" id="round-hint">By whose rules it is judged.</p>
          <select id="round" name="round" aria-describedby="round-hint">
            <option value="">as its folders say</option>
            ${[...rounds].reverse().map((round) => html`<option value=${round}>${round}</option>`)}
          </select>
        </div>
        ${timeField({
          id: 'embargo',
          name: 'embargo',
          label: 'Embargo until',
          hint: 'Accepted or not, it is not shown before.',
        })}
        <div class="field">
          <label for="supersedes">Supersedes <span class="note">(optional)</span></label>
          <p class="note" id="supersedes-hint">
            Nothing changes before this one is accepted; what is public stays so until this one is.
          </p>
          <select id="supersedes" name="supersedes" aria-describedby="supersedes-hint">
            <option value="">nothing</option>
            ${isListed ? nothing : html`<option value=${supersedes} selected>${supersedes}</option>`}
            ${(own ?? []).map(
              ({ id, fileName, state, createdAt }) =>
                html`<option value=${id} ?selected=${id === supersedes}>
                  ${plainText(fileName, 60)} (${state}, ${timeText(createdAt)})
                </option>`,
            )}
          </select>
        </div>
      </div>
    `;
  }

  #progress(sent: Sent): TemplateResult {
    const { bytes, of } = sent;
    return html`<div class="progress-line">
      <progress aria-label="Sent" max=${Math.max(1, of)} value=${bytes}></progress>
      <span
        >${isWhole(sent) ? 'All is sent; waiting for the answer …' : `${bytesText(bytes)} of ${bytesText(of)}`}</span
      >
    </div>`;
  }

  async #loadOwn(): Promise<void> {
    const { api, person } = this.session;
    try {
      const query = { organisation: person.organisation, limit: supersedable };
      const listed = await api.list(query, this.#control.signal);
      this.own = listed.filter(({ state }) => stateAfter(state, 'superseded') !== undefined);
    } catch {
      // Then there is less to choose from; sending says what is wrong.
    }
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement) || this.sent !== null) return;
    if (this.archive === null) {
      this.error = noArchive;
      this.querySelector<HTMLElement>('#archive')?.focus();
      return;
    }
    // A time that is half filled in counts as none in what a form holds.
    if (!event.target.reportValidity()) return;
    const form = new FormData(event.target);
    const asked = (name: string): string => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    void this.#send(this.archive, {
      round: asked('round') || null,
      supersedes: asked('supersedes') || null,
      embargoUntil: isoOfInput(asked('embargo')),
    });
  };

  async #send(archive: File, wish: Parameters<typeof sendArchive>[2]): Promise<void> {
    const sending = new AbortController();
    this.#sending = sending;
    this.error = null;
    this.sent = { bytes: 0, of: archive.size };
    this.say(`Sending ${archive.name}.`);
    try {
      const { id } = await sendArchive(this.session.api, archive, wish, {
        signal: sending.signal,
        onProgress: (bytes, of) => {
          this.sent = { bytes, of };
        },
      });
      this.sent = null;
      this.say('The submission has arrived.');
      location.hash = linkTo({ view: 'submission', id });
    } catch (error) {
      this.sent = null;
      if (sending.signal.aborted) this.say('Stopped before all of it was sent: the server keeps nothing of it.');
      else this.error = asApiError(error);
    } finally {
      this.#sending = null;
    }
  }

  readonly #picked = (archive: File | null): void => {
    this.archive = archive;
    this.error = null;
  };

  readonly #refused = (error: ApiError): void => {
    this.error = error;
  };

  readonly #leaving = (event: BeforeUnloadEvent): void => {
    if (this.isSending) event.preventDefault();
  };
}

const noArchive = new ApiError(0, {
  code: 'page.no-archive',
  message: 'There is no file to send',
  remedy: 'Choose an archive first.',
  request: null,
});

customElements.define('bb-upload', UploadForm);
