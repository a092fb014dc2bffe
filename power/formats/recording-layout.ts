import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { TraceEvent } from '../trace.ts';
import { crc32c } from './crc32c.ts';

/**
 * The layout of a recording, all little-endian. It begins with the magic; then blocks follow, each a u8 that says what
 * it is, a u32 with the length of its content, the content, and the CRC-32C of all that. The first is the head (JSON),
 * the last the end (JSON); between them are pages.
 */
export const recordingMagic = new TextEncoder().encode('BBTRACE1');

export const blockKinds = { head: 1, page: 2, end: 3 } as const;

/** What a block has before and behind its content. */
export const blockHeadBytes = 5;
export const blockTailBytes = 4;

/** Longer blocks are not written, and those who claim to be are not believed. */
export const mostBlockBytes = 2 ** 24;

/** Samples after which a page is written. */
export const pageSamples = 16384;

/** An event, and how many samples of its page come before it. A chunk is here without its samples. */
export interface PlacedEvent {
  readonly at: number;
  readonly event: Exclude<TraceEvent, { kind: 'samples' }> | ChunkStart;
}

/** Where samples do not follow those before them without a break, or arrived later. */
export interface ChunkStart {
  readonly kind: 'chunk';
  readonly first: number;
  readonly arrivedUs?: number;
}

/** Samples in a row with what happened between them. */
export interface Page {
  readonly values: Float32Array;
  readonly volts: Float32Array | undefined;
  readonly timesS: Float64Array | undefined;
  readonly events: readonly PlacedEvent[];
}

/** A whole block. */
export function blockOf(kind: number, content: Uint8Array): Uint8Array {
  const block = new Uint8Array(blockHeadBytes + content.length + blockTailBytes);
  const view = new DataView(block.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, content.length, true);
  block.set(content, blockHeadBytes);
  const checkedBytes = blockHeadBytes + content.length;
  view.setUint32(checkedBytes, crc32c(block.subarray(0, checkedBytes)), true);
  return block;
}

/** The head of a page: samples, what there is of them, bytes of its events as JSON. */
const pageHeadBytes = 9;
const hasVolts = 1;
const hasTimes = 2;

/**
 * The content of a page: its head, then deflated its events and the bytes of its numbers, first the lowest byte of
 * each, at last the highest: those are alike, and pack well.
 */
export function packPage({ values, volts, timesS, events }: Page): Uint8Array {
  const eventBytes = new TextEncoder().encode(events.length === 0 ? '' : JSON.stringify(events));
  const columns = [values, volts, timesS].filter((column) => column !== undefined);
  const body = new Uint8Array(eventBytes.length + columns.reduce((sum, column) => sum + column.byteLength, 0));
  body.set(eventBytes);
  let at = eventBytes.length;
  for (const column of columns) {
    toPlanes(bytesOf(column), column.BYTES_PER_ELEMENT, body.subarray(at, at + column.byteLength));
    at += column.byteLength;
  }
  const packed = deflateRawSync(body, { level: 1 });
  const content = new Uint8Array(pageHeadBytes + packed.length);
  const view = new DataView(content.buffer);
  view.setUint32(0, values.length, true);
  view.setUint8(4, (volts === undefined ? 0 : hasVolts) | (timesS === undefined ? 0 : hasTimes));
  view.setUint32(5, eventBytes.length, true);
  content.set(packed, pageHeadBytes);
  return content;
}

/**
 * A page from its content, which was checked.
 * @throws Error where it is none
 */
export function unpackPage(content: Uint8Array): Page {
  if (content.length < pageHeadBytes) throw new Error('a page is too short');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const samples = view.getUint32(0, true);
  const flags = view.getUint8(4);
  const eventBytes = view.getUint32(5, true);
  const sampleBytes = 4 + (flags & hasVolts ? 4 : 0) + (flags & hasTimes ? 8 : 0);
  const bodyBytes = eventBytes + samples * sampleBytes;
  if (bodyBytes > mostBlockBytes) throw new Error('a page is too long');
  const body =
    bodyBytes === 0
      ? new Uint8Array(0)
      : inflateRawSync(content.subarray(pageHeadBytes), { maxOutputLength: bodyBytes });
  if (body.length !== bodyBytes) throw new Error('a page is not as long as it says');
  const eventText = new TextDecoder().decode(body.subarray(0, eventBytes));
  let at = eventBytes;
  const column = <Column extends Float32Array | Float64Array>(made: Column): Column => {
    fromPlanes(body.subarray(at, at + made.byteLength), made.BYTES_PER_ELEMENT, bytesOf(made));
    at += made.byteLength;
    return made;
  };
  return {
    values: column(new Float32Array(samples)),
    volts: flags & hasVolts ? column(new Float32Array(samples)) : undefined,
    timesS: flags & hasTimes ? column(new Float64Array(samples)) : undefined,
    events: eventText === '' ? [] : placedEvents(JSON.parse(eventText), samples),
  };
}

const eventKinds: readonly unknown[] = ['chunk', 'edge', 'gap', 'mark'];

/** The checksum says that this is what was written; what is checked here is that a recorder wrote it. */
function placedEvents(read: unknown, samples: number): PlacedEvent[] {
  if (!Array.isArray(read)) throw new Error('the events of a page are no list');
  let lastAt = 0;
  for (const placed of read as readonly Partial<PlacedEvent>[]) {
    const { at, event } = placed;
    const isPlaced = typeof at === 'number' && at >= lastAt && at <= samples;
    if (!isPlaced || typeof event !== 'object' || !eventKinds.includes(event.kind)) {
      throw new Error('an event of a page is none');
    }
    lastAt = at;
  }
  return read as PlacedEvent[];
}

/** Numbers as all machines that Node runs on have them: the lowest byte first. */
function bytesOf(numbers: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function toPlanes(bytes: Uint8Array, width: number, planes: Uint8Array): void {
  const count = bytes.length / width;
  for (let plane = 0; plane < width; plane += 1) {
    const start = plane * count;
    for (let index = 0; index < count; index += 1) planes[start + index] = bytes[index * width + plane] ?? 0;
  }
}

function fromPlanes(planes: Uint8Array, width: number, bytes: Uint8Array): void {
  const count = bytes.length / width;
  for (let plane = 0; plane < width; plane += 1) {
    const start = plane * count;
    for (let index = 0; index < count; index += 1) bytes[index * width + plane] = planes[start + index] ?? 0;
  }
}
