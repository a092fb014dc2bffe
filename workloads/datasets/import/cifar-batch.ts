import { readFile, stat } from 'node:fs/promises';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import { PickleProblem } from './pickle-bytes.ts';
import { PickledArray, readPickle } from './pickle.ts';
import type { PickleValue } from './pickle.ts';

/** Pictures of CIFAR-10 with their classes. */
export interface CifarBatch {
  readonly file: string;
  readonly images: number;
  /** Class of a picture, 0 to 9. */
  label(image: number): number;
  /** The name of a picture's file, such as `emu_s_002009.png`; the binary version has none. */
  name(image: number): string | undefined;
  /** 3072 bytes: 32 rows of 32 pixels, red, green and blue interleaved. */
  pixels(image: number): Uint8Array;
}

export const cifarClasses = 10;
const side = 32;
const plane = side * side;
const pictureBytes = 3 * plane;
const recordBytes = 1 + pictureBytes;
/** A published batch has 31 MB. */
const mostBytes = 512 * 2 ** 20;

/**
 * Reads a batch of CIFAR-10 as it is published, the binary version or the Python one.
 * @throws BenchError file.missing, cifar.unreadable
 */
export async function readCifarBatch(file: string): Promise<CifarBatch> {
  const unreadable = (problem: string, cause?: unknown): Error =>
    failure('cifar.unreadable', { file, problem }, { cause });
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw new Error(`it has ${size} bytes, too many for a batch`);
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw unreadable(asError(error).message, error);
  }
  if (bytes.length === 0) throw unreadable('it is empty');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw unreadable('it is a compressed archive');
  if (bytes[0] !== 0x80) return binaryBatch(bytes, file, unreadable);
  try {
    return pickledBatch(readPickle(bytes), file, unreadable);
  } catch (error) {
    throw error instanceof PickleProblem ? unreadable(error.message, error) : error;
  }
}

type Unreadable = (problem: string) => Error;

/** Records of a class and 3072 bytes of colour planes. */
function binaryBatch(bytes: Uint8Array, file: string, unreadable: Unreadable): CifarBatch {
  const images = Math.floor(bytes.length / recordBytes);
  const rest = bytes.length % recordBytes;
  for (let image = 0; image < images; image++) {
    const label = bytes[image * recordBytes] ?? 0;
    if (label >= cifarClasses) throw unreadable(`picture ${image} has class ${label}, which is none of 0 to 9`);
  }
  if (rest !== 0) throw unreadable(`picture ${images} is cut off after ${rest} of ${recordBytes} bytes`);
  return {
    file,
    images,
    label: (image) => bytes[image * recordBytes] ?? 0,
    name: () => undefined,
    pixels: (image) => interleaved(bytes, image * recordBytes + 1, 1),
  };
}

function pickledBatch(value: PickleValue, file: string, unreadable: Unreadable): CifarBatch {
  if (!(value instanceof Map)) throw unreadable('it holds no dictionary');
  if (value.has('fine_labels')) throw unreadable('it is of CIFAR-100');
  const data = value.get('data');
  const labels = value.get('labels');
  const names = value.get('filenames');
  if (!(data instanceof PickledArray)) throw unreadable('it has no array "data"');
  if (!Array.isArray(labels)) throw unreadable('it has no list "labels"');
  if (!Array.isArray(names)) throw unreadable('it has no list "filenames"');
  const [images = 0, width = 0] = data.shape;
  if (data.shape.length !== 2 || width !== pictureBytes || data.dtype !== 'u1') {
    throw unreadable(`its data are ${data.dtype} ${data.shape.join('×')}, not u1 N×${pictureBytes}`);
  }
  if (data.data.length !== images * pictureBytes) {
    throw unreadable(`its data have ${data.data.length} bytes, not ${images * pictureBytes}`);
  }
  if (labels.length !== images || names.length !== images) {
    throw unreadable(`it has ${images} pictures, ${labels.length} labels and ${names.length} names`);
  }
  const classes = labels.map((label: PickleValue, image) => {
    if (typeof label === 'number' && label >= 0 && label < cifarClasses) return label;
    throw unreadable(`picture ${image} has a class that is none of 0 to 9`);
  });
  const files = names.map((name: PickleValue, image) => {
    if (name instanceof Uint8Array) return new TextDecoder('latin1').decode(name);
    throw unreadable(`picture ${image} has a name that is no string`);
  });
  const isByColumn = data.isFortranOrder;
  return {
    file,
    images,
    label: (image) => classes[image] ?? 0,
    name: (image) => files[image],
    pixels: (image) => interleaved(data.data, isByColumn ? image : image * pictureBytes, isByColumn ? images : 1),
  };
}

/** Turns planes of red, green and blue into pixels; `step` bytes lie from one value to the next. */
function interleaved(bytes: Uint8Array, start: number, step: number): Uint8Array {
  const pixels = new Uint8Array(pictureBytes);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[3 * pixel + channel] = bytes[start + step * (channel * plane + pixel)] ?? 0;
    }
  }
  return pixels;
}
