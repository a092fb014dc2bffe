import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/** Names and values; of what is not known nothing stands there. */
export function factList(facts: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  const there = facts.filter(([, value]) => value != null && value !== false && value !== '');
  return html`<dl class="facts">
    ${there.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${typeof value === 'string' ? html`<bdi>${value}</bdi>` : value}</dd>
        </div> `,
    )}
  </dl>`;
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A table that scrolls within itself where the page is narrow. The first cell of a row is its head. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly HtmlValue[])[]): Html {
  const kind = (index: number): HtmlValue => columns[index]?.isNumber === true && html` class="number"`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => html`<th scope="col" ${kind(index)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) =>
                index === 0
                  ? html`<th scope="row" ${kind(index)}>${cell}</th>`
                  : html`<td ${kind(index)}>${cell ?? html`<span class="missing">–</span>`}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
