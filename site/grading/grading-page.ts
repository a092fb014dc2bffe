import { readFileSync } from 'node:fs';
import { plainText } from '../data/plain-text.ts';
import { htmlDocument, ownStyle } from '../pages/html-document.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';

/** The look of the leaderboard, and what pages of grades need beside it. */
const style = ownStyle(
  ['../style.css', './grading.css']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8').replaceAll(/^@import .*\n/gm, ''))
    .join('\n'),
);

export interface GradingPage {
  readonly title: string;
  readonly program: string;
  readonly body: Html;
  /** What the foot says besides who made it. */
  readonly foot: string;
}

/** A page of grades as one file of HTML: it needs no other file, no script and no network, and can be printed. */
export function gradingPage({ title, program, body, foot }: GradingPage): string {
  const whole = html`<main id="main" tabindex="-1">
      <article>${body}</article>
    </main>
    <footer>
      <p>Made by boardbench ${program}. ${foot}</p>
    </footer>`;
  const { element: head, policy } = style;
  return htmlDocument({ title: plainText(title), policy, program, isListed: false, head, body: whole });
}
