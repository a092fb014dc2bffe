import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DerivedText } from './derive.ts';

/** How a file differs from the text it should hold. */
export type Difference = { readonly kind: 'missing' } | { readonly kind: 'differs'; readonly line: number };

const lineEnd = 0x0a;

/** Compares a file, as it goes, with the text it should hold. */
export class ComparedText implements DerivedText {
  readonly #descriptor: number | undefined;
  #line = 1;
  #difference: Difference | undefined;

  constructor(path: string) {
    this.#descriptor = openFile(path);
    if (this.#descriptor === undefined) this.#difference = { kind: 'missing' };
  }

  /** Where the file and the text first part; undefined where they are the same, byte for byte. */
  get difference(): Difference | undefined {
    return this.#difference;
  }

  write(text: string): void {
    const expected = Buffer.from(text);
    const found = this.#read(expected.length);
    if (this.#difference !== undefined) return;
    const same = commonLength(expected, found);
    this.#line += countLineEnds(expected.subarray(0, same));
    if (same < expected.length) this.#difference = { kind: 'differs', line: this.#line };
  }

  end(): void {
    if (this.#descriptor === undefined) return;
    if (this.#read(1).length > 0) this.#difference ??= { kind: 'differs', line: this.#line };
    closeSync(this.#descriptor);
  }

  #read(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (this.#descriptor !== undefined && filled < length) {
      const count = readSync(this.#descriptor, bytes, filled, length - filled, null);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }
}

function openFile(path: string): number | undefined {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return undefined;
  } catch {
    return undefined;
  }
}

function commonLength(a: Buffer, b: Buffer): number {
  const shorter = Math.min(a.length, b.length);
  if (a.subarray(0, shorter).equals(b.subarray(0, shorter))) return shorter;
  let index = 0;
  while (a[index] === b[index]) index += 1;
  return index;
}

function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) count += 1;
  return count;
}
