import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { SiteData, SiteRow, SiteWorkload, WorkloadId } from '../../data/site-data.ts';
import type { Entry } from '../view/catalogue.ts';
import type { ChartSpec } from './chart-spec.ts';
import { loadChartsWhenNear } from './load-when-near.ts';
import { accuracyLatencyChart, energyLatencyChart } from './specs/scatter.ts';

/** Charts follow the table when it rests, not at each letter that is typed. */
const restMs = 200;

/** The charts of the results in view, of one workload at a time. They are drawn when they come near the view. */
export class ChartPanel extends LitElement {
  static override properties = {
    data: { attribute: false },
    entries: { attribute: false },
    workload: { state: true },
    rows: { state: true },
    canDraw: { state: true },
  };

  declare data: SiteData | null;
  declare entries: readonly Entry[];
  declare workload: WorkloadId | null;
  declare rows: readonly SiteRow[];
  declare canDraw: boolean;
  /** Kept while nothing that they show changes, so that they are not drawn again. */
  #charts: readonly (ChartSpec | null)[] = [];
  #rest: ReturnType<typeof setTimeout> | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor() {
    super();
    this.data = null;
    this.entries = [];
    this.workload = null;
    this.rows = [];
    this.canDraw = customElements.get('bb-chart') !== undefined;
  }

  /** Without a shadow: the page's style sheet is the only one that its policy allows. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.canDraw) return;
    this.#stopWaiting = loadChartsWhenNear([this], new URL('charts.js', document.baseURI).href);
    void customElements.whenDefined('bb-chart').then(() => {
      this.canDraw = true;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#rest);
    this.#stopWaiting?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = (['data', 'rows', 'workload', 'canDraw'] as const).some((name) => changed.has(name));
    const { data } = this;
    const chosen = this.#chosen();
    if (!isOther || data === null || chosen === undefined || !this.canDraw) return;
    this.#charts = [energyLatencyChart, accuracyLatencyChart].map((make) => make(data, this.rows, chosen));
  }

  #chosen(): SiteWorkload | undefined {
    return this.data?.workloads.find(({ id }) => id === this.workload) ?? this.data?.workloads[0];
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('entries')) return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.rows = this.entries.map(({ row }) => row);
    }, restMs);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { data } = this;
    const chosen = this.#chosen();
    if (data === null || chosen === undefined) return nothing;
    return html`
      <section class="charts" aria-labelledby="charts-title">
        <h2 id="charts-title">Charts of the results in view</h2>
        <div class="chart-choice" role="group" aria-label="Workload of the charts">
          ${data.workloads.map(
            ({ id, title }) => html`
              <button
                class="choice"
                aria-pressed=${id === chosen.id ? 'true' : 'false'}
                data-chart-workload=${id}
                @click=${() => {
                  this.workload = id;
                }}
              >
                ${title}
              </button>
            `,
          )}
        </div>
        <div class="chart-pair">${this.#charts.map((chart) => chartOf(chart, chosen.title))}</div>
      </section>
    `;
  }
}

function chartOf(chart: ChartSpec | null, workload: string): TemplateResult {
  if (chart === null)
    return html`<p class="empty">No result in view has both figures for ${workload.toLowerCase()}.</p>`;
  return html`<bb-chart .chart=${chart}></bb-chart>`;
}

customElements.define('bb-chart-panel', ChartPanel);
