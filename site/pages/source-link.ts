import type { ResultsSource } from '../../submissions/results-file/results-file.ts';
import { plainText } from '../data/plain-text.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const longestPath = 300;

/** What pages of results say of their source. */
export type LinkedSource = Pick<ResultsSource, 'url'>;

/** A file of a source: a link where the source is a repository whose files have addresses, else its path. */
export function fileLink(source: LinkedSource | undefined, file: string, line: number | null = null): Html {
  const shown = html`<bdi>${plainText(file, longestPath)}${line !== null && `:${line}`}</bdi>`;
  const address = fileAddress(source, file, line);
  return address === null
    ? html`<span class="path">${shown}</span>`
    : html`<a class="path" href="${address}" rel="nofollow noopener">${shown}</a>`;
}

/** The address of a file at GitHub; null for other sources. */
export function fileAddress(source: LinkedSource | undefined, file: string, line: number | null): string | null {
  const [repository] = /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/.exec(source?.url ?? '') ?? [];
  const parts = file.split('/');
  if (repository === undefined || file.length > 1000 || parts.some((part) => part === '..' || part === '')) return null;
  try {
    return `${repository}/blob/HEAD/${parts.map(encodeURIComponent).join('/')}${line === null ? '' : `#L${line}`}`;
  } catch {
    // Half a character has no place in an address.
    return null;
  }
}
