/** Polynomials, reflected: of CRC-32C (Castagnoli; RFC 3720, appendix B.4), and of the CRC-32 of zip archives. */
const castagnoli = 0x82f63b78;
const zip = 0xedb88320;

/** Bytes taken in one step; each has a table of what it does to the remainder from where it stands. */
const stride = 16;

const castagnoliTables = tablesOf(castagnoli);
const zipTables = tablesOf(zip);

/**
 * The CRC-32C of bytes, sixteen at a time ("slicing", Kounavis and Berry 2005) where they lie on a multiple of four.
 * @param previous the CRC of what came before, to go on with
 * @returns an unsigned 32-bit number
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  return checksum(bytes, previous, castagnoliTables);
}

/** The CRC-32 that zip archives use, likewise. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  return checksum(bytes, previous, zipTables);
}

function checksum(bytes: Uint8Array, previous: number, tables: Int32Array): number {
  let remainder = ~previous;
  let start = 0;
  if (bytes.byteOffset % 4 === 0) {
    start = bytes.length - (bytes.length % stride);
    remainder = overWords(new Int32Array(bytes.buffer, bytes.byteOffset, start / 4), remainder, tables);
  }
  for (let at = start; at < bytes.length; at += 1) {
    remainder = (remainder >>> 8) ^ (tables[(remainder ^ (bytes[at] ?? 0)) & 255] ?? 0);
  }
  return ~remainder >>> 0;
}

/** Little-endian words, as all machines that Node runs on have them. Each line is four of the sixteen bytes. */
function overWords(words: Int32Array, before: number, t: Int32Array): number {
  let remainder = before;
  for (let at = 0; at < words.length; at += 4) {
    const a = (words[at] ?? 0) ^ remainder;
    const b = words[at + 1] ?? 0;
    const c = words[at + 2] ?? 0;
    const d = words[at + 3] ?? 0;
    remainder =
      (t[3840 + (a & 255)] ?? 0) ^
      (t[3584 + ((a >>> 8) & 255)] ?? 0) ^
      (t[3328 + ((a >>> 16) & 255)] ?? 0) ^
      (t[3072 + (a >>> 24)] ?? 0) ^
      (t[2816 + (b & 255)] ?? 0) ^
      (t[2560 + ((b >>> 8) & 255)] ?? 0) ^
      (t[2304 + ((b >>> 16) & 255)] ?? 0) ^
      (t[2048 + (b >>> 24)] ?? 0) ^
      (t[1792 + (c & 255)] ?? 0) ^
      (t[1536 + ((c >>> 8) & 255)] ?? 0) ^
      (t[1280 + ((c >>> 16) & 255)] ?? 0) ^
      (t[1024 + (c >>> 24)] ?? 0) ^
      (t[768 + (d & 255)] ?? 0) ^
      (t[512 + ((d >>> 8) & 255)] ?? 0) ^
      (t[256 + ((d >>> 16) & 255)] ?? 0) ^
      (t[d >>> 24] ?? 0);
  }
  return remainder;
}

/** At `k * 256 + b`: what is left of byte `b` with `k` bytes of zero behind it. */
function tablesOf(polynomial: number): Int32Array {
  const made = new Int32Array(stride * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    made[byte] = remainder;
  }
  for (let at = 256; at < made.length; at += 1) {
    const shorter = made[at - 256] ?? 0;
    made[at] = (shorter >>> 8) ^ (made[shorter & 255] ?? 0);
  }
  return made;
}
