import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SiteRow } from '../../data/site-data.ts';
import type { Entry } from '../view/catalogue.ts';
import { formatClock } from '../view/number.ts';
import { mostSelected, selectionToggled } from '../view/view.ts';
import type { Page } from './page.ts';
import { resultCell } from './result-cell.ts';

/** A system in a round: what it is, and a cell for each workload. */
export function systemRow(page: Page, entry: Entry, baseline: Entry | undefined): TemplateResult {
  const { view, catalogue } = page;
  const { row } = entry;
  const isSelected = view.selected.includes(row.id);
  const isBaseline = view.baseline === row.id;
  return html`
    <tr class=${isBaseline ? 'row baseline' : 'row'} data-row=${row.id}>
      <td class="col-select">
        <input
          type="checkbox"
          aria-label="Select ${row.name}, ${row.round ?? 'no round'}"
          .checked=${isSelected}
          ?disabled=${!isSelected && view.selected.length >= mostSelected}
          @change=${() => {
            page.change(selectionToggled(view, row.id));
          }}
        />
      </td>
      <th scope="row" class="col-system">
        <span class="name-line">
          <a class="name" href="systems/${row.system}.html" title=${row.name}><bdi>${row.name}</bdi></a>
          <button
            class="pin"
            aria-pressed=${isBaseline ? 'true' : 'false'}
            aria-label="Compare all with ${row.name}, ${row.round ?? 'no round'}"
            title=${isBaseline ? 'No longer the baseline' : 'Compare all with this'}
            @click=${() => {
              page.change({ ...view, baseline: isBaseline ? null : row.id });
            }}
          >
            <span aria-hidden="true">⚑</span>
          </button>
        </span>
        ${marksOf(row, isBaseline)}
        <span class="sub"
          ><bdi title=${row.submitter ?? ''}>${row.submitter ?? nothing}</bdi
          ><span class="narrow">${summaryOf(row)}</span></span
        >
      </th>
      <td class="col-processor">
        <bdi title=${row.processor ?? ''}>${row.core ?? row.processor ?? '–'}</bdi>
        <span class="sub">
          ${row.clockMhz === undefined ? nothing : formatClock(row.clockMhz)}
          ${row.accelerator === undefined ? nothing : html`+ <bdi title=${row.accelerator}>${row.accelerator}</bdi>`}
        </span>
      </td>
      <td class="col-framework">
        <bdi title=${row.framework ?? ''}>${row.frameworkName ?? row.framework ?? '–'}</bdi>
      </td>
      <td class="col-round">${row.round ?? '–'} <span class="sub">${row.division ?? nothing}</span></td>
      ${catalogue.data.workloads.map((workload) => resultCell(page, entry, workload, baseline))}
    </tr>
  `;
}

function marksOf(row: SiteRow, isBaseline: boolean): TemplateResult | typeof nothing {
  const { kind, variant } = row;
  if (kind === 'measured' && variant === undefined && !isBaseline) return nothing;
  return html`
    <span class="marks">
      ${variant === undefined ? nothing : html`<span class="mark"><bdi>${variant}</bdi></span>`}
      ${kind === 'measured' ? nothing : html`<span class="mark ${kind}">${kind}</span>`}
      ${isBaseline ? html`<span class="mark">baseline</span>` : nothing}
    </span>
  `;
}

/** What stands in columns of its own where the page is wide. */
function summaryOf({ round, division, core, processor, clockMhz }: SiteRow): TemplateResult {
  const clock = clockMhz === undefined ? undefined : formatClock(clockMhz);
  const texts = [round, division === 'open' ? 'open' : undefined, core ?? processor, clock];
  return html`<bdi>${texts.filter((text) => text !== undefined).join(' · ')}</bdi>`;
}
