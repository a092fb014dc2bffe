import type { ChartSpec } from '../app/charts/chart-spec.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A place where a chart is drawn when it comes near the view; the page's tables say the same without a script. */
export function chart(spec: ChartSpec): Html {
  return html`<bb-chart data-chart="${JSON.stringify(spec)}"></bb-chart>`;
}
