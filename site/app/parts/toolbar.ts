import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { metricIds, metricTitles } from '../view/metric.ts';
import type { Page } from './page.ts';

/** What is shown of each result, how many there are, and what can be taken along. */
export function toolbar(page: Page): TemplateResult {
  const { catalogue, view, entries } = page;
  const baseline = view.baseline === null ? undefined : catalogue.byId.get(view.baseline);
  return html`
    <div class="toolbar">
      <div class="metrics" role="group" aria-label="Metric">
        ${metricIds.map(
          (metric) => html`
            <button
              class="choice"
              aria-pressed=${view.metric === metric ? 'true' : 'false'}
              data-metric=${metric}
              @click=${() => {
                page.change({ ...view, metric });
              }}
            >
              ${metricTitles[metric]}
            </button>
          `,
        )}
      </div>
      <button
        class="choice"
        aria-pressed=${view.countsInvalid ? 'true' : 'false'}
        title="Let results that their own evidence contradicts take part in what is best"
        @click=${() => {
          page.change({ ...view, countsInvalid: !view.countsInvalid });
        }}
      >
        Count invalid results
      </button>
      ${
        baseline === undefined
          ? nothing
          : html`
              <button
                class="choice chip"
                title="No longer compare with it"
                @click=${() => {
                  page.change({ ...view, baseline: null });
                }}
              >
                Baseline: <bdi>${baseline.row.name}</bdi> <span aria-hidden="true">✕</span
                ><span class="unseen">, remove</span>
              </button>
            `
      }
      <p class="row-count" role="status">
        ${
          entries.length === catalogue.entries.length
            ? `${entries.length} systems`
            : `${entries.length} of ${catalogue.entries.length} systems`
        }
      </p>
      <div class="take" role="group" aria-label="Save what is in view">
        <button
          @click=${() => {
            page.save('csv');
          }}
        >
          Save view as CSV
        </button>
        <button
          @click=${() => {
            page.save('json');
          }}
        >
          JSON<span class="unseen">, save view as</span>
        </button>
      </div>
    </div>
  `;
}
