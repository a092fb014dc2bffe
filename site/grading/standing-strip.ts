import type { Standing } from '../../submissions/grading/outputs/feedback.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';

const width = 1000;

/**
 * Totals of the class as strokes on a line, with the middle half of them and one's own. The sentence below it says the
 * same.
 */
export function standingStrip({ totals, quartiles }: Standing, own: number, of: number): Html {
  const most = Math.max(of, ...totals);
  const at = (total: number): string => (most <= 0 ? 0 : (total / most) * width).toFixed(1);
  const [lower, median, upper] = quartiles;
  const stroke = (kind: string, total: number, from: number, to: number): Html =>
    html`<line class="${kind}" x1="${at(total)}" x2="${at(total)}" y1="${from}" y2="${to}" />`;
  return html`<svg class="strip" viewBox="0 0 ${width} 40" preserveAspectRatio="none" aria-hidden="true">
      <rect
        class="middle"
        x="${at(lower)}"
        y="4"
        width="${(Number(at(upper)) - Number(at(lower))).toFixed(1)}"
        height="32"
      />
      <line class="axis" x1="0" x2="${width}" y1="36" y2="36" />
      ${stroke('median', median, 4, 36)} ${totals.map((total) => stroke('one', total, 18, 36))}
      ${stroke('own', own, 0, 40)}
    </svg>
    <p class="ends" aria-hidden="true"><span>0</span><span>${most}</span></p>
    <p class="legend note">
      <span
        ><svg class="key" viewBox="0 0 10 20" aria-hidden="true"><line class="own" x1="5" x2="5" y1="0" y2="20" /></svg>
        this total</span
      >
      <span
        ><svg class="key" viewBox="0 0 10 20" aria-hidden="true"><line class="one" x1="5" x2="5" y1="0" y2="20" /></svg>
        a total of the class</span
      >
      <span
        ><svg class="key" viewBox="0 0 10 20" aria-hidden="true">
          <rect class="middle" width="10" height="20" />
          <line class="median" x1="5" x2="5" y1="0" y2="20" />
        </svg>
        the middle half, with the median</span
      >
    </p>`;
}
