import { loadChartsWhenNear } from './load-when-near.ts';

/** The script of pages that have charts and need none to be read: `charts.js` lies beside it. */
const own = document.currentScript;
if (own instanceof HTMLScriptElement) {
  loadChartsWhenNear(document.querySelectorAll('bb-chart'), new URL('charts.js', own.src).href);
}
