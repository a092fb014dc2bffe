/** A .npy file as numpy.save writes it. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  data: Uint8Array,
  { order = 'False', version = 1 }: { readonly order?: 'True' | 'False'; readonly version?: number } = {},
): Buffer {
  const lengths = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${lengths}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const padded = `${header.padEnd(Math.ceil((header.length + 9 + lengthBytes) / 64) * 64 - 9 - lengthBytes)}\n`;
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntLE(padded.length, 0, lengthBytes);
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.from([version, 0]),
    length,
    Buffer.from(padded, 'latin1'),
    data,
  ]);
}
