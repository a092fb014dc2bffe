import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { plainText } from '../data/plain-text.ts';
import { Html, html } from '../pages/html.ts';

/** The look of the leaderboard, and what pages of grades need beside it. */
const style = ['../style.css', './grading.css']
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8').replaceAll(/^@import .*\n/gm, ''))
  .join('\n');

/** As it is, without a blank more: the policy knows it by its digest. */
const styleElement = new Html(`<style>${style}</style>`);

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export interface GradingPage {
  readonly title: string;
  readonly program: string;
  readonly body: Html;
  /** What the foot says besides who made it. */
  readonly foot: string;
}

/** A page of grades as one file of HTML: it needs no other file, no script and no network, and can be printed. */
export function gradingPage({ title, program, body, foot }: GradingPage): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="boardbench ${program}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${plainText(title)}</title>
        ${styleElement}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <main id="main" tabindex="-1">
          <article>${body}</article>
        </main>
        <footer>
          <p>Made by boardbench ${program}. ${foot}</p>
        </footer>
      </body>
    </html> `;
  return page.toString();
}
