const newline = 0x0a;
const bracketClose = 0x5d;

/** Whether ASCII `text` stands in `bytes` at `at`. */
export function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** The whole number in decimal at `at`, as a double; NaN where there is no digit. */
export function wholeNumberAt(bytes: Uint8Array, at: number, to: number): number {
  let value = 0;
  let index = at;
  for (; index < to; index++) {
    const digit = (bytes[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return index === at ? Number.NaN : value;
}

/** The text from `at` to the next `]`, or null where the line ends before one. */
export function textInBrackets(bytes: Uint8Array, at: number, to: number): string | null {
  for (let end = at; end < to; end++) {
    const byte = bytes[end];
    if (byte === bracketClose) return textOf(bytes, at, end);
    if (byte === newline) return null;
  }
  return null;
}

/** The text from `at` to the end of the line, without a carriage return. */
export function restOfLine(bytes: Uint8Array, at: number, to: number): string {
  let end = at;
  while (end < to && bytes[end] !== newline) end++;
  if (end > at && bytes[end - 1] === 0x0d) end--;
  return textOf(bytes, at, end);
}

export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const mostExactDigits = 15;

/**
 * The numbers between `at` (behind a `[`) and the next `]`, separated by commas; null where the line ends before a `]`
 * or a value is no finite number. The usual decimals are read digit by digit: a whole number of up to 15 digits divided
 * by a power of ten is rounded as it should be.
 */
export function numbersInBrackets(bytes: Uint8Array, at: number, to: number): number[] | null {
  const values: number[] = [];
  let start = at;
  for (let index = at; index < to; index++) {
    const byte = bytes[index];
    if (byte === newline) return null;
    if (byte !== bracketClose && byte !== 0x2c) continue;
    const value = numberBetween(bytes, start, index);
    const isEmpty = byte === bracketClose && values.length === 0 && textOf(bytes, start, index).trim() === '';
    if (value === null) return isEmpty ? values : null;
    values.push(value);
    if (byte === bracketClose) return values;
    start = index + 1;
  }
  return null;
}

function numberBetween(bytes: Uint8Array, from: number, to: number): number | null {
  let at = from;
  while (at < to && bytes[at] === 0x20) at++;
  const first = at;
  const isNegative = bytes[at] === 0x2d;
  if (isNegative) at++;
  let digits = 0;
  let value = 0;
  let decimals = -1;
  for (; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === 0x2e && decimals < 0) decimals = 0;
    else break;
  }
  if (at < to || digits === 0 || digits > mostExactDigits) return otherNumber(textOf(bytes, first, to));
  const size = decimals > 0 ? value / (powersOfTen[decimals] ?? Number.NaN) : value;
  return isNegative ? -size : size;
}

function otherNumber(text: string): number | null {
  const trimmed = text.trim();
  const value = trimmed === '' ? Number.NaN : Number(trimmed);
  return Number.isFinite(value) ? value : null;
}
