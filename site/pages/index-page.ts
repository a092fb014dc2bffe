import { html } from './html.ts';
import type { Page } from './page-frame.ts';

/** The page with the table, which the script draws. */
export function indexPage(rows: number): Page {
  return {
    title: 'Results',
    path: 'index.html',
    scripts: ['data.js', 'app.js'],
    body: html`<bb-leaderboard></bb-leaderboard>
      <noscript>
        <p>
          The table is drawn by a script. Without one, see <a href="systems/index.html">all ${rows} systems</a> with
          their results, or the figures as <a href="results.csv">CSV</a> and <a href="results.json">JSON</a>.
        </p>
      </noscript>`,
  };
}
