import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SiteRow } from '../../data/site-data.ts';
import { sideBySide } from '../view/side-by-side.ts';
import type { SideBySide, SideCell, SideLine } from '../view/side-by-side.ts';
import type { Page } from './page.ts';

/** The last one made, since drawing the page again changes nothing in it. */
let last: { readonly key: string; readonly made: SideBySide } | null = null;

/** The selected systems side by side, compared with the baseline where that is selected, else with the first. */
export function comparison(page: Page): TemplateResult {
  const { view, catalogue } = page;
  const chosen = view.selected.flatMap((id) => catalogue.byId.get(id)?.row ?? []);
  const rows = [...chosen].sort((a, b) => Number(b.id === view.baseline) - Number(a.id === view.baseline));
  const key = rows.map(({ id }) => id).join();
  if (last?.key !== key) last = { key, made: sideBySide(rows, catalogue.data) };
  const { names, facts, workloads } = last.made;
  return html`
    <section class="comparison" aria-labelledby="comparison-title">
      <div class="comparison-head">
        <h2 id="comparison-title" tabindex="-1">Side by side</h2>
        <button
          @click=${() => {
            page.change({ ...view, isComparing: false });
          }}
        >
          Close<span class="unseen"> the comparison</span>
        </button>
      </div>
      <div class="scroll" role="region" aria-label="Comparison" tabindex="0">
        <table class="sides">
          <caption>
            Beside
            <bdi>${names[0]}</bdi
            >; in brackets 95 % intervals from the windows. * as claimed.
          </caption>
          <thead>
            <tr>
              <td></td>
              ${rows.map((row, index) => headCell(row, names[index] ?? '', index))}
            </tr>
          </thead>
          <tbody>
            ${facts.map((line) => lineRow(line))}
          </tbody>
          ${workloads.map(
            ({ workload, lines }) => html`
              <tbody>
                <tr class="group">
                  <th scope="rowgroup" colspan=${rows.length + 1}>${workload.title}</th>
                </tr>
                ${lines.map((line) => lineRow(line))}
              </tbody>
            `,
          )}
        </table>
      </div>
      ${workloads.map(({ workload, words }) =>
        words.length === 0
          ? nothing
          : html`<h3>${workload.title}</h3>
              <ul class="words">
                ${words.map((sentence) => html`<li><bdi>${sentence}</bdi></li>`)}
              </ul>`,
      )}
    </section>
  `;
}

function headCell({ system, round }: SiteRow, name: string, index: number): TemplateResult {
  return html`<th scope="col">
    <a href="systems/${system}.html"><bdi>${name}</bdi></a>
    <span class="sub">${round ?? nothing}${index === 0 ? ' · reference' : nothing}</span>
  </th>`;
}

function lineRow({ title, cells, differs }: SideLine): TemplateResult {
  return html`<tr class=${differs ? 'differs' : ''}>
    <th scope="row">${title}${differs ? html`<span class="unseen"> (differs)</span>` : nothing}</th>
    ${cells.map((cell) => sideCell(cell))}
  </tr>`;
}

function sideCell({ text, beside, is }: SideCell): TemplateResult {
  return html`<td>
    <bdi>${text ?? '–'}</bdi>${beside === undefined ? nothing : html`<span class="sub ${is ?? ''}">${beside}</span>`}
  </td>`;
}
