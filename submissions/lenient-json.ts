/** A value of a JSON text; an object keeps its pairs in order, those that come twice too. */
export type LenientValue =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string; readonly line: number }
  | { readonly kind: 'array'; readonly items: readonly LenientValue[]; readonly text: string; readonly line: number }
  | { readonly kind: 'object'; readonly pairs: readonly LenientPair[]; readonly text: string; readonly line: number };

export interface LenientPair {
  readonly name: string;
  readonly line: number;
  readonly value: LenientValue;
}

export interface LenientProblem {
  readonly line: number;
  readonly message: string;
}

const deepest = 32;
const mostProblems = 50;

/**
 * Reads the object of a JSON text as far as it goes: missing and surplus commas, a cut end and rubbish between pairs
 * are reported and passed over. Linear in the length of the text, which need not be JSON at all.
 */
export function readLenientObject(text: string): {
  pairs: readonly LenientPair[];
  problems: readonly LenientProblem[];
} {
  const reader = new LenientReader(text);
  return reader.readWhole();
}

class LenientReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  readonly #problems: LenientProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  readWhole(): { pairs: readonly LenientPair[]; problems: readonly LenientProblem[] } {
    if (this.#peek() !== '{') {
      this.#report(this.#isAtEnd() ? 'the file is empty' : 'there is no object: { was expected');
      const start = this.#text.indexOf('{', this.#at);
      if (start < 0) return { pairs: [], problems: this.#problems };
      this.#skipTo(start);
    }
    const pairs = this.#readPairs(0);
    if (this.#peek() !== '') this.#report('there is more behind the end of the object');
    return { pairs, problems: this.#problems };
  }

  #readPairs(depth: number): LenientPair[] {
    const pairs: LenientPair[] = [];
    this.#at++;
    let isCommaDue = false;
    for (;;) {
      const next = this.#peek();
      if (next === '') {
        this.#report('the file ends within an object: it is cut off, or } is missing');
        return pairs;
      }
      if (next === '}') {
        if (!isCommaDue && pairs.length > 0) this.#report('a comma before the }');
        this.#at++;
        return pairs;
      }
      if (next === ',') {
        if (!isCommaDue) this.#report('a comma too many');
        isCommaDue = false;
        this.#at++;
        continue;
      }
      if (next !== '"') {
        this.#report(`a name in double quotes was expected, not ${shown(next)}`);
        isCommaDue = false;
        this.#passOver();
        continue;
      }
      if (isCommaDue) this.#report('a comma is missing before this');
      isCommaDue = true;
      const line = this.#line;
      const name = this.#readString();
      if (this.#peek() !== ':') {
        this.#report(`a colon is missing after "${excerpt(name)}"`);
        continue;
      }
      this.#at++;
      const value = this.#readValue(depth);
      if (value !== undefined) pairs.push({ name, line, value });
    }
  }

  #readItems(depth: number): LenientValue[] {
    const items: LenientValue[] = [];
    this.#at++;
    let isCommaDue = false;
    for (;;) {
      const next = this.#peek();
      if (next === '' || next === '}') {
        this.#report('a list has no ]');
        return items;
      }
      if (next === ']') {
        if (!isCommaDue && items.length > 0) this.#report('a comma before the ]');
        this.#at++;
        return items;
      }
      if (next === ',') {
        if (!isCommaDue) this.#report('a comma too many');
        isCommaDue = false;
        this.#at++;
        continue;
      }
      if (isCommaDue) this.#report('a comma is missing before this');
      isCommaDue = true;
      const value = this.#readValue(depth);
      if (value !== undefined) items.push(value);
    }
  }

  #readValue(depth: number): LenientValue | undefined {
    const next = this.#peek();
    const line = this.#line;
    const start = this.#at;
    if (next === '"') return { kind: 'string', text: this.#readString(), line };
    if ((next === '{' || next === '[') && depth >= deepest) {
      this.#report('objects and lists are nested too deeply');
      this.#at = this.#text.length;
      return undefined;
    }
    if (next === '{') {
      const pairs = this.#readPairs(depth + 1);
      return { kind: 'object', pairs, text: this.#text.slice(start, this.#at), line };
    }
    if (next === '[') {
      const items = this.#readItems(depth + 1);
      return { kind: 'array', items, text: this.#text.slice(start, this.#at), line };
    }
    const word = this.#readWord();
    if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word)) return { kind: 'number', text: word, line };
    if (word === 'true' || word === 'false') return { kind: 'boolean', text: word, line };
    if (word === 'null') return { kind: 'null', text: '', line };
    this.#report(word === '' ? 'a value is missing' : `${shown(word)} is no JSON value`);
    // A word without quotes is kept as what it was meant for; where there is nothing, there is no pair.
    if (word !== '') return { kind: 'string', text: word, line };
    if (!',}]"'.includes(next)) this.#passOver();
    return undefined;
  }

  /** From the quote under the cursor to behind its end. A string ends with its line at the latest. */
  #readString(): string {
    const text = this.#text;
    const start = ++this.#at;
    let hasEscapes = false;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x22) {
        const inner = text.slice(start, this.#at++);
        return hasEscapes ? this.#unescape(inner) : inner;
      }
      if (code === 0x0a || code === 0x0d) break;
      if (code === 0x5c) {
        hasEscapes = true;
        this.#at++;
      }
    }
    this.#at = Math.min(this.#at, text.length);
    this.#report('a string has no closing quote');
    return text.slice(start, this.#at);
  }

  #unescape(inner: string): string {
    try {
      return String(JSON.parse(`"${inner}"`));
    } catch {
      this.#report(`"${excerpt(inner)}" has an escape that is none`);
      return inner;
    }
  }

  #readWord(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !/[\s,:{}[\]"]/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  /** Over what cannot begin a pair: a word, or one character. */
  #passOver(): void {
    if (this.#readWord() === '') this.#at++;
  }

  /** The next character that is no blank, `''` at the end. */
  #peek(): string {
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (character === '\n') this.#line++;
      else if (character !== ' ' && character !== '\t' && character !== '\r' && character !== '\uFEFF')
        return character;
    }
    return '';
  }

  #skipTo(position: number): void {
    while (this.#at < position) if (this.#text.charAt(this.#at++) === '\n') this.#line++;
  }

  #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #report(message: string): void {
    if (this.#problems.length < mostProblems) this.#problems.push({ line: this.#line, message });
  }
}

function shown(text: string): string {
  return JSON.stringify(excerpt(text));
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
