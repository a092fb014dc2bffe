import type { SampleChunk, TraceEvent, TraceHead } from '../trace.ts';
import { RecordingFile } from './recording-file.ts';
import type { WriteBytes } from './recording-file.ts';
import { blockKinds, blockOf, packPage, pageSamples, recordingMagic } from './recording-layout.ts';
import type { PlacedEvent } from './recording-layout.ts';

/** What a finished recording is. */
export interface RecordingSummary {
  readonly bytes: number;
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string;
  /** All samples with the lost ones. */
  readonly samples: number;
  readonly lostSamples: number;
}

/** A page is written after so long at the latest, so that the end of the process costs no more. */
const pageSpanUs = 1e6;

/** Chunks that arrive within so long of each other are kept as one: it arrived when the last of them did. */
const arrivalSpanUs = 1e4;

/** Events after which a page is written, however few samples it has. */
const pageEvents = 4096;

/**
 * Writes a trace as it comes, in the project's own compact form: values as float32, packed a page at a time. A write
 * takes no turn of the event loop; what was written is whole whatever happens next.
 */
export class RecordingWriter {
  readonly #file: RecordingFile;
  readonly #values = new Float32Array(pageSamples);
  readonly #volts = new Float32Array(pageSamples);
  readonly #timesS = new Float64Array(pageSamples);
  /** Whether the samples of the page under way have them; all samples of a page are alike. */
  #hasVolts = false;
  #hasTimes = false;
  #count = 0;
  #events: PlacedEvent[] = [];
  /** The number that the next sample has where nothing else is said, and the first one that was not written yet. */
  #next = 0;
  #pageArrivedUs: number | undefined;
  /** The chunk that later ones are added to. */
  #open: { index: number; sinceUs: number } | undefined;
  #pendingLost = 0;
  #samples = 0;
  #lostSamples = 0;
  #hasFailed = false;
  #summary: RecordingSummary | undefined;

  private constructor(file: RecordingFile) {
    this.#file = file;
  }

  /** @throws BenchError disk.full, disk.failed */
  static create(path: string, head: TraceHead, write?: WriteBytes): RecordingWriter {
    const file = new RecordingFile(path, write);
    file.append(recordingMagic);
    file.append(jsonBlock(blockKinds.head, head));
    return new RecordingWriter(file);
  }

  /**
   * Takes the next event; a chunk's arrays are copied.
   * @throws BenchError disk.full, disk.failed: then the file ends with the last whole page, and takes no more
   */
  record(event: TraceEvent): void {
    if (this.#hasFailed || this.#summary !== undefined) return;
    if (event.kind === 'samples') {
      this.#take(event);
      return;
    }
    if (event.kind === 'gap') {
      this.#pendingLost += event.samples;
      this.#next = event.first + event.samples;
    }
    this.#place(event);
    if (this.#events.length >= pageEvents) this.#writePage();
  }

  /**
   * Writes what is left and closes the file; may be called again and gives the same.
   * @throws BenchError disk.full, disk.failed, once: what was written before is kept, and told by the next call
   */
  finish(): RecordingSummary {
    if (this.#summary !== undefined) return this.#summary;
    try {
      if (!this.#hasFailed) {
        this.#writePage();
        this.#append(jsonBlock(blockKinds.end, { samples: this.#samples, lostSamples: this.#lostSamples }));
      }
    } finally {
      this.#summary = {
        bytes: this.#file.bytes,
        sha256: this.#file.close(),
        samples: this.#samples,
        lostSamples: this.#lostSamples,
      };
    }
    return this.#summary;
  }

  #take(chunk: SampleChunk): void {
    const { values, volts, timesS } = chunk;
    if (values.length === 0) return;
    const isAlike = this.#hasVolts === (volts !== undefined) && this.#hasTimes === (timesS !== undefined);
    if (!isAlike && this.#count > 0) this.#writePage();
    this.#hasVolts = volts !== undefined;
    this.#hasTimes = timesS !== undefined;
    for (let from = 0; from < values.length;) {
      this.#beginChunk(chunk.first + from, chunk.arrivedUs);
      const count = Math.min(values.length - from, pageSamples - this.#count);
      const part = values.subarray(from, from + count);
      this.#values.set(part, this.#count);
      if (volts !== undefined) this.#volts.set(volts.subarray(from, from + count), this.#count);
      if (timesS !== undefined) this.#timesS.set(timesS.subarray(from, from + count), this.#count);
      this.#pendingLost += lostIn(part);
      this.#count += count;
      from += count;
      this.#next = chunk.first + from;
      if (this.#count === pageSamples) this.#writePage();
    }
    const { arrivedUs } = chunk;
    if (arrivedUs === undefined) return;
    this.#pageArrivedUs ??= arrivedUs;
    if (arrivedUs - this.#pageArrivedUs >= pageSpanUs) this.#writePage();
  }

  /** Says where a chunk begins, unless it goes on with the one before. */
  #beginChunk(first: number, arrivedUs: number | undefined): void {
    const open = this.#open;
    const goesOn = this.#count > 0 && open !== undefined && first === this.#next;
    if (goesOn && arrivedUs === undefined && Number.isNaN(open.sinceUs)) return;
    if (goesOn && arrivedUs !== undefined && arrivedUs - open.sinceUs <= arrivalSpanUs) {
      const placed = this.#events[open.index];
      if (placed?.event.kind === 'chunk') {
        this.#events[open.index] = { at: placed.at, event: { ...placed.event, arrivedUs } };
      }
      return;
    }
    this.#place({ kind: 'chunk', first, ...(arrivedUs === undefined ? {} : { arrivedUs }) });
    this.#open = { index: this.#events.length - 1, sinceUs: arrivedUs ?? NaN };
  }

  #place(event: PlacedEvent['event']): void {
    this.#events.push({ at: this.#count, event });
    this.#open = undefined;
  }

  #writePage(): void {
    if (this.#count === 0 && this.#events.length === 0) return;
    const page = packPage({
      values: this.#values.subarray(0, this.#count),
      volts: this.#hasVolts ? this.#volts.subarray(0, this.#count) : undefined,
      timesS: this.#hasTimes ? this.#timesS.subarray(0, this.#count) : undefined,
      events: this.#events,
    });
    this.#append(blockOf(blockKinds.page, page));
    this.#count = 0;
    this.#events = [];
    this.#open = undefined;
    this.#pageArrivedUs = undefined;
    this.#samples = this.#next;
    this.#lostSamples += this.#pendingLost;
    this.#pendingLost = 0;
  }

  #append(block: Uint8Array): void {
    try {
      this.#file.append(block);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }
}

function jsonBlock(kind: number, content: unknown): Uint8Array {
  return blockOf(kind, new TextEncoder().encode(JSON.stringify(content)));
}

function lostIn(values: Float32Array | Float64Array): number {
  let lost = 0;
  for (const value of values) if (Number.isNaN(value)) lost += 1;
  return lost;
}
