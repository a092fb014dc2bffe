/** One sample as a PPK2 sends it. */
export interface Ppk2Word {
  readonly adc: number;
  readonly range?: number;
  readonly counter: number;
  readonly logic?: number;
}

/** The bytes of samples. */
export function ppk2Bytes(words: readonly Ppk2Word[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [index, { adc, range = 2, counter, logic = 0 }] of words.entries()) {
    view.setUint32(4 * index, adc | (range << 14) | ((counter & 63) << 18) | (logic << 24), true);
  }
  return bytes;
}

/** Samples in a row whose counter begins at `from`; the others of each are the same, or what `make` gives. */
export function ppk2Words(
  count: number,
  from: number,
  make: Partial<Ppk2Word> | ((index: number) => Partial<Ppk2Word>) = {},
): Ppk2Word[] {
  return Array.from({ length: count }, (_, index) => ({
    adc: 100,
    ...(typeof make === 'function' ? make(index) : make),
    counter: (from + index) & 63,
  }));
}

/** The bytes of very many samples, all the same, whose counter begins at `from`. */
export function ppk2Run(count: number, from: number, adc = 100): Uint8Array {
  const words = Uint32Array.from({ length: count }, (_, index) => adc | (2 << 14) | (((from + index) & 63) << 18));
  return new Uint8Array(words.buffer);
}
