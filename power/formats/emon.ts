import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEdge, TraceEvent, TraceHead } from '../trace.ts';
import { beginningOf, blocksOf, openFile } from './byte-source.ts';
import type { OpenBytes } from './byte-source.ts';
import { emonHead, emonMagic } from './emon-head.ts';
import type { EmonHead } from './emon-head.ts';
import { TableRows } from './table-rows.ts';
import type { Halt } from './table-rows.ts';

const lineFeed = 10;

/** A line is not longer than this; of one that is, only the beginning is kept, for a message. */
const mostLineBytes = 4096;
const shownBytes = 60;

/** Rows in a row that cannot be read before it is said that this is no such stream. */
const mostGarbled = 1000;

/** An edge whose time is nearer to its place among the rows than this is on the clock of the rows, seconds. */
const sameClockS = 0.1;

/**
 * Reads a stream of `#emon` lines, live or from a file, in any chunking. What comes before its head is passed over. A
 * row that cannot be read is a lost sample, and so is each row that is missing by its time, by the count of an edge or
 * at the end.
 */
export class EmonParser {
  readonly #source: string;
  #rest = new Uint8Array(0);
  #head: EmonHead | undefined;
  #rows: TableRows | undefined;
  #line = 0;
  /** The number of the first sample that was not handed on. */
  #first = 0;
  /** Microseconds on the stream's clock at which the trace began. */
  #originUs: number | undefined;
  #garbled = { inARow: 0, text: '' };
  #hasEnded = false;

  /** @param source where it is from, for messages and the trace's head */
  constructor(source: string) {
    this.#source = source;
  }

  /** The trace's head, once it has come. */
  get head(): TraceHead | undefined {
    return this.#head?.trace;
  }

  /** `#end` has come; nothing is read after it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The line that is being read, from 1. */
  get line(): number {
    return this.#line + 1;
  }

  /**
   * Reads on. The events must be taken before the next call; a chunk's arrays are used again.
   * @param arrivedUs when the bytes came, host microseconds
   * @throws BenchError trace.unknown where the head is none, trace.broken where what follows is no such stream
   */
  *push(bytes: Uint8Array, arrivedUs?: number): Generator<TraceEvent, void> {
    if (this.#hasEnded) return;
    const all = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes);
    const end = all.lastIndexOf(lineFeed) + 1;
    yield* this.#lines(all, end, arrivedUs);
    const begun = all.subarray(end);
    this.#rest = begun.slice(0, begun.length > mostLineBytes ? shownBytes : undefined);
  }

  /** The stream has come to its end, with or without saying so: reads what has no end of line. */
  *finish(): Generator<TraceEvent, void> {
    const isEnd = Buffer.from(this.#rest).toString('latin1').startsWith('#end,');
    if (isEnd) yield* this.push(Uint8Array.of(lineFeed));
  }

  *#lines(bytes: Uint8Array, end: number, arrivedUs: number | undefined): Generator<TraceEvent, void> {
    let at = 0;
    while (at < end && !this.#hasEnded) {
      const rows = this.#rows;
      let halt: Halt = { kind: 'line' };
      if (rows !== undefined) {
        rows.at = at;
        const before = rows.count;
        halt = rows.take(bytes, end);
        at = rows.at;
        this.#line += rows.count - before;
        if (rows.count > before) this.#garbled.inARow = 0;
        yield* this.#chunk(arrivedUs);
      }
      if (halt.kind === 'time' || halt.kind === 'level') yield this.#between(halt);
      if (halt.kind !== 'line' && halt.kind !== 'garbled') continue;
      const lineEnd = bytes.indexOf(lineFeed, at);
      const text = Buffer.from(bytes.subarray(at, Math.min(lineEnd, at + mostLineBytes)))
        .toString('latin1')
        .trim();
      // An instrument that is started again may cut a row short: its head follows in the same line.
      if (halt.kind === 'garbled' && !text.includes(emonMagic)) yield* this.#lost(text);
      else yield* this.#special(text);
      this.#line += 1;
      at = lineEnd + 1;
    }
  }

  /** What was taken of samples, as a chunk. */
  *#chunk(arrivedUs: number | undefined): Generator<TraceEvent, void> {
    const rows = this.#rows;
    if (rows === undefined || rows.count === 0) return;
    const { count, values, volts, timesUs } = rows;
    if (timesUs !== undefined) this.#toSeconds(timesUs.subarray(0, count));
    const first = this.#first;
    this.#first += count;
    rows.count = 0;
    yield {
      kind: 'samples',
      first,
      values: values.subarray(0, count),
      ...(volts === undefined ? {} : { volts: volts.subarray(0, count) }),
      ...(timesUs === undefined ? {} : { timesS: timesUs.subarray(0, count) }),
      ...(arrivedUs === undefined ? {} : { arrivedUs }),
    };
  }

  #toSeconds(times: Float64Array): void {
    const originUs = (this.#originUs ??= times[0] ?? 0);
    for (let index = 0; index < times.length; index += 1) times[index] = ((times[index] ?? NaN) - originUs) / 1e6;
  }

  /** What a row shows that comes before it: rows missing, or an edge. */
  #between(halt: Extract<Halt, { kind: 'time' | 'level' }>): TraceEvent {
    if (halt.kind === 'level') {
      this.#rows?.setLevel(halt.input, halt.level);
      const { sampleRateHz } = this.#headRead().trace;
      const timeS =
        sampleRateHz === null ? (halt.timeUs - (this.#originUs ?? halt.timeUs)) / 1e6 : this.#first / sampleRateHz;
      return { kind: 'edge', timeS, input: halt.input, direction: halt.level === 1 ? 'rising' : 'falling' };
    }
    const periodUs = 1e6 / (this.#headRead().statedRateHz ?? NaN);
    const samples = Math.round((halt.timeUs - (this.#rows?.lastUs ?? NaN)) / periodUs) - 1;
    this.#rows?.goOnAt(halt.timeUs - periodUs);
    return this.#gap(samples, 'rows are missing by their times');
  }

  #gap(samples: number, why: string): TraceEvent {
    const first = this.#first;
    this.#first += samples;
    return { kind: 'gap', first, samples, why };
  }

  /** A row that cannot be read. The two halves of a row cut in two are one. */
  *#lost(text: string): Generator<TraceEvent, void> {
    const head = this.#headRead();
    const isSecondHalf = this.#garbled.inARow === 1 && isRow(this.#garbled.text + text, head.columns.count);
    this.#garbled = { inARow: isSecondHalf ? 0 : this.#garbled.inARow + 1, text };
    if (this.#garbled.inARow > mostGarbled) {
      const problem = `${mostGarbled} rows one after the other cannot be read`;
      throw failure('trace.broken', { file: this.#source, place: `line ${this.line}`, problem });
    }
    if (isSecondHalf) return;
    const first = this.#first;
    this.#first += 1;
    const shown = text.length > shownBytes ? `${text.slice(0, shownBytes)}…` : text;
    yield { kind: 'gap', first, samples: 1, why: `line ${this.line} cannot be read: ${JSON.stringify(shown)}` };
  }

  *#special(text: string): Generator<TraceEvent, void> {
    const headAt = text.indexOf(emonMagic);
    if (this.#head === undefined) {
      if (headAt !== -1) this.#begin(text.slice(headAt));
    } else if (headAt !== -1) {
      const problem = 'the stream begins anew there: the instrument was started again';
      throw failure('trace.broken', { file: this.#source, place: `line ${this.line}`, problem });
    } else if (text.startsWith('!')) yield* this.#edge(text);
    else if (text.startsWith('#end,')) yield* this.#end(text);
  }

  #begin(line: string): void {
    const head = emonHead(line, this.#source);
    this.#head = head;
    const periodUs = head.statedRateHz === null ? null : 1e6 / head.statedRateHz;
    this.#rows = new TableRows(head.columns, { separator: ',', mayWrap: true, periodUs });
  }

  /** `!,<t_us>,<n>,fal|ris`: an edge at a time, behind the n-th row. */
  *#edge(text: string): Generator<TraceEvent, void> {
    const [, timeText = '', countText = '', directionText = ''] = text.split(',');
    const rowsBefore = /^\d+$/.test(countText) ? Number(countText) : 0;
    const isTime = /^-?\d+(\.\d+)?$/.test(timeText.trim());
    if (!isTime && rowsBefore === 0) return;
    const missing = rowsBefore - this.#first;
    // Where rows have their time, that says better which are missing.
    if (missing > 0 && this.#headRead().trace.sampleRateHz !== null) {
      yield this.#gap(missing, 'rows are missing by the count of the edge that follows');
    }
    const timeS = isTime ? this.#edgeTimeS(Number(timeText)) : this.#nowS(rowsBefore);
    const directions: Record<string, TraceEdge['direction']> = { fal: 'falling', ris: 'rising' };
    yield { kind: 'edge', timeS, input: 0, direction: directions[directionText.trim()] ?? 'unknown' };
  }

  /** The stream's clock may have begun before the stream did: the first edge or row tells. */
  #edgeTimeS(timeUs: number): number {
    if (this.#originUs === undefined) {
      const nowUs = this.#nowS(this.#first) * 1e6;
      const isOwnClock = this.#headRead().trace.sampleRateHz === null;
      this.#originUs = isOwnClock || Math.abs(timeUs - nowUs) > sameClockS * 1e6 ? timeUs - nowUs : 0;
    }
    return Math.max(0, (timeUs - this.#originUs) / 1e6);
  }

  #nowS(samples: number): number {
    const { trace, statedRateHz } = this.#headRead();
    return samples / (trace.sampleRateHz ?? statedRateHz ?? Infinity);
  }

  /** `#end,<samples>,<dropped>`: rows sent, and samples that got none. */
  *#end(text: string): Generator<TraceEvent, void> {
    this.#hasEnded = true;
    const [, samplesText, droppedText] = text.split(',');
    const samples = Number(samplesText);
    const dropped = Number(droppedText);
    if (!Number.isSafeInteger(samples) || !Number.isSafeInteger(dropped)) return;
    const lost = samples + dropped - this.#first;
    if (lost > 0) yield this.#gap(lost, 'rows are missing by the count at the end, it is not known where');
  }

  #headRead(): EmonHead {
    if (this.#head === undefined) throw new Error('rows are read behind the head');
    return this.#head;
  }
}

/**
 * A file of `#emon` lines.
 * @throws BenchError trace.unknown where it does not begin as one; trace.broken from the events, after all of them, where
 * it does not end with `#end`
 */
export async function readEmon(file: string, openBytes: OpenBytes = () => openFile(file)): Promise<Trace> {
  const beginning = Buffer.from(await beginningOf(openBytes, mostLineBytes)).toString('latin1');
  const { trace: head } = emonHead(beginning.split('\n', 1)[0] ?? '', file);
  return {
    head,
    async *events() {
      const parser = new EmonParser(file);
      for await (const block of blocksOf(openBytes)) yield* parser.push(block);
      yield* parser.finish();
      if (parser.hasEnded) return;
      const problem = 'the file ends without #end: what followed is not there';
      throw failure('trace.broken', { file, place: `line ${parser.line}`, problem });
    },
  };
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}

function isRow(text: string, columns: number): boolean {
  const fields = text.split(',');
  return (
    fields.length === columns && fields.every((field) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|^nan$/i.test(field))
  );
}
