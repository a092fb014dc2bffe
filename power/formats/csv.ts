import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEvent } from '../trace.ts';
import { beginningOf, blocksOf, openFile } from './byte-source.ts';
import type { OpenBytes } from './byte-source.ts';
import { csvLayout } from './csv-layout.ts';
import type { CsvLayout } from './csv-layout.ts';
import { TableRows } from './table-rows.ts';

/** So much of a file shows how it is laid out. */
const beginningBytes = 2 ** 16;

const lineFeed = 10;
const quotationMark = 34;

/** Rows in a row that cannot be read before it is said that the rest is something else. */
const mostGarbled = 1000;

export interface CsvOptions {
  /** What the columns are: see `parseCsvColumns`. Exports of Nordic's Power Profiler need none. */
  readonly columns?: string | undefined;
  /** Volts at which a current is drawn. */
  readonly voltageV?: number | undefined;
  readonly openBytes?: OpenBytes;
}

/**
 * The CSV of any tool, with `,`, `;` or tabs between the fields, and points or (between the latter) commas in numbers.
 * Times count from the first row. A row that cannot be read, and each row that is missing by the times of an even
 * sequence, is a lost sample.
 * @throws BenchError file.missing, trace.unknown, usage.option; trace.broken from the events
 */
export async function readCsv(file: string, options: CsvOptions = {}): Promise<Trace> {
  const openBytes = options.openBytes ?? ((): ReturnType<OpenBytes> => openFile(file));
  const beginning = Buffer.from(await beginningOf(openBytes, beginningBytes)).toString('utf8');
  if (beginning === '') throw failure('trace.unknown', { file, problem: 'it is empty' });
  const layout = csvLayout(beginning, file, options.columns);
  const { mapping } = layout;
  return {
    head: {
      source: file,
      kind: 'csv',
      sampleRateHz: mapping.rateHz ?? null,
      quantity: mapping.energy !== undefined ? 'energy' : mapping.power !== undefined ? 'power' : 'current',
      voltageV: options.voltageV ?? null,
    },
    async *events() {
      const reading = new CsvReading(layout, file);
      for await (const block of blocksOf(openBytes)) yield* reading.push(block);
      yield* reading.finish();
    },
  };
}

class CsvReading {
  readonly #layout: CsvLayout;
  readonly #file: string;
  readonly #rows: TableRows;
  #rest: Uint8Array = new Uint8Array(0);
  /** Lines that are done. */
  #lines = 0;
  #first = 0;
  #originUs: number | undefined;
  #garbled = 0;

  constructor(layout: CsvLayout, file: string) {
    this.#layout = layout;
    this.#file = file;
    this.#rows = new TableRows(layout.columns, layout);
  }

  *push(block: Uint8Array): Generator<TraceEvent, void> {
    const plain = this.#layout.hasQuotes ? block.filter((byte) => byte !== quotationMark) : block;
    const bytes = this.#rest.length === 0 ? plain : Buffer.concat([this.#rest, plain]);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    const begin = this.#pastHead(bytes, end);
    yield* this.#take(bytes, begin, end);
    this.#rest = bytes.slice(end);
  }

  /** A last row without an end of line may be cut off within a number. */
  *finish(): Generator<TraceEvent, void> {
    const text = Buffer.from(this.#rest).toString('utf8').trim();
    if (text === '') return;
    const fields = text.split(this.#layout.separator).length;
    if (fields < this.#layout.columns.count) throw this.#broken('the file ends within that row');
    yield this.#gap(1, 'the last row has no end of line: it may be cut off');
  }

  #pastHead(bytes: Uint8Array, end: number): number {
    let at = 0;
    while (this.#lines < this.#layout.headLines && at < end) {
      at = bytes.indexOf(lineFeed, at) + 1;
      this.#lines += 1;
    }
    return at;
  }

  *#take(bytes: Uint8Array, begin: number, end: number): Generator<TraceEvent, void> {
    const rows = this.#rows;
    rows.at = begin;
    while (rows.at < end) {
      const halt = rows.take(bytes, end);
      this.#lines += rows.count;
      if (rows.count > 0) this.#garbled = 0;
      yield* this.#chunk();
      if (halt.kind === 'level') {
        rows.setLevel(halt.input, halt.level);
        const direction = halt.level === 1 ? 'rising' : 'falling';
        yield { kind: 'edge', timeS: this.#nowS(halt.timeUs), input: halt.input, direction };
      } else if (halt.kind === 'time') {
        const periodUs = this.#layout.periodUs ?? NaN;
        const missing = Math.round((halt.timeUs - rows.lastUs) / periodUs) - 1;
        rows.goOnAt(halt.timeUs - periodUs);
        yield this.#gap(missing, 'rows are missing by their times');
      } else if (halt.kind === 'garbled' || halt.kind === 'line') {
        const lineEnd = bytes.indexOf(lineFeed, rows.at);
        this.#lines += 1;
        if (halt.kind === 'garbled') yield this.#lost(bytes.subarray(rows.at, lineEnd));
        rows.at = lineEnd + 1;
      }
    }
  }

  *#chunk(): Generator<TraceEvent, void> {
    const { count, values, volts, timesUs } = this.#rows;
    if (count === 0) return;
    const first = this.#first;
    this.#first += count;
    this.#rows.count = 0;
    const timesS = timesUs?.subarray(0, count);
    if (timesS !== undefined) {
      const originUs = (this.#originUs ??= timesS[0] ?? 0);
      for (let index = 0; index < count; index += 1) timesS[index] = ((timesS[index] ?? NaN) - originUs) / 1e6;
    }
    yield {
      kind: 'samples',
      first,
      values: values.subarray(0, count),
      ...(volts === undefined ? {} : { volts: volts.subarray(0, count) }),
      ...(timesS === undefined ? {} : { timesS }),
    };
  }

  #lost(row: Uint8Array): TraceEvent {
    this.#garbled += 1;
    if (this.#garbled > mostGarbled) throw this.#broken(`${mostGarbled} rows one after the other cannot be read`);
    const text = Buffer.from(row).toString('utf8').trim();
    const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
    return this.#gap(1, `line ${this.#lines} cannot be read: ${shown}`);
  }

  #gap(samples: number, why: string): TraceEvent {
    const first = this.#first;
    this.#first += samples;
    return { kind: 'gap', first, samples, why };
  }

  #nowS(timeUs: number): number {
    const { rateHz } = this.#layout.mapping;
    return rateHz === undefined ? (timeUs - (this.#originUs ?? timeUs)) / 1e6 : this.#first / rateHz;
  }

  #broken(problem: string): Error {
    return failure('trace.broken', { file: this.#file, place: `line ${this.#lines + 1}`, problem });
  }
}
