import { crc32c } from './crc32c.ts';

/*
 * The layout of Joulescope files, version 2 (format version 1.x of `jls/format.h` in the vendor's jls library): a file
 * header, then chunks. Numbers are little-endian; every chunk begins on a multiple of 8 bytes.
 */

export const fileHeaderBytes = 32;
export const chunkHeaderBytes = 32;
/** Before the entries of data, index and summary chunks: i64 sample id, u32 entries, u16 bits an entry, u16 reserved. */
export const payloadHeaderBytes = 16;

/** What a chunk is. Those that are not here are never read. */
export const jlsTag = {
  signalDefinition: 0x02,
  trackHead: 0x21,
  data: 0x22,
  index: 0x23,
  summary: 0x24,
  end: 0xff,
} as const;

/** Types of samples that are read: numbers, and inputs and states of 1 and 4 bits. */
export const jlsType = { f32: 0x2004, u1: 0x0103, u4: 0x0403 } as const;

const identification = Buffer.from('6a6c73666d740d0a200a201a2020b21c', 'hex');
const firstVersion = Buffer.from('d3746167666d7420', 'hex');
const newestMajor = 1;

/** What a file header says, or what is wrong with it. */
export type FileHeader = { readonly lengthBytes: number } | { readonly problem: string };

/** @param bytes the beginning of a file, as much of 32 bytes as it has */
export function fileHeader(bytes: Uint8Array): FileHeader {
  if (Buffer.compare(bytes.subarray(0, firstVersion.length), firstVersion) === 0) {
    return { problem: 'it is a .jls of the first version; convert it to version 2 with the Joulescope UI' };
  }
  if (Buffer.compare(bytes.subarray(0, identification.length), identification) !== 0) {
    return { problem: 'it does not begin as a .jls does' };
  }
  if (bytes.length < fileHeaderBytes) return { problem: 'it ends within its header' };
  const view = viewOf(bytes);
  if (view.getUint32(28, true) !== crc32c(bytes.subarray(0, 28)))
    return { problem: 'the checksum of its header is wrong' };
  const major = view.getUint8(27);
  if (major !== newestMajor) return { problem: `its format version is ${major}, not ${newestMajor}` };
  return { lengthBytes: Number(view.getBigUint64(16, true)) };
}

export interface ChunkHeader {
  readonly tag: number;
  readonly signal: number;
  /** 0 for samples, 1 for the index and the summary of samples, and so on. */
  readonly level: number;
  /** Where the next chunk of its kind is, bytes from the beginning of the file; 0 where there is none (yet). */
  readonly next: number;
  readonly payloadBytes: number;
}

/** A chunk header of 32 bytes; undefined where its checksum is wrong. */
export function chunkHeader(bytes: Uint8Array): ChunkHeader | undefined {
  const view = viewOf(bytes);
  if (view.getUint32(28, true) !== crc32c(bytes.subarray(0, 28))) return undefined;
  const meta = view.getUint16(18, true);
  return {
    tag: view.getUint8(16),
    signal: meta & 0xff,
    level: meta >>> 12,
    next: Number(view.getBigUint64(0, true)),
    payloadBytes: view.getUint32(20, true),
  };
}

/** Bytes of a payload with its padding and checksum. */
export function storedBytes(payloadBytes: number): number {
  return payloadBytes === 0 ? 0 : Math.ceil((payloadBytes + 4) / 8) * 8;
}

/** A signal of a fixed sample rate, as the file defines it. */
export interface JlsSignal {
  readonly id: number;
  /** The instrument it is of. */
  readonly source: number;
  readonly type: number;
  readonly sampleRateHz: number;
  /** Samples in a data chunk, but for the last. */
  readonly samplesPerData: number;
  /** Samples in an entry of a level-1 summary. */
  readonly samplesPerEntry: number;
  readonly name: string;
  readonly unit: string;
}

const stringsAt = 128;

/** A signal definition's payload; undefined for signals whose samples carry times of their own, and for torn ones. */
export function signalDefinition(id: number, payload: Uint8Array): JlsSignal | undefined {
  if (payload.length < stringsAt) return undefined;
  const view = viewOf(payload);
  const isFixedRate = view.getUint8(2) === 0;
  if (!isFixedRate) return undefined;
  const [name = '', unit = ''] = Buffer.from(payload.subarray(stringsAt)).toString('utf8').split('\0\x1f');
  return {
    id,
    source: view.getUint16(0, true),
    // The bits above are a scale, which the types that are read do not use.
    type: view.getUint32(4, true) & 0xffff,
    sampleRateHz: view.getUint32(8, true),
    samplesPerData: view.getUint32(12, true),
    samplesPerEntry: view.getUint32(16, true),
    name,
    unit,
  };
}

/** What stands before the entries of a data, index or summary chunk. */
export interface PayloadHeader {
  readonly firstSample: number;
  readonly entries: number;
}

/** Undefined where the payload is too short for the entries it claims, or they are of another size. */
export function payloadHeader(payload: Uint8Array, bitsPerEntry: number): PayloadHeader | undefined {
  if (payload.length < payloadHeaderBytes) return undefined;
  const view = viewOf(payload);
  const entries = view.getUint32(8, true);
  const isWhole = payload.length >= payloadHeaderBytes + Math.ceil((entries * bitsPerEntry) / 8);
  if (!isWhole || view.getUint16(12, true) !== bitsPerEntry) return undefined;
  return { firstSample: Number(view.getBigInt64(0, true)), entries };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
