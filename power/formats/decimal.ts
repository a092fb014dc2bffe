const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const plus = 43;
const comma = 44;
const minus = 45;
const point = 46;
const zero = 48;
const nine = 57;

const letterE = 101;
const toLowerCase = 32;

/** More digits, or a larger exponent, no instrument writes: such a number is left to `Number`. */
const mostDigits = 40;
const mostPower = 60;
const powersOfTen = Float64Array.from({ length: mostPower + 1 }, (_, power) => Number(`1e${power}`));

/** What a field of a row was. */
export type FieldForm = 'number' | 'lost' | 'garbled';

/**
 * Reads decimal numbers from the bytes of a row, one after the other. Written for millions a second: a usual number is
 * taken digit by digit, only odd ones become a string. With up to 15 digits and a power of ten up to 22 a number is what
 * `Number` makes of it; others differ by 2e-15 of it at the most.
 */
export class DecimalReader {
  readonly #separator: number;
  readonly #decimalMark: number;
  /** Where it stands: at a number's first byte before `read`, behind its last one after that. */
  at = 0;
  form: FieldForm = 'number';
  /** How many digits the last number had behind its decimal mark. */
  decimals = 0;

  /**
   * @param separator the byte between fields
   * @param decimalMark a point, or the comma of many countries
   */
  constructor(separator: number = comma, decimalMark: number = point) {
    this.#separator = separator;
    this.#decimalMark = decimalMark;
  }

  /**
   * The number at `at`; NaN where `nan` or nothing stands there (`lost`), or something else (`garbled`). Stops at a
   * separator or an end of line, which must be somewhere.
   */
  read(bytes: Uint8Array): number {
    const decimalMark = this.#decimalMark;
    let at = this.at;
    let byte = bytes[at] ?? lineFeed;
    // Some instruments put a NUL before a number.
    while (byte === space || byte === 0) byte = bytes[(at += 1)] ?? lineFeed;
    const start = at;
    const isNegative = byte === minus;
    if (isNegative || byte === plus) byte = bytes[(at += 1)] ?? lineFeed;
    let mantissa = 0;
    let digits = 0;
    while (byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + (byte - zero);
      digits += 1;
      byte = bytes[(at += 1)] ?? lineFeed;
    }
    let decimals = 0;
    if (byte === decimalMark) {
      byte = bytes[(at += 1)] ?? lineFeed;
      while (byte >= zero && byte <= nine) {
        mantissa = mantissa * 10 + (byte - zero);
        decimals += 1;
        byte = bytes[(at += 1)] ?? lineFeed;
      }
      digits += decimals;
    }
    this.decimals = decimals;
    let power = -decimals;
    if ((byte | toLowerCase) === letterE && digits > 0) {
      byte = bytes[(at += 1)] ?? lineFeed;
      const isSmall = byte === minus;
      if (isSmall || byte === plus) byte = bytes[(at += 1)] ?? lineFeed;
      let exponent = 0;
      const firstDigit = at;
      while (byte >= zero && byte <= nine && exponent < 1000) {
        exponent = exponent * 10 + (byte - zero);
        byte = bytes[(at += 1)] ?? lineFeed;
      }
      if (at === firstDigit) digits = 0;
      power += isSmall ? -exponent : exponent;
    }
    const isUsual = digits > 0 && digits <= mostDigits && power >= -mostPower && power <= mostPower;
    if (!isUsual || !this.#isEnd(byte)) return this.#readOdd(bytes, start);
    this.at = at;
    this.form = 'number';
    const value = power < 0 ? mantissa / (powersOfTen[-power] ?? NaN) : mantissa * (powersOfTen[power] ?? NaN);
    return isNegative ? -value : value;
  }

  /** Goes over a field. */
  skip(bytes: Uint8Array): void {
    let at = this.at;
    while (!this.#isEnd(bytes[at] ?? lineFeed)) at += 1;
    this.at = at;
  }

  #isEnd(byte: number): boolean {
    return byte === this.#separator || byte === lineFeed || byte === carriageReturn;
  }

  /** A number with an exponent, with more digits than usual, with blanks behind it; or none. */
  #readOdd(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && !this.#isEnd(bytes[end] ?? lineFeed)) end += 1;
    this.at = end;
    const written = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 40))).trim();
    const text = this.#decimalMark === comma ? written.replace(',', '.') : written;
    if (text === '' || /^[-+]?nan$/i.test(text)) {
      this.form = 'lost';
      return NaN;
    }
    const isDecimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
    if (end - start > 40 || !isDecimal || !Number.isFinite(Number(text))) {
      this.form = 'garbled';
      return NaN;
    }
    this.decimals = /[.](\d+)/.exec(text)?.[1]?.length ?? 0;
    this.form = 'number';
    return Number(text);
  }
}

/** The bytes that are written between the fields of a row. */
export const separators = { ',': comma, ';': 59, '\t': tab } as const;
