import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import { decodePicture, isPictureFile } from '../../images/decode.ts';
import { greyOf } from '../../images/picture.ts';
import { resizePicture } from '../../images/resize.ts';
import type { InputSpecification } from '../../specification.ts';
import { readNpy } from './npy.ts';

/** An input as it will be loaded, and what its values are. */
export interface TensorInput {
  readonly type: InputSpecification['type'];
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  /** Whether a picture had another size. */
  readonly isResized: boolean;
}

/** How files become inputs. */
export interface InputOptions {
  /** Pictures are resized to this; where it is null, they must all have one size. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly isGrey: boolean;
  /** What a file of bytes alone holds, and what arrays must be; null where the files tell. */
  readonly type: InputSpecification['type'] | null;
  readonly shape: readonly number[] | null;
}

/**
 * Reads a picture, an array (.npy) or bare bytes (.bin) as an input.
 * @throws BenchError file.missing, image.unreadable, array.unreadable, import.input
 */
export async function readInput(file: string, options: InputOptions): Promise<TensorInput> {
  const found = await readAny(file, options);
  const { type, shape } = options;
  if ((type ?? found.type) === found.type && (shape ?? found.shape).join() === found.shape.join()) return found;
  const wanted = `${type ?? found.type} ${(shape ?? found.shape).join('×')}`;
  throw failure('import.input', {
    file,
    problem: `it is ${found.type} ${found.shape.join('×')}, and the inputs are ${wanted}`,
    advice: 'Leave it out, or give --type, --shape or --size that fit',
  });
}

async function readAny(file: string, options: InputOptions): Promise<TensorInput> {
  if (isPictureFile(file)) return readPicture(file, options);
  const kind = extname(file).toLowerCase();
  if (kind !== '.npy' && kind !== '.bin') {
    const advice = 'Use .jpg, .jpeg, .png, .npy or .bin files';
    throw failure('import.input', { file, problem: `files that end with "${kind}" are not read`, advice });
  }
  const bytes = await readBytes(file);
  if (kind === '.bin') return readBare(file, bytes, options);
  const { type, shape, data } = readNpy(bytes, file);
  return { type, shape, bytes: data, isResized: false };
}

async function readPicture(file: string, { size, isGrey }: InputOptions): Promise<TensorInput> {
  const decoded = await decodePicture(file);
  const resized = size === null ? decoded : resizePicture(decoded, size.width, size.height);
  const { width, height, channels, pixels } = isGrey ? greyOf(resized) : resized;
  return { type: 'uint8', shape: [height, width, channels], bytes: pixels, isResized: resized !== decoded };
}

function readBare(file: string, bytes: Uint8Array, { type, shape }: InputOptions): TensorInput {
  if (type === null || shape === null) {
    const advice = 'Give --type and --shape, for example --type int8 --shape 49,10,1';
    throw failure('import.input', { file, problem: 'bare bytes tell neither type nor shape', advice });
  }
  const wanted = shape.reduce((product, length) => product * length, type === 'float32' ? 4 : 1);
  if (bytes.length === wanted) return { type, shape, bytes, isResized: false };
  const problem = `it has ${bytes.length} bytes, and ${type} ${shape.join('×')} takes ${wanted}`;
  throw failure('import.input', { file, problem, advice: 'Give --type and --shape that fit, or restore the file' });
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    const advice = 'Check the file and its permissions';
    throw failure('import.input', { file, problem: asError(error).message, advice }, { cause: error });
  }
}
