import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEvent, TraceHead } from '../trace.ts';
import { crc32 } from './crc32c.ts';
import { ppk2Description } from './ppk2-description.ts';
import { Ppk2Frames, type FrameBytes } from './ppk2-frames.ts';

export interface Ppk2Options {
  /** The supply: the file does not say it. */
  readonly voltageV?: number | undefined;
}

const sessionName = 'session.raw';
const metadataName = 'metadata.json';
/** The description takes some hundred bytes. */
const mostMetadataBytes = 2 ** 20;

/**
 * Reads a session that Nordic's Power Profiler has saved (.ppk2): current as samples, the eight digital inputs as edges.
 * @throws BenchError trace.unknown, trace.broken (also from the events)
 */
export async function readPpk2(file: string, options: Ppk2Options = {}): Promise<Trace> {
  const zip = await openZip(file);
  try {
    const entries = await entriesOf(zip, file);
    if (!entries.has(sessionName)) throw unknown(file, `it holds no ${sessionName}`);
    const descriptionEntry = entries.get(metadataName);
    if (descriptionEntry === undefined) throw unknown(file, `it holds no ${metadataName}`);
    const description = ppk2Description(await textOf(zip, descriptionEntry, file));
    if ('problem' in description) throw unknown(file, description.problem);
    const { sampleRateHz, frameBytes } = description;
    const voltageV = frameBytes === 10 ? null : (options.voltageV ?? null);
    const head: TraceHead = { source: file, kind: 'ppk2', sampleRateHz, quantity: 'current', voltageV };
    return { head, events: () => eventsOf(file, sampleRateHz, frameBytes) };
  } finally {
    zip.close();
  }
}

async function* eventsOf(file: string, sampleRateHz: number, frameBytes: FrameBytes): AsyncGenerator<TraceEvent> {
  const zip = await openZip(file);
  try {
    const session = (await entriesOf(zip, file)).get(sessionName);
    if (session === undefined) throw unknown(file, `it holds no ${sessionName}`);
    const frames = new Ppk2Frames(sampleRateHz, frameBytes);
    let checksum = 0;
    for await (const bytes of bytesOf(zip, session, file)) {
      checksum = crc32(bytes, checksum);
      yield* frames.push(bytes);
    }
    if (checksum !== session.crc32)
      throw broken(file, session, 'its checksum is wrong: no sample of it can be trusted');
    if (frames.restBytes > 0) throw broken(file, session, 'it ends within a sample');
  } finally {
    zip.close();
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (cause) {
    throw unknown(file, problemOf(cause), cause);
  }
}

async function entriesOf(zip: ZipFile, file: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName === sessionName || entry.fileName === metadataName) entries.set(entry.fileName, entry);
    }
  } catch (cause) {
    throw unknown(file, problemOf(cause), cause);
  }
  return entries;
}

/** The bytes of an entry, unpacked as they are read. */
async function* bytesOf(zip: ZipFile, entry: Entry, file: string): AsyncGenerator<Uint8Array> {
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const bytes of stream) {
      if (bytes instanceof Uint8Array) yield bytes;
    }
  } catch (cause) {
    throw broken(file, entry, problemOf(cause), cause);
  }
}

async function textOf(zip: ZipFile, entry: Entry, file: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of bytesOf(zip, entry, file)) {
    length += bytes.length;
    if (length > mostMetadataBytes) throw unknown(file, `its ${metadataName} is longer than any should be`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function unknown(file: string, problem: string, cause?: unknown): Error {
  return failure('trace.unknown', { file, problem }, { cause });
}

function broken(file: string, entry: Entry, problem: string, cause?: unknown): Error {
  return failure('trace.broken', { file, place: entry.fileName, problem }, { cause });
}

function problemOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
