import type { SiteData } from '../data/site-data.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const mostNamed = 12;

/** What the foot of every page says: whose results these are, and that some were never measured. */
export function siteNotes({ sources, rows }: SiteData): Html[] {
  const named = sources.filter(({ attribution }) => attribution !== undefined).slice(0, mostNamed);
  const areSimulated = rows.filter(({ kind }) => kind === 'simulated').length;
  return [
    ...(areSimulated === 0
      ? []
      : [
          html`<p>
            <strong
              >${areSimulated === rows.length ? 'All results here are' : 'Some results here are'} simulated</strong
            >
            and marked so: no such figure was measured on hardware.
          </p>`,
        ]),
    ...(named.length === 0
      ? []
      : [
          html`<p>Results of:</p>
            <ul>
              ${named.map(
                ({ attribution, url }) =>
                  html`<li>
                    <bdi>${attribution}</bdi>${
                      url !== undefined && html` (<a href="${url}" rel="nofollow noopener">source</a>)`
                    }
                  </li> `,
              )}
            </ul>`,
        ]),
  ];
}
