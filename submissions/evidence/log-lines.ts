import { TextDecoder } from 'node:util';

/** A block of whole lines in memory that is used again for the next block. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  /** The first byte, and the one behind the last; it ends behind a line end but for the end of the file. */
  readonly from: number;
  readonly to: number;
  /** The line that it begins in, from 1. */
  readonly line: number;
  /** It begins within a line that was longer than may be kept whole. */
  readonly isContinued: boolean;
}

/** A line longer than this is taken in pieces of this size. */
export const longestLineBytes = 1 << 20;

const lineFeed = 0x0a;
/** Room for the usual rest of a line before the next piece. */
const spareBytes = 4096;

/**
 * Cuts pieces of a file into blocks of whole lines, in one pass and with no more memory than a few pieces. UTF-16, known
 * by its byte order mark, is turned into UTF-8 first.
 */
export async function* lineBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock> {
  let bytes: Uint8Array = new Uint8Array(0);
  let length = 0;
  let line = 1;
  let isContinued = false;
  for await (const piece of asUtf8(pieces)) {
    bytes = withRoom(bytes, length, piece.length);
    bytes.set(piece, length);
    const last = piece.lastIndexOf(lineFeed);
    const end = last < 0 ? 0 : length + last + 1;
    length += piece.length;
    if (end > 0) {
      yield { bytes, from: 0, to: end, line, isContinued };
      line += countLines(bytes, end);
      isContinued = false;
      bytes.copyWithin(0, end, length);
      length -= end;
    }
    if (length > longestLineBytes) {
      yield { bytes, from: 0, to: length, line, isContinued };
      isContinued = true;
      length = 0;
    }
  }
  if (length > 0) yield { bytes, from: 0, to: length, line, isContinued };
}

function withRoom(bytes: Uint8Array, length: number, more: number): Uint8Array {
  if (length + more <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafeSlow(length + more + spareBytes);
  larger.set(bytes.subarray(0, length));
  return larger;
}

/** The lines of a block as text, without their ends, for files that are small or rare. */
export function* textLines({
  bytes,
  from,
  to,
  line,
}: LineBlock): Generator<{ readonly text: string; readonly line: number }> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
  let number = line;
  for (let start = 0; start < text.length; number++) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield { text: text.slice(start, text.charCodeAt(stop - 1) === 0x0d ? stop - 1 : stop), line: number };
    start = stop + 1;
  }
}

async function* asUtf8(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | null | undefined;
  for await (const piece of pieces) {
    decoder ??= utf16Decoder(piece);
    if (decoder === undefined) {
      yield piece;
      continue;
    }
    yield Buffer.from(decoder.decode(piece, { stream: true }));
  }
}

function utf16Decoder(piece: Uint8Array): TextDecoder | undefined {
  if (piece[0] === 0xff && piece[1] === 0xfe) return new TextDecoder('utf-16le');
  if (piece[0] === 0xfe && piece[1] === 0xff) return new TextDecoder('utf-16be');
  return undefined;
}

function countLines(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0 && at < end; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}
