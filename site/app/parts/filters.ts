import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Facet } from '../view/catalogue.ts';
import { filterCount, toggled, unfiltered } from '../view/view.ts';
import type { Page } from './page.ts';

/** Of a facet with more values, those that most rows have. */
const fewValues = 8;

/** The text search, and a group of toggle buttons for each facet. */
export function filters(page: Page): TemplateResult {
  const { catalogue, view, isFilterOpen } = page;
  const count = filterCount(view);
  return html`
    <search class="filters">
      <button class="skip-filters" @click=${focusTable}>Skip the filters</button>
      <div class="search">
        <label for="search">Search</label>
        <input
          id="search"
          type="search"
          maxlength="200"
          autocomplete="off"
          spellcheck="false"
          placeholder="board, vendor, compiler …"
          .value=${view.text}
          @input=${(event: InputEvent) => {
            if (event.target instanceof HTMLInputElement) page.type(event.target.value);
          }}
        />
      </div>
      <button
        class="filters-toggle"
        aria-expanded=${isFilterOpen ? 'true' : 'false'}
        aria-controls="facets"
        @click=${page.toggleFilters}
      >
        Filters${count === 0 ? nothing : ` (${count})`}
      </button>
      <div id="facets" class=${isFilterOpen ? 'facets open' : 'facets'}>
        ${catalogue.facets.map((facet, index) => {
          return facet.values.length === 0 ? nothing : facetGroup(page, facet, page.filtered.counts[index] ?? []);
        })}
        <button
          class="clear"
          ?disabled=${count === 0}
          @click=${() => {
            page.change(unfiltered(view));
          }}
        >
          Show all rows
        </button>
      </div>
    </search>
  `;
}

/** By hand, since a link to the place would take the view's place in the address. */
function focusTable(): void {
  document.querySelector<HTMLElement>('.table-frame')?.focus();
}

function facetGroup(page: Page, { id, title, values }: Facet, counts: readonly number[]): TemplateResult {
  const { view, unfolded } = page;
  const chosen = view.chosen[id] ?? [];
  const isUnfolded = unfolded.has(id);
  const listed = values
    .map((value, index) => ({ ...value, count: counts[index] ?? 0 }))
    .filter(({ slug }, index) => isUnfolded || index < fewValues || chosen.includes(slug));
  return html`
    <div class="facet" role="group" aria-labelledby="facet-${id}">
      <h2 id="facet-${id}">${title}</h2>
      ${repeat(
        listed,
        ({ slug }) => slug,
        ({ slug, label, count }) => html`
          <button
            class=${count === 0 ? 'choice none' : 'choice'}
            aria-pressed=${chosen.includes(slug) ? 'true' : 'false'}
            data-facet=${id}
            data-value=${slug}
            title=${label}
            @click=${() => {
              page.change(toggled(view, id, slug));
            }}
          >
            <bdi class="choice-label">${label}</bdi> <span class="count">${count}</span>
          </button>
        `,
      )}
      ${
        values.length <= fewValues
          ? nothing
          : html`
              <button
                class="fold"
                aria-expanded=${isUnfolded ? 'true' : 'false'}
                @click=${() => {
                  page.unfold(id);
                }}
              >
                ${isUnfolded ? 'Fewer' : `All ${values.length}`}
                <span class="unseen">values of ${title}</span>
              </button>
            `
      }
    </div>
  `;
}
