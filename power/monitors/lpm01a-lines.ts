/** What a line from a PowerShield (the firmware of the LPM01A) says. */
export type Lpm01aLine =
  | { readonly kind: 'sample'; readonly value: number }
  /** What cannot be a whole sample but was made of some: glued or cut lines. */
  | { readonly kind: 'damaged' }
  /** Milliseconds since the acquisition began; counts up to 999.999 s. */
  | { readonly kind: 'timestamp'; readonly timeMs: number }
  | { readonly kind: 'edge' }
  /** The acquisition is over. */
  | { readonly kind: 'end' }
  /** Everything else, without the prompt: replies and messages. */
  | { readonly kind: 'text'; readonly text: string };

/** A line longer than this is no line of this instrument. */
const mostLineBytes = 1024;

/**
 * Splits what a PowerShield sends into lines and says what they are. NUL bytes, which come in front of the sample behind
 * a time stamp, are passed over; so is the notice of a calibration, which may stand in the middle of another line.
 */
export class Lpm01aLines {
  #rest = '';

  /** Gives the lines that `bytes` completes. A glued line may hold several things. */
  push(bytes: Uint8Array): Lpm01aLine[] {
    const text = this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const pieces = text.replaceAll('\0', '').split(/[\r\n]+/);
    const rest = pieces.pop() ?? '';
    this.#rest = rest.slice(-mostLineBytes);
    return pieces.flatMap((piece) => readLine(piece));
  }
}

const calibrationNotice = /calibration request handled/gi;
const prompt = /^(?:\s*PowerShield >)*\s*/;
const wholeSample = /^(\d{4})([+-])(\d{2})$/;
/** Told in the midst of samples, so that it may be glued to one. */
const notices = /TimeStamp:[ <>]*(\d+)s (\d+)ms, buff \d+%|event \d+ (?:ris|fal)/g;
const piecesOfSamples = /^[\d+-]+$/;

/** Reads one line without its end; nothing where it is empty. */
export function readLine(raw: string): Lpm01aLine[] {
  const line = raw.replace(calibrationNotice, '').replace(prompt, '').trimEnd();
  if (line === '') return [];
  const [, mantissa, sign = '', exponent] = wholeSample.exec(line) ?? [];
  // Through a decimal text: a product with a power of ten would not be the number that was meant.
  if (mantissa !== undefined) return [{ kind: 'sample', value: Number(`${mantissa}e${sign}${exponent ?? ''}`) }];
  if (line === 'end' || line.includes('Acquisition completed')) return [{ kind: 'end' }];
  return readNotices(line);
}

function readNotices(line: string): Lpm01aLine[] {
  const found: Lpm01aLine[] = [];
  let at = 0;
  for (const match of line.matchAll(notices)) {
    found.push(...readPiece(line.slice(at, match.index)));
    const [, seconds, milliseconds] = match;
    found.push(
      seconds === undefined
        ? { kind: 'edge' }
        : { kind: 'timestamp', timeMs: Number(seconds) * 1000 + Number(milliseconds) },
    );
    at = match.index + match[0].length;
  }
  found.push(...readPiece(line.slice(at)));
  return found;
}

function readPiece(piece: string): Lpm01aLine[] {
  const text = piece.trim();
  if (text === '') return [];
  return [piecesOfSamples.test(text) ? { kind: 'damaged' } : { kind: 'text', text }];
}
