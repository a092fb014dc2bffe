import { failure } from '../../../harness/errors.ts';

/** Types of values that an input can have, by what numpy calls them. */
const types = { '|u1': 'uint8', '|i1': 'int8', '<f4': 'float32' } as const;

/** An array of a .npy file. */
export interface NpyArray {
  readonly type: (typeof types)[keyof typeof types];
  readonly shape: readonly number[];
  /** The values as they lie in the file: the last index runs fastest, little-endian. */
  readonly data: Uint8Array;
}

/**
 * Reads a .npy file (NEP 1) of uint8, int8 or little-endian float32 in C order.
 * @throws BenchError array.unreadable
 */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  const unreadable = (problem: string): Error => failure('array.unreadable', { file, problem });
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 12 || magic.some((byte, at) => bytes[at] !== byte)) {
    throw unreadable('it does not begin as a .npy file does');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) throw unreadable(`it is of version ${version}, and 1 to 3 are known`);
  const headerStart = version === 1 ? 10 : 12;
  const start = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw unreadable('its header is cut off');
  const header = new TextDecoder('latin1').decode(bytes.subarray(headerStart, start));
  const [, descr] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, order] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, lengths] = /'shape':\s*\(([\d\s,]*)\)/.exec(header) ?? [];
  if (descr === undefined || order === undefined || lengths === undefined) {
    throw unreadable('its header does not tell type, order and shape of a plain array');
  }
  const type = Object.entries(types).find(([name]) => name === descr)?.[1];
  if (type === undefined) throw unreadable(`its values are ${descr}, not |u1 (uint8), |i1 (int8) or <f4 (float32)`);
  const shape = lengths
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(Number);
  if (order === 'True' && shape.length > 1) throw unreadable('it is stored by columns (fortran_order)');
  const wanted = shape.reduce((product, length) => product * length, type === 'float32' ? 4 : 1);
  const found = bytes.length - start;
  if (found !== wanted) throw unreadable(`its values take ${wanted} bytes, and ${found} are there`);
  return { type, shape, data: bytes.subarray(start) };
}
