import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plainText } from '../../../data/plain-text.ts';
import { organisationPattern, roles } from '../../../server/intake/person.ts';
import { asApiError } from '../api/api-error.ts';
import type { ApiError } from '../api/api-error.ts';
import type { ToldToken } from '../api/told.ts';
import { AskDialog } from '../parts/ask-dialog.ts';
import { problem } from '../parts/problem.ts';
import { time } from '../parts/time.ts';
import { timeField } from '../parts/time-field.ts';
import { isoOfInput } from '../local-time.ts';
import { PlainElement } from '../plain-element.ts';
import type { Session } from '../session.ts';

/** Who may do what: for administrators. */
export class TokenList extends PlainElement {
  static override properties = {
    session: { attribute: false },
    say: { attribute: false },
    tokens: { state: true },
    made: { state: true },
    isBusy: { state: true },
    error: { state: true },
  };

  declare session: Session;
  declare say: (words: string) => void;
  /** Null: not known yet. */
  declare tokens: readonly ToldToken[] | null;
  /** The one that was made last; nobody can show it again. */
  declare made: { readonly token: string; readonly record: ToldToken } | null;
  declare isBusy: boolean;
  declare error: ApiError | null;

  #control = new AbortController();
  #hadFocus = false;

  constructor() {
    super();
    this.say = () => undefined;
    this.tokens = null;
    this.made = null;
    this.isBusy = false;
    this.error = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#control.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.contains(document.activeElement);
    if (changed.has('session')) void this.#load();
  }

  protected override updated(): void {
    if (this.#hadFocus && document.activeElement === document.body) {
      this.querySelector<HTMLElement>('#view-title')?.focus();
    }
  }

  protected override render(): TemplateResult {
    return html`
      <div class="view">
        <h1 id="view-title" tabindex="-1">Tokens</h1>
        ${problem(this.error)} ${this.#form()} ${this.made === null ? nothing : this.#once(this.made.token)}
        <h2>All tokens</h2>
        ${this.tokens === null ? html`<p class="note">Asking the server …</p>` : this.#table(this.tokens)}
        <bb-ask .elsewhere=${'#view-title'}></bb-ask>
      </div>
    `;
  }

  #form(): TemplateResult {
    return html`<form aria-labelledby="new-title" @submit=${this.#submitted}>
      <h2 id="new-title">Make a token</h2>
      <div class="fields">
        <div class="field">
          <label for="role">Role</label>
          <p class="note" id="role-hint">Reviewers see all, and decide.</p>
          <select id="role" name="role" aria-describedby="role-hint">
            ${roles.map((role) => html`<option value=${role}>${role}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="organisation">Organisation</label>
          <p class="note" id="organisation-hint">A short name, such as acme or lab-2.</p>
          <input
            id="organisation"
            name="organisation"
            required
            pattern=${organisationPattern.slice(1, -1).replaceAll('-]', '\\-]')}
            maxlength="63"
            autocapitalize="off"
            autocomplete="off"
            spellcheck="false"
            aria-describedby="organisation-hint"
          />
        </div>
        <div class="field">
          <label for="label">Label</label>
          <p class="note" id="label-hint">Whose it is, for people.</p>
          <input id="label" name="label" required maxlength="100" autocomplete="off" aria-describedby="label-hint" />
        </div>
        ${timeField({ id: 'expires', name: 'expires', label: 'Expires', hint: 'Left empty: never.' })}
      </div>
      <div class="buttons"><button class="main" ?disabled=${this.isBusy}>Make the token</button></div>
    </form>`;
  }

  #once(token: string): TemplateResult {
    return html`<div class="once">
      <label for="made">The new token: it is shown this once, and kept nowhere.</label>
      <div class="buttons">
        <input id="made" readonly spellcheck="false" .value=${token} @focus=${selectAll} />
        <button type="button" @click=${this.#copy}>Copy</button>
      </div>
    </div>`;
  }

  #table(tokens: readonly ToldToken[]): TemplateResult {
    return html`<div class="scroll" role="region" aria-label="All tokens" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Role</th>
            <th scope="col">Organisation</th>
            <th scope="col">Id</th>
            <th scope="col">Made</th>
            <th scope="col">Ends</th>
            <th scope="col"><span class="unseen">Revoke</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            tokens,
            ({ id }) => id,
            (token) => this.#row(token),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #row(token: ToldToken): TemplateResult {
    const { id, role, organisation, label, createdAt, expiresAt, revokedAt } = token;
    const isExpired = expiresAt !== null && new Date(expiresAt) <= new Date();
    return html`<tr data-token=${id} class=${revokedAt !== null || isExpired ? 'ended' : ''}>
      <th scope="row"><bdi>${plainText(label, 60)}</bdi></th>
      <td>${role}</td>
      <td><bdi>${plainText(organisation, 63)}</bdi></td>
      <td><code>${plainText(id)}</code></td>
      <td>${time(createdAt)}</td>
      <td>
        ${
          revokedAt !== null
            ? html`revoked ${time(revokedAt)}`
            : expiresAt === null
              ? html`<span class="missing">–</span>`
              : html`${isExpired ? 'expired ' : nothing}${time(expiresAt)}`
        }
      </td>
      <td>
        ${
          revokedAt !== null
            ? nothing
            : html`<button
                type="button"
                class="quiet"
                @click=${() => {
                  this.#askRevoke(token);
                }}
              >
                Revoke<span class="unseen"> ${plainText(label, 60)}</span>
              </button>`
        }
      </td>
    </tr>`;
  }

  async #load(): Promise<void> {
    const { signal } = this.#control;
    try {
      this.tokens = await this.session.api.tokens(signal);
    } catch (error) {
      if (!signal.aborted) this.error = asApiError(error);
    }
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement && !this.isBusy) void this.#make(event.target);
  };

  async #make(form: HTMLFormElement): Promise<void> {
    const asked = new FormData(form);
    const text = (name: string): string => {
      const value = asked.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const role = roles.find((known) => known === text('role')) ?? 'submitter';
    this.isBusy = true;
    this.error = null;
    this.made = null;
    try {
      this.made = await this.session.api.createToken({
        role,
        organisation: text('organisation'),
        label: text('label'),
        expiresAt: isoOfInput(text('expires')),
      });
      form.reset();
      this.tokens = [...(this.tokens ?? []), this.made.record];
      await this.updateComplete;
      this.querySelector<HTMLElement>('#made')?.focus();
    } catch (error) {
      this.error = asApiError(error);
    } finally {
      this.isBusy = false;
    }
  }

  #askRevoke({ id, label }: ToldToken): void {
    const dialog = this.querySelector('bb-ask');
    if (!(dialog instanceof AskDialog)) return;
    const isMine = id === this.session.person.tokenId;
    dialog.ask({
      title: 'Revoke the token',
      words: html`${isMine ? 'It is your own: you are signed out with it. ' : nothing}<bdi>${plainText(label, 60)}</bdi>
        can do nothing with it any more. This cannot be undone.`,
      fields: [],
      submit: 'Revoke',
      isGrave: true,
      act: async () => {
        const revoked = await this.session.api.revokeToken(id);
        this.tokens = (this.tokens ?? []).map((token) => (token.id === id ? revoked : token));
        this.say('The token is revoked.');
      },
    });
  }

  readonly #copy = async (): Promise<void> => {
    const input = this.querySelector<HTMLInputElement>('#made');
    if (input === null) return;
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      this.say('The token is copied.');
    } catch {
      // Browsers give the clipboard to https alone; what is selected can be copied by hand.
      this.say('The token is selected: copy it with the keyboard.');
      input.focus();
    }
  };
}

function selectAll(event: FocusEvent): void {
  if (event.target instanceof HTMLInputElement) event.target.select();
}

customElements.define('bb-tokens', TokenList);
