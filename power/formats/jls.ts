import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEvent, TraceHead } from '../trace.ts';
import { JlsChunks, type JlsChunk } from './jls-chunks.ts';
import { JlsEvents } from './jls-events.ts';
import { fileHeader, fileHeaderBytes, jlsTag, payloadHeader, payloadHeaderBytes } from './jls-layout.ts';
import { chooseSignals, jlsTracks, type JlsChoice } from './jls-signals.ts';
import { JlsValues } from './jls-values.ts';
import { openFile, type ByteSource, type OpenBytes } from './byte-source.ts';

export interface JlsOptions {
  /** The supply, for a file that holds no voltage. */
  readonly voltageV?: number | undefined;
}

/** What is read at a time along the file, and at the inputs' chunks beside it. */
const windowBytes = 2 ** 22;
const sideWindowBytes = 2 ** 15;

/**
 * Reads a Joulescope file of version 2: current and voltage (or power) of the first instrument in it as samples, its
 * digital inputs as edges, changes of the measuring range as marks. The checksum of all that is used is compared.
 * @throws BenchError file.missing, trace.unknown, trace.broken (also from the events, where a file was not closed)
 */
export function readJls(file: string, options: JlsOptions = {}): Promise<Trace> {
  return readJlsFrom(() => openFile(file), file, options);
}

/**
 * The same from anything that gives bytes.
 * @param open is called once now and once for each time the events are read; what it gives is closed
 * @param name of the source, for messages
 */
export async function readJlsFrom(open: OpenBytes, name: string, options: JlsOptions = {}): Promise<Trace> {
  const choice = await withSource(open, (source) => chosen(source, name));
  const head: TraceHead = {
    source: name,
    kind: 'jls',
    sampleRateHz: choice.values.sampleRateHz,
    quantity: choice.quantity,
    voltageV: choice.quantity === 'current' && choice.volts === undefined ? (options.voltageV ?? null) : null,
  };
  return { head, events: () => eventsOf(open, name, choice) };
}

async function chosen(source: ByteSource, name: string): Promise<JlsChoice> {
  const chunks = new JlsChunks(source, name, sideWindowBytes);
  const header = fileHeader(await chunks.bytes(0, fileHeaderBytes));
  if ('problem' in header) throw failure('trace.unknown', { file: name, problem: header.problem });
  const choice = chooseSignals(await jlsTracks(chunks));
  if ('problem' in choice) throw failure('trace.unknown', { file: name, problem: choice.problem });
  return choice;
}

async function* eventsOf(open: OpenBytes, name: string, choice: JlsChoice): AsyncGenerator<TraceEvent> {
  const source = await open();
  try {
    const chunks = new JlsChunks(source, name, windowBytes);
    const values = new JlsValues(choice.volts === undefined ? 1 : 2);
    const events = new JlsEvents(choice, () => new JlsChunks(source, name, sideWindowBytes));
    const signals = choice.volts === undefined ? [choice.values] : [choice.values, choice.volts];
    let isEmpty = true;
    let offset = fileHeaderBytes;
    for (;;) {
      if (offset === source.size)
        throw chunks.broken(offset, 'the file was not closed: what was recorded last, edges too, is missing');
      const chunk = await chunks.load(offset, ({ tag, signal, level }) => {
        const isWanted = tag === jlsTag.data || (tag === jlsTag.summary && level === 1);
        return isWanted && signals.some(({ id }) => id === signal);
      });
      if (chunk.tag === jlsTag.end) break;
      offset = chunk.end;
      const which = signals.findIndex(({ id }) => id === chunk.signal);
      if (chunk.payload.length === 0 || which < 0) continue;
      if (chunk.tag === jlsTag.summary) {
        values.reaches(which, summaryEnd(chunks, chunk, signals[which]?.samplesPerEntry ?? 0));
        continue;
      }
      const block = samplesOf(chunks, chunk);
      if (!values.add(which, block.first, block.samples)) {
        throw chunks.broken(
          chunk.offset,
          'its samples do not come after those before, or far from those that belong to them',
        );
      }
      for (const run of values.runs()) {
        isEmpty = false;
        yield* events.during(run);
      }
    }
    if (isEmpty)
      throw chunks.broken(offset, `it holds no sample ${signals.length > 1 ? 'with current and voltage' : 'at all'}`);
    yield* events.behind(values.end);
  } finally {
    await source.close();
  }
}

function samplesOf(chunks: JlsChunks, chunk: JlsChunk): { readonly first: number; readonly samples: Float32Array } {
  const head = payloadHeader(chunk.payload, 32);
  if (head === undefined) throw chunks.broken(chunk.offset, 'a chunk of samples is shorter than it says');
  const { buffer, byteOffset } = chunk.payload;
  return { first: head.firstSample, samples: new Float32Array(buffer, byteOffset + payloadHeaderBytes, head.entries) };
}

/** Where the samples end that a summary is of. Some writers leave out the samples and keep their summary. */
function summaryEnd(chunks: JlsChunks, chunk: JlsChunk, samplesPerEntry: number): number {
  const head = payloadHeader(chunk.payload, 128);
  if (head === undefined) throw chunks.broken(chunk.offset, 'a summary is shorter than it says');
  return head.firstSample + head.entries * samplesPerEntry;
}

async function withSource<T>(open: OpenBytes, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const source = await open();
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}
