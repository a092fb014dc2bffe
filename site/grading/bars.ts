import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';

const width = 1000;

/** Colours repeat behind so many. */
const colours = 6;

/** A whole and its parts beside each other. The table that belongs to it says the same; its rows have `swatch`es. */
export function stackedBar(shares: readonly number[]): Html {
  let from = 0;
  return html`<svg class="stack" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">
    ${shares.map((share, index) => {
      const at = from;
      from += share * width;
      return html`<rect
        class="part-${index % colours}"
        x="${at.toFixed(1)}"
        y="0"
        width="${(share * width).toFixed(1)}"
        height="10"
      />`;
    })}
  </svg>`;
}

/** The colour of a part of a stacked bar. */
export function swatch(index: number): Html {
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
    <rect class="part-${index % colours}" width="10" height="10" />
  </svg>`;
}

/** A bar of a share from 0 to 1, within a row that has the figure too. */
export function shareBar(share: number, of = 1): Html {
  const length = of <= 0 ? 0 : Math.min(1, Math.max(0, share / of)) * width;
  return html`<svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="rest" width="${width}" height="10" />
    <rect class="share" width="${length.toFixed(1)}" height="10" />
  </svg>`;
}
