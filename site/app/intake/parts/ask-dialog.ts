import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { asApiError } from '../api/api-error.ts';
import type { ApiError } from '../api/api-error.ts';
import { PlainElement } from '../plain-element.ts';
import { problem } from './problem.ts';
import { timeField } from './time-field.ts';

export interface AskedField {
  readonly name: string;
  readonly label: string;
  /** `time`: one to come, never required. */
  readonly kind: 'lines' | 'time';
  readonly value?: string;
  readonly isRequired?: boolean;
  readonly hint?: string;
  readonly longest?: number;
}

export interface Question {
  readonly title: string;
  readonly words: TemplateResult | string;
  readonly fields: readonly AskedField[];
  /** What the button says that does it. */
  readonly submit: string;
  readonly isGrave?: boolean;
  /** Does it; what it rejects with is shown, and the dialog stays. */
  readonly act: (values: Readonly<Record<string, string>>) => Promise<void>;
}

const longestText = 4000;

/** A dialog that asks before something is done. Closing it gives the focus back to where it was. */
export class AskDialog extends PlainElement {
  static override properties = {
    elsewhere: { attribute: false },
    question: { state: true },
    isBusy: { state: true },
    error: { state: true },
  };

  /** Selects what gets the focus where that is gone which had it. */
  declare elsewhere: string;
  declare question: Question | null;
  declare isBusy: boolean;
  declare error: ApiError | null;

  constructor() {
    super();
    this.elsewhere = '#main';
    this.question = null;
    this.isBusy = false;
    this.error = null;
  }

  ask(question: Question): void {
    this.question = question;
    this.error = null;
    this.isBusy = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('question') || this.question === null) return;
    const dialog = this.querySelector('dialog');
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="ask" aria-labelledby="ask-title" @close=${this.#closed} @cancel=${this.#cancelled}>
      ${this.question === null ? nothing : this.#form(this.question)}
    </dialog>`;
  }

  #form({ title, words, fields, submit, isGrave = false }: Question): TemplateResult {
    return html`<form method="dialog" novalidate @submit=${this.#submitted}>
      <h2 id="ask-title">${title}</h2>
      <p>${words}</p>
      ${fields.map((field) => this.#field(field))} ${problem(this.error)}
      <div class="buttons">
        ${
          this.error?.code === 'intake.changed'
            ? html`<button type="button" class="main" @click=${this.#lookAgain}>Look again</button>`
            : html`<button type="submit" class=${isGrave ? 'main grave' : 'main'} ?disabled=${this.isBusy}>
                ${submit}
              </button>`
        }
        <button type="button" ?disabled=${this.isBusy} @click=${this.#close}>Cancel</button>
      </div>
    </form>`;
  }

  #field(field: AskedField): TemplateResult {
    const { name, label, kind, value = '', isRequired = false, hint, longest = longestText } = field;
    const id = `ask-${name}`;
    if (kind === 'time') return timeField({ id, name, label, hint, value });
    const describedBy = hint === undefined ? nothing : `${id}-hint`;
    return html`<div class="field">
      <label for=${id}>${label}${isRequired ? nothing : html` <span class="note">(optional)</span>`}</label>
      ${hint === undefined ? nothing : html`<p class="note" id="${id}-hint">${hint}</p>`}
      <textarea
        id=${id}
        name=${name}
        rows="4"
        maxlength=${longest}
        ?required=${isRequired}
        aria-describedby=${describedBy}
        .value=${value}
      ></textarea>
    </div>`;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement) || !event.target.reportValidity()) return;
    const values = Object.fromEntries(
      [...new FormData(event.target)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']),
    );
    void this.#act(values);
  };

  async #act(values: Readonly<Record<string, string>>): Promise<void> {
    const { question } = this;
    if (question === null || this.isBusy) return;
    this.isBusy = true;
    this.error = null;
    try {
      await question.act(values);
      this.#close();
    } catch (error) {
      this.error = asApiError(error);
    } finally {
      this.isBusy = false;
    }
  }

  readonly #close = (): void => {
    this.querySelector('dialog')?.close();
  };

  /** What is behind the dialog has changed with it. */
  readonly #lookAgain = (): void => {
    this.#close();
    document.querySelector<HTMLElement>(this.elsewhere)?.focus();
  };

  readonly #closed = (): void => {
    this.question = null;
    if (document.activeElement === document.body) document.querySelector<HTMLElement>(this.elsewhere)?.focus();
  };

  /** What is under way cannot be taken back by Escape. */
  readonly #cancelled = (event: Event): void => {
    if (this.isBusy) event.preventDefault();
  };
}

customElements.define('bb-ask', AskDialog);
