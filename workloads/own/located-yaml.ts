import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';

/** Something wrong with a YAML file, and the line that it is on, from 1. */
export interface YamlProblem {
  readonly line: number;
  readonly problem: string;
}

/** Where in a document: keys of mappings and places in sequences, from the top. */
export type YamlPath = readonly (string | number)[];

/** A YAML document as plain values, and where each stands. */
export class LocatedYaml {
  readonly value: unknown;
  /** What keeps the text from being YAML; `value` means nothing then. */
  readonly problems: readonly YamlProblem[];
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    const isTooDeep = isNestedTooDeeply(text);
    this.#document = parseDocument(isTooDeep ? '' : text, { lineCounter: this.#lines, prettyErrors: false });
    const problems = this.#document.errors.map(({ pos, message }) => ({
      line: this.#lines.linePos(pos[0]).line,
      problem: message,
    }));
    if (isTooDeep) problems.push({ line: 1, problem: 'it is nested too deeply' });
    let value: unknown;
    try {
      if (problems.length === 0) value = this.#document.toJS({ maxAliasCount: 100 });
    } catch {
      problems.push({ line: 1, problem: 'aliases that are unknown or too many' });
    }
    this.value = value;
    this.problems = problems;
  }

  /** The line of what stands at `path`; of the nearest thing around it where nothing does. */
  lineOf(path: YamlPath): number {
    const key = path.at(-1);
    if (key === undefined) return this.#lineAt(this.#document.contents);
    const parent: unknown = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair !== undefined) return this.#lineAt(pair.key);
    }
    const node: unknown = this.#document.getIn(path, true);
    return isNode(node) ? this.#lineAt(node) : this.lineOf(path.slice(0, -1));
  }

  #lineAt(node: unknown): number {
    const start = isNode(node) ? node.range?.[0] : undefined;
    return start === undefined ? 1 : this.#lines.linePos(start).line;
  }
}

const deepestNesting = 100;

/**
 * Whether brackets, or marks of list items and keys in one line, go deeper than anybody writes. The parser needs time by
 * the square of the depth, and some ten thousand levels end the whole process.
 */
function isNestedTooDeeply(text: string): boolean {
  if (new RegExp(`(?:[-?:][ \\t]+){${deepestNesting}}`).test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepestNesting) return true;
  }
  return false;
}
