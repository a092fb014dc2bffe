import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { SiteData } from '../data/site-data.ts';
import './charts/chart-panel.ts';
import { RowsInSight } from './rows-in-sight.ts';
import { saveFile } from './save-file.ts';
import { ViewHistory } from './view-history.ts';
import { FindingsNote } from './parts/findings-note.ts';
import { comparison } from './parts/comparison.ts';
import { filters } from './parts/filters.ts';
import { selectionBar } from './parts/selection-bar.ts';
import { resultsTable } from './parts/results-table.ts';
import { toolbar } from './parts/toolbar.ts';
import type { Page } from './parts/page.ts';
import { catalogueOf } from './view/catalogue.ts';
import type { Catalogue, Entry, FacetId } from './view/catalogue.ts';
import { csvOf, jsonOf } from './view/export.ts';
import { filtered } from './view/filter.ts';
import type { Filtered } from './view/filter.ts';
import { linkOf } from './view/link.ts';
import { sorted } from './view/sort.ts';
import { bestOf } from './view/standing.ts';
import { startView } from './view/view.ts';
import type { View } from './view/view.ts';

declare global {
  // The data's script sets it before this one runs.
  var boardbenchSite: SiteData | undefined;
}

/** So many rows at first: a page of rows is drawn at once, however many there are in all. */
const firstRows = 100;
const moreRows = 400;

/** The table of results with all that chooses, sorts and compares them. Its state is the link of the page. */
export class Leaderboard extends LitElement {
  static override properties = {
    view: { state: true },
    shownRows: { state: true },
    isFilterOpen: { state: true },
    unfolded: { state: true },
  };

  declare view: View;
  declare shownRows: number;
  /** On a narrow page; a wide one always shows the filters. */
  declare isFilterOpen: boolean;
  /** Facets of which all values are shown. */
  declare unfolded: ReadonlySet<FacetId>;

  readonly #catalogue: Catalogue | null;
  readonly #history: ViewHistory | null;
  readonly #note = new FindingsNote(this);
  readonly #sight = new RowsInSight(this);
  #rows: { readonly key: string; readonly filtered: Filtered; readonly entries: readonly Entry[] } | null = null;

  constructor() {
    super();
    const data = globalThis.boardbenchSite;
    this.#catalogue = data === undefined ? null : catalogueOf(data);
    this.#history =
      this.#catalogue === null
        ? null
        : new ViewHistory(this.#catalogue, (view) => {
            this.#show(view);
          });
    this.view = this.#history?.current() ?? startView;
    this.shownRows = firstRows;
    this.isFilterOpen = false;
    this.unfolded = new Set();
  }

  override connectedCallback(): void {
    // What stands there for those without scripts makes way.
    this.replaceChildren();
    super.connectedCallback();
    this.#history?.listen();
    addEventListener('beforeprint', this.#showAll);
    addEventListener('afterprint', this.#showFew);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#history?.stop();
    removeEventListener('beforeprint', this.#showAll);
    removeEventListener('afterprint', this.#showFew);
  }

  /** Without a shadow: the page's style sheet is the only one that its policy allows. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('view');
    if (before === undefined || before.isComparing === this.view.isComparing) return;
    this.querySelector<HTMLElement>(this.view.isComparing ? '#comparison-title' : '.selection .compare')?.focus();
  }

  protected override render(): TemplateResult {
    const catalogue = this.#catalogue;
    if (catalogue === null) return html`<p class="empty">The data of this page, data.js, could not be read.</p>`;
    // There is nothing to filter or to sort, nor a best.
    if (catalogue.data.rows.length === 0) return html`<p class="empty">No results are published here yet.</p>`;
    const rows = this.#rowsOf(catalogue);
    const page: Page = {
      catalogue,
      view: this.view,
      filtered: rows.filtered,
      entries: rows.entries,
      best: bestOf(rows.entries, catalogue.data.workloads, this.view),
      shownRows: this.shownRows,
      drawn: this.#sight.range(Math.min(this.shownRows, rows.entries.length)),
      isFilterOpen: this.isFilterOpen,
      unfolded: this.unfolded,
      change: (view) => {
        this.#change(view);
      },
      type: (text) => {
        this.#show({ ...this.view, text });
        this.#history?.noteSoon(this.view);
      },
      showMore: () => {
        this.shownRows += moreRows;
      },
      toggleFilters: () => {
        this.isFilterOpen = !this.isFilterOpen;
      },
      unfold: (facet) => {
        const unfolded = new Set(this.unfolded);
        if (!unfolded.delete(facet)) unfolded.add(facet);
        this.unfolded = unfolded;
      },
      explain: (button, entry, workload) => {
        this.#note.open(button, entry.row, workload);
      },
      save: (form) => {
        if (form === 'csv') saveFile('boardbench-view.csv', 'text/csv', csvOf(catalogue.data, rows.entries));
        else
          saveFile('boardbench-view.json', 'application/json', jsonOf(catalogue.data, rows.entries, linkOf(this.view)));
      },
    };
    return html`
      <div class="board">
        ${filters(page)}
        <div class="board-main">
          ${toolbar(page)} ${selectionBar(page)} ${this.view.isComparing ? comparison(page) : nothing}
          ${resultsTable(page)}
          <bb-chart-panel .data=${catalogue.data} .entries=${rows.entries}></bb-chart-panel>
        </div>
      </div>
      ${this.#note.template(catalogue.data)}
    `;
  }

  readonly #showAll = (): void => {
    this.shownRows = Infinity;
    this.#sight.drawAll();
    this.performUpdate();
  };

  readonly #showFew = (): void => {
    this.shownRows = firstRows;
  };

  /** The rows in view, made anew only where what decides on them has changed. */
  #rowsOf(catalogue: Catalogue): { readonly filtered: Filtered; readonly entries: readonly Entry[] } {
    const { metric, text, chosen, sort, countsInvalid } = this.view;
    const key = JSON.stringify([metric, text, chosen, sort, countsInvalid]);
    if (this.#rows?.key !== key) {
      const passed = filtered(catalogue, this.view);
      this.#rows = { key, filtered: passed, entries: sorted(passed.entries, this.view, catalogue.data) };
    }
    return this.#rows;
  }

  #change(view: View): void {
    if (view === this.view) return;
    this.#show(view);
    this.#history?.note(view);
  }

  #show(view: View): void {
    const { text, chosen, sort, metric } = this.view;
    const isSame = text === view.text && chosen === view.chosen && sort === view.sort && metric === view.metric;
    if (!isSame) this.shownRows = firstRows;
    this.view = view;
  }
}

customElements.define('bb-leaderboard', Leaderboard);
