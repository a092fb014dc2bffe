import { htmlDocument } from './html-document.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** What every page's policy allows: its own files, and nothing that stands in the page itself. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What all pages of a site have in common. */
export interface SiteFrame {
  /** Of the site. */
  readonly title: string;
  readonly program: string;
  /** The address of the site's folder, with a slash at its end; null where it is not known. */
  readonly base: string | null;
  /** Whose results these are, and that they may be simulated. */
  readonly notes: readonly Html[];
}

export interface Page {
  readonly title: string;
  /** Path from the site's folder, such as `results/ID.html`. */
  readonly path: string;
  /** Scripts of the site's folder, in their order. */
  readonly scripts: readonly string[];
  readonly body: Html;
}

/** The text of a whole page. All its links are relative, so that the folder may lie anywhere. */
export function pageText(frame: SiteFrame, { title, path, scripts, body }: Page): string {
  const up = '../'.repeat(path.split('/').length - 1);
  const isHome = path === 'index.html';
  const name = isHome ? frame.title : `${title} – ${frame.title}`;
  const canonical = frame.base === null ? null : `${frame.base}${isHome ? '' : path}`;
  const head = html`${canonical !== null && html`<link rel="canonical" href="${canonical}" />`}
    <link rel="icon" href="${up}icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${up}style.css" />
    ${scripts.map((script) => html`<script src="${up}${script}" defer></script> `)}`;
  const whole = html`<header class="top">
      ${
        isHome
          ? html`<h1 class="site"><bdi>${frame.title}</bdi></h1>`
          : html`<p class="site">
              <a href="${up}index.html"><bdi>${frame.title}</bdi></a>
            </p>`
      }
      <nav aria-label="Pages">
        <a href="${up}index.html" ${isHome && html` aria-current="page"`}>Results</a>
        <a href="${up}systems/index.html" ${path === 'systems/index.html' && html` aria-current="page"`}>Systems</a>
        <a href="${up}results.csv" download>CSV</a> <a href="${up}results.json" download>JSON</a>
      </nav>
    </header>
    <main id="main" tabindex="-1">${body}</main>
    <footer>
      ${frame.notes}
      <p>
        Made by boardbench ${frame.program}. Figures are derived from the published evidence where it is there, and
        marked where they are only claimed.
      </p>
    </footer>`;
  return htmlDocument({
    title: name,
    policy: contentSecurityPolicy,
    program: frame.program,
    isListed: true,
    head,
    body: whole,
  });
}
