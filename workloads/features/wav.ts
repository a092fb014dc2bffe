import { failure } from '../../harness/errors.ts';

/** A recording: one array of samples a channel, full scale ±1. */
export interface Recording {
  readonly sampleRateHz: number;
  readonly channels: readonly Float32Array[];
}

interface Format {
  readonly encoding: 'integer' | 'float';
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** What a program that writes to a pipe puts where it cannot know a length. */
const LENGTH_UNKNOWN = 0xffffffff;

/**
 * Reads a RIFF/WAVE file: 8, 16, 24 or 32 bit PCM, 32 or 64 bit float, any number of channels.
 * @throws BenchError sound.unreadable
 */
export function readWav(bytes: Uint8Array, file: string): Recording {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw unreadable(file, 'it does not begin with RIFF … WAVE');
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = tag(view, at);
    const declared = view.getUint32(at + 4, true);
    const start = at + 8;
    const length = name === 'data' && declared === LENGTH_UNKNOWN ? bytes.length - start : declared;
    if (start + length > bytes.length) {
      throw unreadable(
        file,
        `its ${name} chunk of ${length} bytes ends after ${bytes.length - start}: the file is cut off`,
      );
    }
    if (name === 'fmt ') format = readFormat(view, start, length, file);
    if (name === 'data') {
      if (format === undefined) throw unreadable(file, 'its data come before their format');
      return readSamples(view, start, length, format, file);
    }
    at = start + length + (length % 2);
  }
  throw unreadable(file, 'it has no data chunk');
}

function readFormat(view: DataView, at: number, length: number, file: string): Format {
  if (length < 16) throw unreadable(file, `its format chunk has ${length} bytes instead of 16 or more`);
  const kind = view.getUint16(at, true);
  // The first two bytes of an extensible format's GUID are the code that it stands for.
  const code = kind === EXTENSIBLE && length >= 26 ? view.getUint16(at + 24, true) : kind;
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  const bitsPerSample = view.getUint16(at + 14, true);
  const known = code === PCM ? [8, 16, 24, 32] : code === IEEE_FLOAT ? [32, 64] : [];
  if (!known.includes(bitsPerSample)) {
    throw unreadable(file, `samples of format ${code} with ${bitsPerSample} bits are neither PCM nor float`);
  }
  if (channels === 0 || sampleRateHz === 0) throw unreadable(file, `it has ${channels} channels at ${sampleRateHz} Hz`);
  return { encoding: code === PCM ? 'integer' : 'float', channels, sampleRateHz, bitsPerSample };
}

function readSamples(view: DataView, start: number, length: number, format: Format, file: string): Recording {
  const sampleBytes = format.bitsPerSample / 8;
  const frames = Math.floor(length / (sampleBytes * format.channels));
  if (frames === 0) throw unreadable(file, 'it holds no samples');
  const read = sampleReader(view, format);
  const channels = Array.from({ length: format.channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_sample, n) => read(start + (n * format.channels + channel) * sampleBytes)),
  );
  if (channels.some((samples) => !samples.every(Number.isFinite))) {
    throw unreadable(file, 'it holds samples that are no finite numbers');
  }
  return { sampleRateHz: format.sampleRateHz, channels };
}

function sampleReader(view: DataView, format: Format): (at: number) => number {
  if (format.encoding === 'float') {
    return format.bitsPerSample === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  }
  switch (format.bitsPerSample) {
    case 8: // Alone among the PCM widths it is unsigned.
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32768;
    case 24:
      return (at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 8388608;
    default:
      return (at) => view.getInt32(at, true) / 2147483648;
  }
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}

function unreadable(file: string, problem: string): Error {
  return failure('sound.unreadable', { file, problem });
}
