import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ApiError, asApiError } from '../api/api-error.ts';
import { PlainElement } from '../plain-element.ts';
import { problem } from '../parts/problem.ts';
import { forgetToken, openSession } from '../session.ts';
import type { Session } from '../session.ts';

/** What a header can hold; anything else is no token. */
const tokenPattern = /^[\x21-\x7e]{1,200}$/;

/** Asks for a token. */
export class SignIn extends PlainElement {
  static override properties = {
    error: { attribute: false },
    signedIn: { attribute: false },
    refused: { attribute: false },
    isBusy: { state: true },
  };

  /** Also why one is asked again. */
  declare error: ApiError | null;
  declare signedIn: (session: Session) => void;
  /** Called when the token does not work any more later. */
  declare refused: (error: ApiError) => void;
  declare isBusy: boolean;

  constructor() {
    super();
    this.error = null;
    this.signedIn = () => undefined;
    this.refused = () => undefined;
    this.isBusy = false;
  }

  protected override render(): TemplateResult {
    return html`<div class="sign-in">
      <h1 id="view-title" tabindex="-1">Sign in</h1>
      <p>
        Submissions are sent in, checked and reviewed here. Whoever runs this server gives out the tokens. Yours stays
        in this tab, and is forgotten when you close it.
      </p>
      <form novalidate @submit=${this.#submitted}>
        <div class="field">
          <label for="token">Token</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            maxlength="200"
            placeholder="bb_…"
            required
          />
        </div>
        ${problem(this.error)}
        <div class="buttons"><button class="main" ?disabled=${this.isBusy}>Sign in</button></div>
      </form>
      <p class="note">What has been accepted is for everybody: see the <a href="../">leaderboard</a>.</p>
    </div>`;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>('#token');
    if (input === null || this.isBusy) return;
    const token = input.value.trim();
    if (!tokenPattern.test(token)) {
      this.error = noToken;
      input.focus();
      return;
    }
    void this.#try(token, input);
  };

  async #try(token: string, input: HTMLInputElement): Promise<void> {
    this.isBusy = true;
    this.error = null;
    try {
      this.signedIn(await openSession(token, this.refused));
    } catch (error) {
      forgetToken();
      this.error = asApiError(error);
      input.focus();
    } finally {
      this.isBusy = false;
    }
  }
}

const noToken = new ApiError(0, {
  code: 'page.token',
  message: 'This is no token',
  remedy: 'Paste all of it: it begins with bb_ and has no blanks.',
  request: null,
});

customElements.define('bb-sign-in', SignIn);
