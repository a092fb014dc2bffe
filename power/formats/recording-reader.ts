import { BenchError, failure } from '../../harness/errors.ts';
import type { SampleChunk, Trace, TraceEvent, TraceHead } from '../trace.ts';
import { openFile } from './byte-source.ts';
import type { ByteSource, OpenBytes } from './byte-source.ts';
import { crc32c } from './crc32c.ts';
import {
  blockHeadBytes,
  blockKinds,
  blockTailBytes,
  mostBlockBytes,
  recordingMagic,
  unpackPage,
} from './recording-layout.ts';
import type { ChunkStart, Page } from './recording-layout.ts';

/**
 * A recording that a session kept. Where its end is torn, the whole pages before are given, and then trace.broken.
 * @throws BenchError trace.unknown where it is no recording
 */
export async function readRecording(file: string, openBytes: OpenBytes = () => openFile(file)): Promise<Trace> {
  const source = await openBytes();
  try {
    const blocks = new Blocks(source, file);
    const head = await headOf(blocks, file);
    return { head, events: () => eventsOf(file, openBytes) };
  } finally {
    await source.close();
  }
}

async function headOf(blocks: Blocks, file: string): Promise<TraceHead> {
  try {
    const magic = await blocks.bytes(recordingMagic.length);
    if (!recordingMagic.every((byte, at) => magic[at] === byte)) throw blocks.broken('it does not begin as one');
    const block = await blocks.next();
    if (block?.kind !== blockKinds.head) throw blocks.broken('it has no head');
    return traceHead(JSON.parse(new TextDecoder().decode(block.content)), file);
  } catch (cause) {
    const problem = cause instanceof BenchError ? String(cause.details['problem']) : 'its head cannot be read';
    throw failure('trace.unknown', { file, problem: `a recording: ${problem}` }, { cause });
  }
}

function traceHead(read: unknown, file: string): TraceHead {
  const { kind, sampleRateHz, quantity, voltageV, simulated } = read as Partial<Record<keyof TraceHead, unknown>>;
  const isRate = sampleRateHz === null || (typeof sampleRateHz === 'number' && sampleRateHz > 0);
  const isVoltage = voltageV === null || typeof voltageV === 'number';
  const isQuantity = quantity === 'current' || quantity === 'power' || quantity === 'energy';
  if (typeof kind !== 'string' || !isRate || !isVoltage || !isQuantity) throw new Error('a head that says too little');
  const head: TraceHead = { source: file, kind, sampleRateHz, quantity, voltageV };
  return simulated === true ? { ...head, simulated } : head;
}

async function* eventsOf(file: string, openBytes: OpenBytes): AsyncGenerator<TraceEvent, void> {
  const source = await openBytes();
  try {
    const blocks = new Blocks(source, file);
    await blocks.bytes(recordingMagic.length);
    let next = 0;
    for (;;) {
      const block = await blocks.next();
      if (block === undefined) throw blocks.broken('the file ends without an end: it was not finished');
      if (block.kind === blockKinds.end) return;
      if (block.kind !== blockKinds.page) continue;
      let page: Page;
      try {
        page = unpackPage(block.content);
      } catch (cause) {
        throw blocks.broken(cause instanceof Error ? cause.message : String(cause));
      }
      for (const event of eventsOfPage(page, next)) {
        if (event.kind === 'samples') next = event.first + event.values.length;
        if (event.kind === 'gap') next = event.first + event.samples;
        yield event;
      }
    }
  } finally {
    await source.close();
  }
}

/** The events of a page, with the samples between them cut into chunks. */
function* eventsOfPage(page: Page, from: number): Generator<TraceEvent, void> {
  let chunk: ChunkStart = { kind: 'chunk', first: from };
  let done = 0;
  for (const { at, event } of page.events) {
    if (at > done) {
      yield chunkOf(page, done, at, chunk);
      chunk = { ...chunk, first: chunk.first + at - done };
      done = at;
    }
    if (event.kind === 'chunk') chunk = event;
    else yield event;
  }
  if (page.values.length > done) yield chunkOf(page, done, page.values.length, chunk);
}

function chunkOf(page: Page, from: number, to: number, { first, arrivedUs }: ChunkStart): SampleChunk {
  const { values, volts, timesS } = page;
  return {
    kind: 'samples',
    first,
    values: values.subarray(from, to),
    ...(volts === undefined ? {} : { volts: volts.subarray(from, to) }),
    ...(timesS === undefined ? {} : { timesS: timesS.subarray(from, to) }),
    ...(arrivedUs === undefined ? {} : { arrivedUs }),
  };
}

/** Walks through the blocks of a recording. */
class Blocks {
  readonly #source: ByteSource;
  readonly #file: string;
  #position = 0;

  constructor(source: ByteSource, file: string) {
    this.#source = source;
    this.#file = file;
  }

  /** The next bytes; fewer where there are no more. */
  async bytes(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    const held = await this.#source.read(bytes, this.#position);
    this.#position += held;
    return bytes.subarray(0, held);
  }

  /**
   * The next block, checked; undefined at the end of the file.
   * @throws BenchError trace.broken
   */
  async next(): Promise<{ kind: number; content: Uint8Array } | undefined> {
    const start = this.#position;
    const head = await this.bytes(blockHeadBytes);
    if (head.length === 0) return undefined;
    const fail = (problem: string): BenchError => {
      this.#position = start;
      return this.broken(problem);
    };
    if (head.length < blockHeadBytes) throw fail('the file ends within a block');
    const length = new DataView(head.buffer).getUint32(1, true);
    if (length > mostBlockBytes) throw fail(`a block claims ${length} bytes`);
    if (this.#position + length + blockTailBytes > this.#source.size) throw fail('the file ends within a block');
    const rest = await this.bytes(length + blockTailBytes);
    if (rest.length < length + blockTailBytes) throw fail('the file ends within a block');
    const content = rest.subarray(0, length);
    const stated = new DataView(rest.buffer).getUint32(length, true);
    if (crc32c(content, crc32c(head)) !== stated) throw fail('the checksum of a block is wrong');
    return { kind: head[0] ?? 0, content };
  }

  broken(problem: string): BenchError {
    return failure('trace.broken', { file: this.#file, place: `byte ${this.#position}`, problem });
  }
}
