import type { Kind, Verdict } from '../data/site-data.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const verdictWords: Readonly<Record<Verdict, string>> = {
  valid: 'The evidence is there and agrees with the claims.',
  invalid: 'Evidence speaks against the claims; see the findings.',
  unverifiable: 'Evidence that would verify the claims is absent.',
};

const kindWords: Readonly<Record<Kind, string>> = {
  measured: 'Measured on hardware.',
  estimated: 'Estimated from a model; it was not measured.',
  simulated: 'Made by a simulated board or instrument; nothing here was measured on hardware.',
};

/** A verdict with the words behind it. */
export function verdictBadge(verdict: Verdict): Html {
  return html`<span class="badge ${verdict}">${verdict}</span>`;
}

export function verdictSentence(verdict: Verdict): string {
  return verdictWords[verdict];
}

/** What is not measured is marked wherever it stands; what is measured needs no mark. */
export function kindBadge(kind: Kind): Html | null {
  return kind === 'measured' ? null : html`<span class="badge ${kind}">${kind}</span>`;
}

export function kindSentence(kind: Kind): string {
  return kindWords[kind];
}
