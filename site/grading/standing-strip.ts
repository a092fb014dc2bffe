import type { Standing } from '../../submissions/grading/outputs/feedback.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';

const width = 1000;
const margin = 12;

/** Totals of the class as dots on a line, and one's own among them; the sentence below it says the same. */
export function standingStrip({ totals, quartiles }: Standing, own: number, of: number): Html {
  const most = Math.max(of, ...totals);
  const at = (total: number): string => (margin + (most <= 0 ? 0 : total / most) * (width - 2 * margin)).toFixed(1);
  const [lower, median, upper] = quartiles;
  return html`<svg class="strip" viewBox="0 0 ${width} 60" aria-hidden="true">
    <line class="axis" x1="${margin}" x2="${width - margin}" y1="30" y2="30" />
    <rect
      class="middle"
      x="${at(lower)}"
      y="18"
      width="${(Number(at(upper)) - Number(at(lower))).toFixed(1)}"
      height="24"
    />
    <line class="median" x1="${at(median)}" x2="${at(median)}" y1="14" y2="46" />
    ${totals.map((total) => html`<circle class="one" cx="${at(total)}" cy="30" r="6" />`)}
    <circle class="own" cx="${at(own)}" cy="30" r="11" />
  </svg>`;
}
