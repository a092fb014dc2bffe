import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Page } from './page.ts';

export function comparison(page: Page): TemplateResult {
  return html`<section class="comparison">
    <h2 id="comparison-title" tabindex="-1">Side by side</h2>
    ${page.view.selected.join(' ')}
  </section>`;
}
