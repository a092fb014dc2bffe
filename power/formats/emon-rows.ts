import { DecimalReader } from './decimal.ts';
import type { EmonColumns } from './emon-head.ts';

/** Samples that are handed on at a time, at most. */
const capacity = 8192;
const hash = 35;
const exclamationMark = 33;
const carriageReturn = 13;
const lineFeed = 10;
const comma = 44;

const zero = 48;
const point = 46;

/** Rows with another form than the others, and the share of them, before it is believed that rows have no form. */
const mostOddRows = 3;
const mostOddShare = 0.05;

/** Why rows are no longer taken one after the other. */
export type Halt =
  | { readonly kind: 'full' | 'end' | 'line' | 'garbled' }
  | { readonly kind: 'time'; readonly timeUs: number }
  | { readonly kind: 'level'; readonly input: number; readonly level: 0 | 1; readonly timeUs: number };

/** Takes the rows of samples from the bytes of whole lines: the part that has to be fast. */
export class EmonRows {
  readonly #columns: EmonColumns;
  readonly #periodUs: number | null;
  readonly #reader = new DecimalReader();
  readonly values = new Float64Array(capacity);
  readonly volts: Float64Array | undefined;
  readonly timesUs: Float64Array | undefined;
  readonly #levels: (0 | 1 | undefined)[];
  readonly #rowLevels: (0 | 1 | undefined)[];
  /** How many samples it holds. */
  count = 0;
  /** Where it halted: the beginning of the row that it did not take. */
  at = 0;
  /** Microseconds of the last row, on the stream's clock. */
  lastUs = NaN;
  /** Digits behind the point that each row has, once that is known to be so. */
  #fixedDecimals: number | undefined;
  #rows = 0;
  #oddRows = 0;
  #mayBeFixed = true;

  /** @param periodUs from row to row where that is stated and rows have their time: so that missing ones are seen */
  constructor(columns: EmonColumns, periodUs: number | null) {
    this.#columns = columns;
    this.#periodUs = periodUs;
    if (columns.volts !== -1) this.volts = new Float64Array(capacity);
    if (columns.timeUs !== -1) this.timesUs = new Float64Array(capacity);
    this.#levels = columns.levels.map(() => undefined);
    this.#rowLevels = [...this.#levels];
  }

  /** Takes rows from `at` on, until `end`, the room for samples, or a line that is something else. */
  take(bytes: Uint8Array, end: number): Halt {
    while (this.at < end) {
      const first = bytes[this.at];
      if (first === lineFeed || first === carriageReturn) {
        this.at += 1;
        continue;
      }
      if (first === hash || first === exclamationMark) return { kind: 'line' };
      if (this.count === capacity) return { kind: 'full' };
      const halt = this.#row(bytes);
      if (halt !== undefined) return halt;
    }
    return { kind: 'end' };
  }

  /** The row after a gap is where it should be. */
  goOnAt(timeUs: number): void {
    this.lastUs = timeUs;
  }

  setLevel(input: number, level: 0 | 1): void {
    const index = this.#columns.levels.findIndex((each) => each.input === input);
    this.#levels[index] = level;
  }

  /** Takes one row, unless something keeps it from that: then `at` stays. */
  #row(bytes: Uint8Array): Halt | undefined {
    const { count, value: valueColumn, volts: voltsColumn, timeUs: timeColumn, levels } = this.#columns;
    const reader = this.#reader;
    reader.at = this.at;
    let value = NaN;
    let volt = NaN;
    let timeUs = NaN;
    let decimals = 0;
    let isLost = false;
    for (let column = 0; column < count; column += 1) {
      const read = reader.read(bytes);
      if (reader.form === 'garbled') return { kind: 'garbled' };
      if (column === valueColumn) {
        value = read;
        decimals = reader.decimals;
        isLost = reader.form === 'lost';
      } else if (column === voltsColumn) volt = read;
      else if (column === timeColumn) timeUs = read;
      else if (levels.length > 0) this.#noteLevel(column, read);
      if (column < count - 1) {
        if (bytes[reader.at] !== comma) return { kind: 'garbled' };
        reader.at += 1;
      }
    }
    let after = reader.at;
    if (bytes[after] === carriageReturn) after += 1;
    if (bytes[after] !== lineFeed) return { kind: 'garbled' };
    if (!isLost && decimals !== this.#fixedDecimals && this.#hasOddForm(bytes, reader.at, decimals)) {
      return { kind: 'garbled' };
    }
    const halt = this.#place(timeUs);
    if (halt !== undefined) return halt;
    this.values[this.count] = value;
    if (this.volts !== undefined) this.volts[this.count] = volt;
    if (this.timesUs !== undefined) this.timesUs[this.count] = this.lastUs;
    this.count += 1;
    this.#rows += 1;
    this.at = after + 1;
    return undefined;
  }

  /** Looks whether the row follows the last one in time, and has the levels that are known. */
  #place(rawUs: number): Halt | undefined {
    let timeUs = rawUs;
    if (this.timesUs !== undefined) {
      timeUs = unwrapped(rawUs, this.lastUs);
      if (!(timeUs >= this.lastUs || Number.isNaN(this.lastUs)) || Number.isNaN(timeUs)) return { kind: 'garbled' };
      if (this.#periodUs !== null && timeUs - this.lastUs > 1.5 * this.#periodUs) return { kind: 'time', timeUs };
    }
    for (let index = 0; index < this.#levels.length; index += 1) {
      const level = this.#rowLevels[index];
      if (level === undefined) continue;
      const input = this.#columns.levels[index]?.input ?? 0;
      if (this.#levels[index] === undefined) this.#levels[index] = level;
      else if (level !== this.#levels[index]) return { kind: 'level', input, level, timeUs };
    }
    this.lastUs = timeUs;
    return undefined;
  }

  #noteLevel(column: number, read: number): void {
    const index = this.#columns.levels.findIndex((each) => each.column === column);
    if (index !== -1) this.#rowLevels[index] = read === 0 ? 0 : read === 1 ? 1 : undefined;
  }

  /**
   * A row that was cut in two can leave a number. Where the rows have a fixed number of decimals, as a zero at the end
   * of one shows, another number of them gives it away.
   */
  #hasOddForm(bytes: Uint8Array, end: number, decimals: number): boolean {
    if (!this.#mayBeFixed) return false;
    if (this.#fixedDecimals === undefined) {
      const endsWithZero = bytes[end - 1] === zero && bytes[end - 1 - decimals] === point;
      if (this.#columns.count === 1 && decimals > 1 && endsWithZero) this.#fixedDecimals = decimals;
      return false;
    }
    this.#oddRows += 1;
    if (this.#oddRows > mostOddRows + this.#rows * mostOddShare) this.#mayBeFixed = false;
    return this.#mayBeFixed;
  }
}

/** A clock of 32 bits begins anew every 71 minutes. */
function unwrapped(timeUs: number, lastUs: number): number {
  const range = 2 ** 32;
  if (!(lastUs - timeUs > range / 2)) return timeUs;
  return timeUs + range * Math.round((lastUs - timeUs) / range);
}
