import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { mostSelected, selectionToggled } from '../view/view.ts';
import type { Page } from './page.ts';

/** What is selected, at the foot of the window; nothing where nothing is. */
export function selectionBar(page: Page): TemplateResult | typeof nothing {
  const { view, catalogue } = page;
  if (view.selected.length === 0) return nothing;
  const names = view.selected.flatMap((id) => catalogue.byId.get(id) ?? []);
  return html`
    <section class="selection" aria-label="Selected systems">
      <ul>
        ${names.map(
          ({ row }) => html`
            <li>
              <button
                class="chip"
                title="No longer select it"
                @click=${() => {
                  page.change(selectionToggled(view, row.id));
                }}
              >
                <bdi>${row.name}</bdi> ${row.round ?? nothing} <span aria-hidden="true">✕</span
                ><span class="unseen">, remove from the selection</span>
              </button>
            </li>
          `,
        )}
      </ul>
      <button
        class="compare"
        ?disabled=${names.length < 2 || view.isComparing}
        @click=${() => {
          page.change({ ...view, isComparing: true });
        }}
      >
        Compare${names.length < 2 ? ` (select 2 to ${mostSelected})` : ''}
      </button>
      <button
        @click=${() => {
          page.change({ ...view, selected: [], isComparing: false });
        }}
      >
        Clear
      </button>
    </section>
  `;
}
