import { crc32c } from '../../power/formats/crc32c.ts';
import type { OpenBytes } from '../../power/formats/byte-source.ts';

/** Bits of a sample, and the code of its type, as the format numbers them. */
const types = {
  f32: { bits: 32, code: 0x2004 },
  u1: { bits: 1, code: 0x0103 },
  u4: { bits: 4, code: 0x0403 },
} as const;

export interface SignalOptions {
  readonly id: number;
  readonly source?: number;
  readonly name: string;
  readonly unit?: string;
  readonly type: keyof typeof types;
  readonly sampleRateHz: number;
  /** A multiple of `samplesPerEntry`; the vendor's writer takes 8192 for f32 and 65536 for u1. */
  readonly samplesPerData?: number;
  readonly samplesPerEntry?: number;
  /** Data chunks that an index names; the vendor's writer takes 10 for f32 and 20 for u1. */
  readonly chunksPerIndex?: number;
  /** Leaves out the samples of all chunks but the first, and keeps their summaries. */
  readonly omits?: boolean;
}

/** A chunk that can get the address of its next, with the list it belongs to. */
interface Written {
  readonly offset: number;
  readonly header: Buffer;
}

interface Signal extends Required<SignalOptions> {
  readonly head: Written;
  readonly headPayload: Buffer;
  first: number;
  samples: number[];
  offsets: number[];
  means: number[];
  indexFirst: number;
  lastData: Written | undefined;
  lastIndex: Written | undefined;
}

/** Writes Joulescope files of version 2 into memory, chunk by chunk as the vendor's writer does. */
export class JlsWriter {
  readonly #parts: Buffer[] = [];
  #size = 0;
  #lastPayload = 0;
  #lastDefinition: Written | undefined;
  readonly #signals = new Map<number, Signal>();

  constructor() {
    this.#append(Buffer.alloc(32));
    this.#chunk(0x40, 0, Buffer.alloc(0));
    this.source(0, 'global_annotation_source');
    this.#define(0, definition(0, 1, 0x2004, 0, 10, 10, 'global_annotation_signal', ''), [1, 2]);
  }

  source(id: number, name: string): void {
    const strings = [name, 'Jetperch', 'JS220', '1.0.0', '001122'].map((text) => `${text}\0\x1f`).join('');
    this.#chunk(0x01, id, Buffer.concat([Buffer.alloc(64), Buffer.from(strings)]));
  }

  signal(options: SignalOptions): void {
    const { bits, code } = types[options.type];
    const samplesPerEntry = options.samplesPerEntry ?? (bits === 32 ? 128 : 1024);
    const samplesPerData = options.samplesPerData ?? (bits === 32 ? 8192 : 65536);
    const { id, source = 1, name, unit = '', sampleRateHz } = options;
    const payload = definition(source, 0, code, sampleRateHz, samplesPerData, samplesPerEntry, name, unit);
    const [head, headPayload] = this.#define(id, payload, [0, 2, 3]);
    const chunksPerIndex = options.chunksPerIndex ?? (bits === 32 ? 10 : 20);
    const sizes = { samplesPerData, samplesPerEntry, chunksPerIndex };
    const empty = { first: 0, samples: [], offsets: [], means: [], indexFirst: 0 };
    const written = { head, headPayload, lastData: undefined, lastIndex: undefined };
    this.#signals.set(id, { omits: false, ...options, source, unit, ...sizes, ...empty, ...written });
  }

  /** Adds samples that come behind the last; where some are between, they are not in the file. */
  add(id: number, first: number, samples: Iterable<number>): void {
    const signal = this.#of(id);
    if (first !== signal.first + signal.samples.length) {
      this.#flush(signal);
      this.#index(signal);
      signal.first = first;
    }
    for (const sample of samples) {
      signal.samples.push(sample);
      if (signal.samples.length === signal.samplesPerData) this.#flush(signal);
      if (signal.offsets.length === signal.chunksPerIndex) this.#index(signal);
    }
  }

  utc(id: number, sample: number): void {
    const payload = Buffer.alloc(24);
    payload.writeBigInt64LE(BigInt(sample), 0);
    payload.writeUInt32LE(1, 8);
    payload.writeUInt16LE(64, 12);
    payload.writeBigInt64LE(123_456_789n, 16);
    this.#chunk(0x3a, id, payload);
  }

  annotation(id: number, text: string): void {
    this.#chunk(0x32, id, Buffer.concat([Buffer.alloc(28), Buffer.from(`${text}\0`)]));
  }

  userData(bytes: Uint8Array): void {
    this.#chunk(0x40, 0x8001, Buffer.from(bytes));
  }

  /** The file after it was closed. */
  close(): Uint8Array {
    for (const signal of this.#signals.values()) {
      this.#flush(signal);
      this.#index(signal);
    }
    this.#chunk(0xff, 0, Buffer.alloc(0));
    return this.#file(this.#size);
  }

  /** The file as a crash leaves it. */
  abandon(): Uint8Array {
    return this.#file(0);
  }

  #file(length: number): Uint8Array {
    const header = this.#parts[0] ?? Buffer.alloc(32);
    Buffer.from('6a6c73666d740d0a200a201a2020b21c', 'hex').copy(header);
    header.writeBigUInt64LE(BigInt(length), 16);
    header.writeUInt32LE(0x01000000, 24);
    header.writeUInt32LE(crc32c(header.subarray(0, 28)), 28);
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  #flush(signal: Signal): void {
    const { first, samples } = signal;
    if (samples.length === 0) return;
    const { bits } = types[signal.type];
    const isConstant = bits < 8 && samples.every((sample) => sample === samples[0]);
    const isLeftOut = (isConstant || signal.omits) && signal.lastData !== undefined;
    if (signal.offsets.length === 0) signal.indexFirst = first;
    signal.offsets.push(isLeftOut ? 0 : this.#size);
    for (let at = 0; at + signal.samplesPerEntry <= samples.length; at += signal.samplesPerEntry) {
      const entry = samples.slice(at, at + signal.samplesPerEntry).filter((sample) => Number.isFinite(sample));
      signal.means.push(entry.reduce((sum, sample) => sum + sample, 0) / entry.length);
    }
    if (!isLeftOut) {
      const data = Buffer.concat([payloadHead(first, samples.length, bits), packed(samples, bits)]);
      const chunk = this.#chunk(0x22, signal.id, data, signal.lastData);
      if (signal.lastData === undefined) this.#setHead(signal, 0, chunk.offset);
      signal.lastData = chunk;
    }
    signal.first += samples.length;
    signal.samples = [];
  }

  #index(signal: Signal): void {
    const { offsets, means, indexFirst } = signal;
    if (offsets.length === 0) return;
    const meta = signal.id + (1 << 12);
    const index = Buffer.alloc(16 + 8 * offsets.length);
    payloadHead(indexFirst, offsets.length, 64).copy(index);
    offsets.forEach((offset, k) => index.writeBigUInt64LE(BigInt(offset), 16 + 8 * k));
    const chunk = this.#chunk(0x23, meta, index, signal.lastIndex);
    if (signal.lastIndex === undefined) this.#setHead(signal, 1, chunk.offset);
    signal.lastIndex = chunk;
    const summary = Buffer.alloc(16 + 16 * means.length);
    payloadHead(indexFirst, means.length, 128).copy(summary);
    means.forEach((mean, k) => summary.writeFloatLE(mean, 16 + 16 * k));
    this.#chunk(0x24, meta, summary);
    signal.offsets = [];
    signal.means = [];
  }

  /** A signal's definition and, for each of its tracks, a definition and a head with the addresses of its chunks. */
  #define(id: number, payload: Buffer, tracks: readonly number[]): readonly [Written, Buffer] {
    this.#lastDefinition = this.#chunk(0x02, id, payload, this.#lastDefinition);
    let first: readonly [Written, Buffer] | undefined;
    for (const track of tracks) {
      this.#lastDefinition = this.#chunk(0x20 | (track << 3), id, Buffer.alloc(0), this.#lastDefinition);
      const headPayload = Buffer.alloc(128);
      this.#lastDefinition = this.#chunk(0x21 | (track << 3), id, headPayload, this.#lastDefinition);
      first ??= [this.#lastDefinition, this.#parts[this.#parts.length - 2] ?? headPayload];
    }
    if (first === undefined) throw new Error('a signal has tracks');
    return first;
  }

  #setHead(signal: Signal, level: number, offset: number): void {
    signal.headPayload.writeBigUInt64LE(BigInt(offset), 8 * level);
    const at = this.#parts.indexOf(signal.headPayload) + 1;
    this.#parts[at] = trailer(signal.headPayload);
  }

  #chunk(tag: number, meta: number, payload: Buffer, previous?: Written): Written {
    const header = Buffer.alloc(32);
    header.writeBigUInt64LE(BigInt(previous?.offset ?? 0), 8);
    header.writeUInt8(tag, 16);
    header.writeUInt16LE(meta, 18);
    header.writeUInt32LE(payload.length, 20);
    header.writeUInt32LE(this.#lastPayload, 24);
    header.writeUInt32LE(crc32c(header.subarray(0, 28)), 28);
    const chunk = { offset: this.#size, header };
    if (previous !== undefined) {
      previous.header.writeBigUInt64LE(BigInt(chunk.offset), 0);
      previous.header.writeUInt32LE(crc32c(previous.header.subarray(0, 28)), 28);
    }
    this.#append(header);
    if (payload.length > 0) {
      this.#append(payload);
      this.#append(trailer(payload));
    }
    this.#lastPayload = payload.length;
    return chunk;
  }

  #append(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.length;
  }

  #of(id: number): Signal {
    const signal = this.#signals.get(id);
    if (signal === undefined) throw new Error(`there is no signal ${id}`);
    return signal;
  }
}

/** The bytes as a source that is read like a file. */
export function inMemory(bytes: Uint8Array): OpenBytes {
  return () =>
    Promise.resolve({
      size: bytes.length,
      read(target, position) {
        const part = bytes.subarray(position, position + target.length);
        target.set(part);
        return Promise.resolve(part.length);
      },
      close: () => Promise.resolve(),
    });
}

function definition(
  source: number,
  kind: number,
  type: number,
  sampleRateHz: number,
  samplesPerData: number,
  samplesPerEntry: number,
  name: string,
  unit: string,
): Buffer {
  const payload = Buffer.alloc(128);
  payload.writeUInt16LE(source, 0);
  payload.writeUInt8(kind, 2);
  const numbers = [type, sampleRateHz, samplesPerData, samplesPerEntry, 640, 20, 100, 100];
  numbers.forEach((number, k) => payload.writeUInt32LE(number, 4 + 4 * k));
  return Buffer.concat([payload, Buffer.from(`${name}\0\x1f${unit}\0\x1f`)]);
}

function payloadHead(first: number, entries: number, bits: number): Buffer {
  const head = Buffer.alloc(16);
  head.writeBigInt64LE(BigInt(first), 0);
  head.writeUInt32LE(entries, 8);
  head.writeUInt16LE(bits, 12);
  return head;
}

function packed(samples: readonly number[], bits: number): Buffer {
  if (bits === 32) return Buffer.from(Float32Array.from(samples).buffer);
  const bytes = Buffer.alloc(Math.ceil((samples.length * bits) / 8));
  samples.forEach((sample, k) => {
    const at = Math.floor((k * bits) / 8);
    bytes[at] = (bytes[at] ?? 0) | (sample << ((k * bits) % 8));
  });
  return bytes;
}

/** Padding and checksum, so that the chunk ends on a multiple of 8 bytes. */
function trailer(payload: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + ((8 - ((payload.length + 4) % 8)) % 8));
  bytes.writeUInt32LE(crc32c(payload), bytes.length - 4);
  return bytes;
}
