import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { localInput, ownTimeText } from '../local-time.ts';

const minuteMs = 60_000;

export interface TimeField {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** A sentence. */
  readonly hint?: string | undefined;
  /** As the input has it; else it begins empty, and keeps what is typed. */
  readonly value?: string;
}

/** Asks for a time to come, which may be left out. */
export function timeField({ id, name, label, hint, value }: TimeField): TemplateResult {
  const zone = `In ${ownTimeText()}.`;
  return html`<div class="field">
    <label for=${id}>${label} <span class="note">(optional)</span></label>
    <p class="note" id="${id}-hint">${hint === undefined ? nothing : html`${hint} `}${zone}</p>
    <input
      id=${id}
      name=${name}
      type="datetime-local"
      min=${localInput(new Date(Date.now() + minuteMs))}
      max="9999-12-31T23:59"
      aria-describedby="${id}-hint"
      .value=${value ?? nothing}
    />
  </div>`;
}
