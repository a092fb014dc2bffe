import type { Builder, Offset } from 'flatbuffers';

/** A field of a table. What has the schema's default, 0, is left out of the file. */
export type TableField =
  | { readonly field: number; readonly int8: number }
  | { readonly field: number; readonly int32: number }
  | { readonly field: number; readonly float32: number }
  /** A vector, string or table written before. */
  | { readonly field: number; readonly offset: Offset };

/** Writes a table with room for `size` fields. */
export function writeTable(builder: Builder, size: number, entries: readonly TableField[]): Offset {
  builder.startObject(size);
  for (const entry of entries) {
    if ('int8' in entry) builder.addFieldInt8(entry.field, entry.int8, 0);
    else if ('int32' in entry) builder.addFieldInt32(entry.field, entry.int32, 0);
    else if ('float32' in entry) builder.addFieldFloat32(entry.field, entry.float32, 0);
    else builder.addFieldOffset(entry.field, entry.offset, 0);
  }
  return builder.endObject();
}

/** Bytes that begin at a multiple of `alignment` in the file. */
export function writeBytes(builder: Builder, bytes: Uint8Array, alignment: number): Offset {
  builder.startVector(1, bytes.length, alignment);
  for (const byte of bytes.toReversed()) builder.addInt8(byte);
  return builder.endVector();
}

export function writeInt32s(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addInt32(value);
  return builder.endVector();
}

export function writeInt64s(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(8, values.length, 8);
  for (const value of values.toReversed()) builder.addInt64(BigInt(value));
  return builder.endVector();
}

export function writeFloats(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addFloat32(value);
  return builder.endVector();
}

export function writeOffsets(builder: Builder, offsets: readonly Offset[]): Offset {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}
