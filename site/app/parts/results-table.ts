import { html, noChange, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Entry } from '../view/catalogue.ts';
import { measureOf, metricTitles } from '../view/metric.ts';
import { directionOf } from '../view/sort.ts';
import { filterCount, sortedBy, unfiltered } from '../view/view.ts';
import type { ColumnId, SortKey } from '../view/view.ts';
import type { Page } from './page.ts';
import { systemRow } from './system-row.ts';

const columns: readonly { readonly id: ColumnId; readonly title: string }[] = [
  { id: 'system', title: 'System' },
  { id: 'processor', title: 'Processor' },
  { id: 'framework', title: 'Framework' },
  { id: 'round', title: 'Round' },
];

/** A row for each system, a column for each workload. */
export function resultsTable(page: Page): TemplateResult {
  const { catalogue, view, entries, shownRows, drawn } = page;
  const { workloads } = catalogue.data;
  const baseline = view.baseline === null ? undefined : catalogue.byId.get(view.baseline);
  const rest = baseline === undefined ? entries : entries.filter((entry) => entry !== baseline);
  const shown = rest.slice(0, shownRows);
  return html`
    <div class="table-frame" role="region" aria-labelledby="results-caption" tabindex="0">
      <table class="results">
        <caption id="results-caption">
          ${metricTitles[view.metric]} of each system and workload
          <span class="legend">${legendOf(page, baseline)}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col" class="col-select"><span class="unseen">Select</span></th>
            ${columns.map(({ id, title }) => headCell(page, id, html`${title}`, `col-${id}`))}
            ${workloads.map((workload) => {
              const { unit } = measureOf(workload, view.metric);
              const label = html`${workload.title} <span class="unit">${unit}</span>`;
              return headCell(page, workload.id, label, 'col-workload');
            })}
          </tr>
        </thead>
        ${
          baseline === undefined
            ? nothing
            : html`<tbody class="pinned">
                ${systemRow(page, baseline, undefined)}
              </tbody>`
        }
        <tbody>
          ${shown.map((entry, index) => {
            return index < drawn.from || index >= drawn.to ? noChange : systemRow(page, entry, baseline);
          })}
        </tbody>
      </table>
    </div>
    ${entries.length === 0 ? emptyNote(page) : nothing}
    ${
      shown.length < rest.length
        ? html`<p class="more">
            <button @click=${page.showMore}>Show more rows</button> ${shown.length} of ${rest.length} are shown.
          </p>`
        : nothing
    }
  `;
}

function headCell(page: Page, key: SortKey, label: TemplateResult, name: string): TemplateResult {
  const { view, catalogue } = page;
  const isSorted = view.sort.by === key;
  const direction = isSorted ? directionOf(view, catalogue.data.workloads) : 'none';
  return html`
    <th scope="col" class=${name} aria-sort=${direction}>
      <button
        class="sort"
        data-sort=${key}
        @click=${() => {
          page.change(sortedBy(view, key));
        }}
      >
        <span>${label}</span
        ><span class="arrow" aria-hidden="true">${{ ascending: '▲', descending: '▼', none: '' }[direction]}</span>
      </button>
    </th>
  `;
}

function legendOf({ view }: Page, baseline: Entry | undefined): TemplateResult {
  const bar =
    view.metric === 'accuracy'
      ? html`Bars are shares of all that is to be had.`
      : html`Bars: full is the best in view, each third less is ten times worse.`;
  const beside =
    baseline === undefined
      ? view.metric === 'accuracy'
        ? html`Small figures: how much less than the best in view.`
        : html`× how many times worse than the best in view.`
      : html`Small figures: beside <bdi>${baseline.row.name}</bdi>, ▲ better, ▼ worse.`;
  return html`${bar} ${beside} Greyed: invalid, and left out of best${view.countsInvalid ? ' otherwise' : ''}.`;
}

function emptyNote(page: Page): TemplateResult {
  return html`
    <p class="empty">
      No system is like that.
      ${
        filterCount(page.view) === 0
          ? nothing
          : html`<button
              @click=${() => {
                page.change(unfiltered(page.view));
              }}
            >
              Show all rows
            </button>`
      }
    </p>
  `;
}
