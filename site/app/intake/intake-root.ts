import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { plainText } from '../../data/plain-text.ts';
import { isAtLeast } from '../../server/intake/person.ts';
import { asApiError } from './api/api-error.ts';
import type { ApiError } from './api/api-error.ts';
import { PlainElement } from './plain-element.ts';
import { linkTo, routeOf, startRoute } from './route.ts';
import type { Route } from './route.ts';
import { forgetToken, keptToken, openSession } from './session.ts';
import type { Session } from './session.ts';
import './views/audit-log.ts';
import './views/sign-in.ts';
import './views/submission-list.ts';
import './views/submission-view.ts';
import './views/token-list.ts';
import { UploadForm } from './views/upload-form.ts';

const titles: Readonly<Record<Route['view'], string>> = {
  list: 'Submissions',
  upload: 'Send a submission',
  submission: 'Submission',
  tokens: 'Tokens',
  audit: 'Audit log',
};

/** The whole page: who one is, what is seen, and the way to all else. */
export class IntakeRoot extends PlainElement {
  static override properties = {
    session: { state: true },
    route: { state: true },
    isOpening: { state: true },
    signInError: { state: true },
    said: { state: true },
  };

  declare session: Session | null;
  declare route: Route;
  /** A token of an earlier load is tried. */
  declare isOpening: boolean;
  declare signInError: ApiError | null;
  /** Read out, once each time it changes. */
  declare said: string;

  constructor() {
    super();
    this.session = null;
    this.route = routeOf(location.hash) ?? startRoute;
    this.isOpening = false;
    this.signInError = null;
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#hashChanged);
    const token = keptToken();
    if (token !== null) void this.#reopen(token);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#hashChanged);
  }

  protected override updated(changed: PropertyValues<this>): void {
    document.title = `${this.session === null ? 'Sign in' : titles[this.route.view]} – Boardbench intake`;
    const before = changed.get('route');
    const isOther = before !== undefined && (before.view !== this.route.view || this.route.view === 'submission');
    const isSignedInOrOut = changed.has('session') && (changed.get('session') !== undefined || this.session !== null);
    if (isOther || (isSignedInOrOut && !this.isOpening)) void this.#focusView();
  }

  protected override render(): TemplateResult {
    const { session } = this;
    return html`
      <header class="top">
        <p class="site"><a href="#/submissions">Boardbench intake</a></p>
        <nav aria-label="Pages">
          ${session === null ? nothing : this.#links(session)}
          <a href="../">Leaderboard</a>
        </nav>
      </header>
      ${session === null ? nothing : this.#who(session)}
      <main id="main" tabindex="-1">
        ${session === null ? this.#signIn() : this.#view(session)}
        <p class="unseen" role="status">${this.said}</p>
      </main>
    `;
  }

  #links({ person }: Session): TemplateResult {
    const link = (route: Route, words: string): TemplateResult => {
      const isCurrent = this.route.view === route.view;
      return html`<a href=${linkTo(route)} aria-current=${isCurrent ? 'page' : nothing}>${words}</a>`;
    };
    return html`
      ${link(startRoute, 'Submissions')} ${link({ view: 'upload', supersedes: null }, 'Send')}
      ${
        isAtLeast(person.role, 'administrator')
          ? html`${link({ view: 'tokens' }, 'Tokens')} ${link({ view: 'audit' }, 'Audit log')}`
          : nothing
      }
      <a href="../api/docs">API</a>
    `;
  }

  #who({ person }: Session): TemplateResult {
    return html`<section class="who" aria-label="Who you are">
      <p>
        <bdi>${plainText(person.label, 60)}</bdi>, ${person.role} of <bdi>${plainText(person.organisation, 63)}</bdi>
      </p>
      <button
        type="button"
        @click=${() => {
          if (this.#mayLeave()) this.#forget(null);
        }}
      >
        Forget the token
      </button>
    </section>`;
  }

  #signIn(): TemplateResult {
    if (this.isOpening) return html`<p class="note">Asking the server …</p>`;
    return html`<bb-sign-in
      .error=${this.signInError}
      .signedIn=${this.#signedIn}
      .refused=${this.#refused}
    ></bb-sign-in>`;
  }

  #view(session: Session): TemplateResult {
    const { route } = this;
    switch (route.view) {
      case 'list':
        return html`<bb-submission-list .session=${session} .state=${route.state}></bb-submission-list>`;
      case 'upload':
        return html`<bb-upload .session=${session} .supersedes=${route.supersedes} .say=${this.#say}></bb-upload>`;
      case 'submission':
        return html`<bb-submission .session=${session} .submissionId=${route.id} .say=${this.#say}></bb-submission>`;
      case 'tokens':
        return html`<bb-tokens .session=${session} .say=${this.#say}></bb-tokens>`;
      case 'audit':
        return html`<bb-audit .session=${session}></bb-audit>`;
    }
  }

  async #focusView(): Promise<void> {
    // What is focused may be drawn by an element of its own, a little later.
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
    const title = this.querySelector<HTMLElement>(this.session === null ? '#token' : '#view-title');
    (title ?? this.querySelector<HTMLElement>('#main'))?.focus();
    scrollTo(0, 0);
  }

  async #reopen(token: string): Promise<void> {
    this.isOpening = true;
    try {
      this.#signedIn(await openSession(token, this.#refused));
    } catch (error) {
      const problem = asApiError(error);
      // One that the server did not refuse may work when it answers again.
      if (problem.status === 401) forgetToken();
      this.signInError = problem;
    } finally {
      this.isOpening = false;
    }
  }

  readonly #signedIn = (session: Session): void => {
    this.signInError = null;
    this.session = session;
  };

  readonly #refused = (error: ApiError): void => {
    this.#forget(error);
  };

  /** @param error why it does not work any more */
  #forget(error: ApiError | null): void {
    forgetToken();
    this.session = null;
    this.signInError = error;
    this.said = '';
  }

  readonly #say = (words: string): void => {
    this.said = words;
  };

  /** Asks before what is being sent is broken off. */
  #mayLeave(): boolean {
    const upload = this.querySelector('bb-upload');
    if (!(upload instanceof UploadForm) || !upload.isSending) return true;
    return confirm('The archive is still being sent, and that ends when you leave. Leave?');
  }

  readonly #hashChanged = (): void => {
    const route = routeOf(location.hash);
    if (route === null) return;
    if (route.view === this.route.view || this.#mayLeave()) this.route = route;
    // The address has changed already.
    else history.replaceState(null, '', linkTo(this.route));
  };
}

customElements.define('bb-intake', IntakeRoot);
