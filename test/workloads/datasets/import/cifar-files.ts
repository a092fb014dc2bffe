/** Batches as CIFAR-10 is published, with pictures of one's own in them. */

export interface CifarPicture {
  readonly name: string;
  readonly label: number;
  /** Of channel 0 to 2 (red, green, blue) of the pixel at row and column. */
  readonly value: (row: number, column: number, channel: number) => number;
}

const side = 32;

/** 3072 bytes: all red values row by row, then green, then blue. */
function planes({ value }: CifarPicture): number[] {
  return Array.from({ length: 3 * side * side }, (_, at) => {
    const place = at % (side * side);
    return value(Math.floor(place / side), place % side, Math.floor(at / (side * side))) & 255;
  });
}

/** What an input of the benchmark must hold: red, green and blue of each pixel, row by row. */
export function interleaved({ value }: CifarPicture): Buffer {
  const rows = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_column, column) => [0, 1, 2].map((channel) => value(row, column, channel) & 255)),
  );
  return Buffer.from(rows.flat(2));
}

/** A batch of the binary version. */
export function binaryBatch(pictures: readonly CifarPicture[]): Buffer {
  return Buffer.from(pictures.flatMap((picture) => [picture.label, ...planes(picture)]));
}

/** A batch of the Python version, as Python 2's cPickle wrote it (protocol 2). */
export function pickledBatch(pictures: readonly CifarPicture[], isFortranOrder = false): Buffer {
  const rows = pictures.map(planes);
  const data = isFortranOrder ? (rows[0] ?? []).flatMap((_, at) => rows.map((row) => row[at] ?? 0)) : rows.flat();
  return pickleOf([
    ['batch_label', shortString('testing batch 1 of 1')],
    ['labels', list(pictures.map(({ label }) => Buffer.from([0x4b, label])))],
    ['data', uint8Array([pictures.length, 3 * side * side], Buffer.from(data), isFortranOrder)],
    ['filenames', list(pictures.map(({ name }) => shortString(name)))],
  ]);
}

/** A pickled dictionary of strings to values that are pickled already. */
export function pickleOf(items: readonly (readonly [string, Buffer])[]): Buffer {
  // Everything is put into the memo as it comes, as cPickle does.
  const content = items.flatMap(([key, value]) => [shortString(key), value]);
  return Buffer.concat([Buffer.from([0x80, 2]), text('}q\x01('), ...content, text('u.')]);
}

export function text(characters: string): Buffer {
  return Buffer.from(characters, 'latin1');
}

export function shortString(characters: string): Buffer {
  return Buffer.concat([text('U'), Buffer.from([characters.length]), text(characters), text('q\x02')]);
}

export function list(items: readonly Buffer[]): Buffer {
  return Buffer.concat([text(']q\x03('), ...items, text('e')]);
}

export function uint8Array(shape: readonly number[], data: Uint8Array, isFortranOrder = false): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([
    text('cnumpy.core.multiarray\n_reconstruct\nq\x04cnumpy\nndarray\nq\x05K\x00\x85U\x01b\x87Rq\x06(K\x01'),
    text('('),
    ...shape.map(wholeNumber),
    text('t'),
    text('cnumpy\ndtype\nq\x07U\x02u1K\x00K\x01\x87Rq\x08(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb'),
    text(isFortranOrder ? '\x88' : '\x89'),
    text('T'),
    length,
    data,
    text('tb'),
  ]);
}

function wholeNumber(value: number): Buffer {
  if (value < 256) return Buffer.from([0x4b, value]);
  return Buffer.from([0x4d, value & 255, value >> 8]);
}
