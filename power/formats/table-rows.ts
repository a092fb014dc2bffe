import { DecimalReader, separators } from './decimal.ts';

/** Samples that are handed on at a time, at most. */
const capacity = 8192;
const hash = 35;
const exclamationMark = 33;
const carriageReturn = 13;
const lineFeed = 10;

const zero = 48;
const point = 46;
const comma = 44;

/** Rows with another form than the others, and the share of them, before it is believed that rows have no form. */
const mostOddRows = 3;
const mostOddShare = 0.05;

/** Why rows are no longer taken one after the other. */
export type Halt =
  | { readonly kind: 'full' | 'end' | 'line' | 'garbled' }
  | { readonly kind: 'time'; readonly timeUs: number }
  | { readonly kind: 'level'; readonly input: number; readonly level: 0 | 1; readonly timeUs: number };

/** What the columns of rows are for; -1 where there is none of a kind. Numbers are multiplied by their factors. */
export interface TableColumns {
  /** How many fields a row has; with `mayHaveMore`, at least. */
  readonly count: number;
  readonly mayHaveMore?: boolean;
  readonly value: number;
  readonly valueFactor?: number;
  readonly volts: number;
  readonly voltsFactor?: number;
  readonly time: number;
  /** Makes microseconds of a time. */
  readonly timeFactor?: number;
  /** The columns of digital inputs, which inputs they are, and the number from which on a level is high. */
  readonly levels: readonly { readonly column: number; readonly input: number; readonly highFrom: number }[];
}

export interface TableForm {
  readonly separator: keyof typeof separators;
  readonly hasDecimalComma?: boolean;
  /** The clock has 32 bits and begins anew every 71 minutes. */
  readonly mayWrap?: boolean;
  /** From row to row, where rows have a time and it is known: so that missing ones are seen. */
  readonly periodUs: number | null;
}

/** Takes the rows of samples from the bytes of whole lines: the part that has to be fast. */
export class TableRows {
  readonly #columns: TableColumns;
  readonly #form: TableForm;
  readonly #separator: number;
  readonly #reader: DecimalReader;
  readonly #valueFactor: number;
  readonly #voltsFactor: number;
  readonly #timeFactor: number;
  /** For each column whether it is read. */
  readonly #isRead: readonly boolean[];
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

  constructor(columns: TableColumns, form: TableForm) {
    const { value, volts, time, levels, valueFactor = 1, voltsFactor = 1, timeFactor = 1 } = columns;
    this.#columns = columns;
    this.#form = form;
    this.#separator = separators[form.separator];
    this.#reader = new DecimalReader(this.#separator, form.hasDecimalComma === true ? comma : point);
    this.#valueFactor = valueFactor;
    this.#voltsFactor = voltsFactor;
    this.#timeFactor = timeFactor;
    const read = new Set([value, volts, time, ...levels.map(({ column }) => column)]);
    this.#isRead = Array.from({ length: columns.count }, (_, column) => read.has(column));
    if (volts !== -1) this.volts = new Float64Array(capacity);
    if (time !== -1) this.timesUs = new Float64Array(capacity);
    this.#levels = levels.map(() => undefined);
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
    const { count, value: valueColumn, volts: voltsColumn, time: timeColumn } = this.#columns;
    const reader = this.#reader;
    reader.at = this.at;
    let value = NaN;
    let volt = NaN;
    let timeUs = NaN;
    let decimals = 0;
    let isLost = false;
    for (let column = 0; column < count; column += 1) {
      if (this.#isRead[column] === true) {
        const read = reader.read(bytes);
        if (reader.form === 'garbled') return { kind: 'garbled' };
        if (column === valueColumn) {
          value = read * this.#valueFactor;
          decimals = reader.decimals;
          isLost = reader.form === 'lost';
        } else if (column === voltsColumn) volt = read * this.#voltsFactor;
        else if (column === timeColumn) timeUs = read * this.#timeFactor;
        else this.#noteLevel(column, read);
      } else reader.skip(bytes);
      if (column < count - 1) {
        if (bytes[reader.at] !== this.#separator) return { kind: 'garbled' };
        reader.at += 1;
      }
    }
    const after = this.#endOfRow(bytes, reader.at);
    if (after === undefined) return { kind: 'garbled' };
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
    this.at = after;
    return undefined;
  }

  /** Behind the end of line that is at `at`, or behind further columns where there may be some. */
  #endOfRow(bytes: Uint8Array, at: number): number | undefined {
    if (bytes[at] === lineFeed) return at + 1;
    if (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) return at + 2;
    return this.#columns.mayHaveMore === true ? bytes.indexOf(lineFeed, at) + 1 : undefined;
  }

  /** Looks whether the row follows the last one in time, and has the levels that are known. */
  #place(rawUs: number): Halt | undefined {
    let timeUs = rawUs;
    if (this.timesUs !== undefined) {
      timeUs = this.#form.mayWrap === true ? unwrapped(rawUs, this.lastUs) : rawUs;
      if (!(timeUs >= this.lastUs || Number.isNaN(this.lastUs)) || Number.isNaN(timeUs)) return { kind: 'garbled' };
      const { periodUs } = this.#form;
      if (periodUs !== null && timeUs - this.lastUs > 1.5 * periodUs) return { kind: 'time', timeUs };
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
    const highFrom = this.#columns.levels[index]?.highFrom ?? NaN;
    this.#rowLevels[index] = Number.isNaN(read) ? undefined : read >= highFrom ? 1 : 0;
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
