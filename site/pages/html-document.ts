import { createHash } from 'node:crypto';
import { html, Html } from './html.ts';

export interface HtmlDocument {
  readonly title: string;
  /** Of the Content-Security-Policy. */
  readonly policy: string;
  /** The version of the program that makes it. */
  readonly program: string;
  /** Whether search engines may list it. */
  readonly isListed: boolean;
  /** What the head has besides: style, scripts, links. */
  readonly head: Html;
  readonly body: Html;
}

/** The text of a page, with the head that all pages have. */
export function htmlDocument({ title, policy, program, isListed, head, body }: HtmlDocument): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="boardbench ${program}" />
        <meta name="referrer" content="no-referrer" />
        ${!isListed && html`<meta name="robots" content="noindex" />`}
        <title>${title}</title>
        ${head}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        ${body}
      </body>
    </html> `;
  return page.toString();
}

/** A style that stands in its page itself, and the policy of a page that needs nothing else. */
export function ownStyle(css: string): { readonly element: Html; readonly policy: string } {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // As it is, without a blank more: the policy knows it by its digest.
  return { element: new Html(`<style>${css}</style>`), policy };
}
