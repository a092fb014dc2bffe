import { Chart } from 'chart.js';
import { saveFile } from '../save-file.ts';
import { formatNumber } from '../view/number.ts';
import { chartConfiguration } from './chart-configuration.ts';
import type { ChartSpec } from './chart-spec.ts';
import { chartTable } from './chart-table.ts';
import { chartCsv, chartFileName } from './download.ts';
import { paletteOf } from './palette.ts';

/**
 * `<bb-chart>`: a drawing with a title, its figures as a table and both to keep. What it shows is JSON in the attribute
 * `data-chart`, or the property `chart`.
 */
export class ChartElement extends HTMLElement {
  static readonly observedAttributes = ['data-chart'];

  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  #spec: ChartSpec | null = null;
  #drawing: { destroy(): void } | null = null;
  #isPrinting = false;

  get chart(): ChartSpec | null {
    return this.#spec;
  }

  set chart(spec: ChartSpec | null) {
    this.#spec = spec;
    if (this.isConnected) this.#show();
  }

  connectedCallback(): void {
    // Set before this class was there, the property hides the accessor.
    const early: unknown = Object.getOwnPropertyDescriptor(this, 'chart')?.value;
    if (isChartSpec(early)) {
      Reflect.deleteProperty(this, 'chart');
      this.#spec = early;
    }
    this.#spec ??= specOf(this.dataset['chart']);
    this.#scheme.addEventListener('change', this.#redraw);
    addEventListener('beforeprint', this.#print);
    addEventListener('afterprint', this.#endPrint);
    this.#show();
  }

  disconnectedCallback(): void {
    this.#scheme.removeEventListener('change', this.#redraw);
    removeEventListener('beforeprint', this.#print);
    removeEventListener('afterprint', this.#endPrint);
    this.#drawing?.destroy();
    this.#drawing = null;
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (before === now || !this.isConnected) return;
    this.#spec = specOf(now ?? undefined);
    this.#show();
  }

  #show(): void {
    this.#drawing?.destroy();
    this.#drawing = null;
    const spec = this.#spec;
    if (spec === null) {
      this.replaceChildren();
      return;
    }
    // Who reads the table goes on reading it when what is in view changes.
    const isOpen = this.querySelector('details')?.open ?? false;
    const canvas = element('canvas', { role: 'img', 'aria-label': `${spec.title}. The table below has its figures.` });
    const plot = element('div', { class: 'chart-plot' }, [canvas]);
    const caption = element('figcaption', {}, [element('strong', {}, [spec.title])]);
    if (spec.note !== undefined) caption.append(element('p', { class: 'chart-note' }, [spec.note]));
    this.replaceChildren(
      element('figure', { class: 'chart' }, [caption, plot, this.#buttons(spec), tableTwin(spec, isOpen)]),
    );
    this.#draw(canvas, spec);
  }

  #draw(canvas: HTMLCanvasElement, spec: ChartSpec): void {
    const palette = paletteOf(this.#scheme.matches && !this.#isPrinting ? 'dark' : 'light');
    Chart.defaults.font.family = 'system-ui, sans-serif';
    this.#drawing = new Chart(canvas, chartConfiguration(spec, palette));
  }

  readonly #redraw = (): void => {
    const canvas = this.querySelector('canvas');
    if (canvas === null || this.#spec === null) return;
    this.#drawing?.destroy();
    this.#draw(canvas, this.#spec);
  };

  readonly #print = (): void => {
    this.#isPrinting = true;
    this.#redraw();
  };

  readonly #endPrint = (): void => {
    this.#isPrinting = false;
    this.#redraw();
  };

  #buttons(spec: ChartSpec): HTMLElement {
    const picture = element('button', { type: 'button' }, ['Picture (PNG)']);
    picture.addEventListener('click', () => {
      this.#savePicture(spec);
    });
    const figures = element('button', { type: 'button' }, ['Figures (CSV)']);
    figures.addEventListener('click', () => {
      saveFile(chartFileName(spec, 'csv'), 'text/csv', chartCsv(spec));
    });
    for (const button of [picture, figures]) button.setAttribute('aria-label', `${button.textContent}: ${spec.title}`);
    return element('div', { class: 'chart-buttons' }, [picture, figures]);
  }

  /** The drawing on its background: the canvas itself has none. */
  #savePicture(spec: ChartSpec): void {
    const canvas = this.querySelector('canvas');
    const copy = document.createElement('canvas');
    const context = copy.getContext('2d');
    if (canvas === null || context === null) return;
    copy.width = canvas.width;
    copy.height = canvas.height;
    context.fillStyle = paletteOf(this.#scheme.matches ? 'dark' : 'light').background;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => {
      if (blob !== null) saveFile(chartFileName(spec, 'png'), 'image/png', blob);
    });
  }
}

/** The table is made when it is opened: of thousands of points it would take longer than the drawing. */
function tableTwin(spec: ChartSpec, isOpen: boolean): HTMLElement {
  const details = element('details', {}, [element('summary', {}, ['The figures as a table'])]);
  details.addEventListener(
    'toggle',
    () => {
      const scroll = { class: 'scroll', role: 'region', 'aria-label': `${spec.title}, figures`, tabindex: '0' };
      details.append(element('div', scroll, [tableOf(spec)]));
    },
    { once: true },
  );
  details.open = isOpen;
  return details;
}

function tableOf(spec: ChartSpec): HTMLElement {
  const { header, rows } = chartTable(spec);
  const head = header.map((title) => element('th', { scope: 'col' }, [title]));
  const body = rows.map(({ cells, href }) =>
    element(
      'tr',
      {},
      cells.map((cell, index) => {
        const content = element('bdi', {}, [typeof cell === 'number' ? shownNumber(cell) : (cell ?? '–')]);
        if (index > 0) return element('td', typeof cell === 'number' ? { class: 'number' } : {}, [content]);
        return element('th', { scope: 'row' }, [href === undefined ? content : element('a', { href }, [content])]);
      }),
    ),
  );
  return element('table', {}, [
    element('caption', {}, [spec.title]),
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, body),
  ]);
}

function shownNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : formatNumber(value);
}

/** Text goes in as text alone: names come from results. */
function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function specOf(text: string | undefined): ChartSpec | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isChartSpec(value) ? value : null;
  } catch {
    return null;
  }
}

/** The build made it by the same types; here only what is no chart at all is told from one. */
function isChartSpec(value: unknown): value is ChartSpec {
  return typeof value === 'object' && value !== null && 'kind' in value && 'title' in value;
}
