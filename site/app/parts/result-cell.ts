import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { SiteResult, SiteWorkload } from '../../data/site-data.ts';
import type { Entry } from '../view/catalogue.ts';
import { badgeOf } from '../view/badge.ts';
import { isClaimed, measureOf, metricTitles, missesTarget } from '../view/metric.ts';
import type { Measure } from '../view/metric.ts';
import { formatRatio, formatValue } from '../view/number.ts';
import { barLength, standing, valueOf } from '../view/standing.ts';
import { sparkline, trendOf } from '../view/trend.ts';
import type { TrendPoint } from '../view/trend.ts';
import type { Page } from './page.ts';

const spark = { width: 30, height: 10 };

/** A result in the table: its value, how it stands, how it came about over the rounds, and what was found in it. */
export function resultCell(
  page: Page,
  entry: Entry,
  workload: SiteWorkload,
  baseline: Entry | undefined,
): TemplateResult {
  const { view, catalogue } = page;
  const result = entry.row.results[workload.id];
  if (result === undefined)
    return html`<td class="col-workload missing">
      <span aria-hidden="true">–</span><span class="unseen">no result</span>
    </td>`;
  const measure = measureOf(workload, view.metric);
  const value = measure.read(result.figures);
  const trend = trendOf(catalogue, entry, workload, view.metric);
  const flag = badge(page, entry, workload, result);
  return html`
    <td class="col-workload ${result.verdict}">
      <span class="figure">
        ${value === undefined ? nothing : besideOf(page, entry, workload, measure, value, baseline)}
        <a class="value" href="results/${result.id}.html">${valueText(workload, page, result, measure, value)}</a>
      </span>
      ${value === undefined ? nothing : barOf(page, workload, measure, value)}
      ${
        trend === null && flag === null
          ? nothing
          : html`<span class="below">${trend === null ? nothing : sparkOf(trend, measure)}${flag ?? nothing}</span>`
      }
    </td>
  `;
}

function valueText(
  workload: SiteWorkload,
  { view }: Page,
  result: SiteResult,
  measure: Measure,
  value: number | undefined,
): TemplateResult {
  if (value === undefined) {
    return html`<span aria-hidden="true">–</span
      ><span class="unseen">${workload.id} has no ${metricTitles[view.metric].toLowerCase()}</span>`;
  }
  const isLow = missesTarget(workload, view.metric, value);
  return html`${formatValue(value, measure.unit)}${
    measure.unit === 'AUC' ? nothing : html`<span class="unit">&nbsp;${measure.unit}</span>`
  }${
    isClaimed(result, measure) ? html`<abbr class="claimed" title="as claimed: no evidence gives it">*</abbr>` : nothing
  }${isLow ? html`<abbr class="low" title="below what the closed division asks for">↓</abbr>` : nothing}`;
}

function besideOf(
  page: Page,
  entry: Entry,
  workload: SiteWorkload,
  measure: Measure,
  value: number,
  baseline: Entry | undefined,
): TemplateResult | typeof nothing {
  if (page.view.baseline === entry.row.id) return nothing;
  const reference =
    baseline === undefined ? page.best.get(workload.id) : valueOf(baseline.row, workload, page.view.metric);
  if (reference === undefined) return nothing;
  const beside = standing(value, reference, measure);
  if (beside === null) return nothing;
  const { by, amount, is } = beside;
  const text = by === 'ratio' ? `${formatRatio(amount)}×` : formatValue(amount, measure.unit);
  if (baseline !== undefined) {
    const sign = { better: '▲', worse: '▼', equal: '=' }[is];
    return html`<span class="beside ${is}"
      ><span aria-hidden="true">${sign}</span>${text}<span class="unseen"> ${is}</span></span
    >`;
  }
  if (is === 'equal') return html`<span class="beside best">best</span>`;
  // What is better than the best did not take part.
  if (is === 'better') return nothing;
  return html`<span class="beside">${by === 'ratio' ? text : `${measure.better === 'more' ? '−' : '+'}${text}`}</span>`;
}

function barOf(page: Page, workload: SiteWorkload, measure: Measure, value: number): TemplateResult | typeof nothing {
  const best = page.best.get(workload.id);
  if (best === undefined) return nothing;
  const width = (100 * barLength(value, best, measure)).toFixed(1);
  return html`<svg class="bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="bar-track" width="100" height="3" /><rect class="bar-fill" width=${width} height="3" />`}
  </svg>`;
}

function sparkOf(trend: readonly TrendPoint[], { unit }: Measure): TemplateResult {
  const words = trend.map(({ round, value }) => `${round} ${formatValue(value, unit)}\u00a0${unit}`).join(', ');
  const { width, height } = spark;
  const points = sparkline(
    trend.map(({ value }) => value),
    width,
    height,
  );
  return html`<svg
    class="spark"
    viewBox="-2 -2 ${width + 4} ${height + 4}"
    role="img"
    aria-label="Over rounds: ${words}"
  >
    ${svg`<title>${words}</title><polyline points=${points} />`}
  </svg>`;
}

function badge(page: Page, entry: Entry, workload: SiteWorkload, result: SiteResult): TemplateResult | null {
  const shown = badgeOf(result, page.catalogue.data.rules);
  if (shown === null) return null;
  const { tone, text, more, words } = shown;
  return html`<button
    class="flag ${tone}"
    aria-haspopup="dialog"
    aria-label="${text}${more > 0 ? ` +${more}` : ''}: ${entry.row.name}, ${workload.title}. ${words}"
    title=${words}
    @click=${(event: MouseEvent) => {
      if (event.currentTarget instanceof HTMLElement) page.explain(event.currentTarget, entry, workload);
    }}
  >
    <span class="flag-text">${text}</span>${more > 0 ? html` <span class="flag-more">+${more}</span>` : nothing}
  </button>`;
}
