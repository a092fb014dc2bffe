/** Text that is markup already. Only `html` makes it, so that what comes from results is always escaped. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Templates without the indentation that they have in the source. */
const trimmed = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Markup from a template: what is put into it is escaped, unless it is markup itself; nothing stands for nothing. */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let parts = trimmed.get(template);
  if (parts === undefined) {
    parts = template.map((part) => part.replaceAll(/\n\s*/g, '\n'));
    trimmed.set(template, parts);
  }
  return new Html(parts.map((part, index) => part + (index < values.length ? textOf(values[index]) : '')).join(''));
}

function textOf(value: HtmlValue): string {
  if (value == null || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(textOf).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A value as JSON within a script or an attribute: nothing in it can end the script or begin markup. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
