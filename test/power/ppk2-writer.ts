import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../power/formats/crc32c.ts';

/** A zip archive of packed entries. */
export function zipOf(entries: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, place, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const names = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(names.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...parts, names, Buffer.from('PK\x05\x06'), end]));
}

/** What a sample of a session says. */
export interface Frame {
  readonly microamperes: number;
  readonly volts?: number;
  /** The eight inputs from the first: `0`, `1`, `x` for both, `?` for not known. */
  readonly inputs: string;
}

/** The bytes of a `session.raw`. */
export function sessionOf(frames: readonly Frame[]): Uint8Array {
  const bytes = frames.map(({ microamperes, volts, inputs }) => {
    const states = Array.from(inputs).reduce((sum, input, k) => sum + ('?01x'.indexOf(input) << (2 * k)), 0);
    const frame = Buffer.alloc(volts === undefined ? 6 : 10);
    frame.writeFloatLE(microamperes, 0);
    if (volts !== undefined) frame.writeFloatLE(volts, 4);
    frame.writeUInt16LE(states, frame.length - 2);
    return frame;
  });
  return new Uint8Array(Buffer.concat(bytes));
}
