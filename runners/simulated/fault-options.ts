/** When a fault strikes: with a probability each time, or at the Nth inference command of the board's life, from 1. */
export type Occasion = { readonly probability: number } | { readonly at: number };

/** Faults of bytes on the wire, each byte by itself. */
export type ByteFaultKind = 'drop-in' | 'drop-out' | 'flip-in' | 'flip-out' | 'overrun';
/** Faults of the lines a board prints, each line by itself. */
export type LineFaultKind = 'split' | 'noise';

/**
 * What can be wrong with a simulated board, as `fault=KIND[:VALUE][@N]` asks for it. P is a probability above 0 and at
 * most 1; N counts inference commands from 1 over the board's whole life, resets included.
 *
 * | fault | what happens |
 * |---|---|
 * | `drop-in:P`, `drop-out:P` | a byte to or from the board is lost |
 * | `flip-in:P`, `flip-out:P` | one bit of a byte to or from the board is flipped |
 * | `overrun:P` | at a byte, it and the next 15 to the board are lost, as from a full FIFO |
 * | `garbage` | what the board sends arrives as nonsense, as at a wrong baud rate |
 * | `split:P` | a CR LF stands in the middle of a line |
 * | `noise:P` | a line has text of the board's own before it, glued to it, or NULs in it |
 * | `late:MS`, `late:MS@N` | every reply, or that of the Nth inference command, leaves MS later |
 * | `reset@N` | the board resets between the laps of the Nth inference command and prints its banner |
 * | `silence@N` | nothing is answered from the Nth inference command on |
 * | `vanish@N` | the port goes away at the Nth inference command |
 * | `wrong-model:NAME` | `profile` names another model |
 * | `nan:P`, `nan@N` | the results of an inference are not numbers |
 * | `error:P`, `error@N` | an inference is refused with an `e-[…]` |
 * | `lap-jump@N`, `lap-jump:US@N` | the lap counter jumps (35.8 min ahead, or US) between the laps |
 */
export type Fault =
  | { readonly kind: ByteFaultKind | LineFaultKind; readonly probability: number }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'late'; readonly delayMs: number; readonly at: number | undefined }
  | { readonly kind: 'reset' | 'silence' | 'vanish'; readonly at: number }
  | { readonly kind: 'wrong-model'; readonly name: string }
  | { readonly kind: 'nan' | 'error'; readonly occasion: Occasion }
  | { readonly kind: 'lap-jump'; readonly jumpUs: number; readonly at: number };

const kinds =
  'drop-in, drop-out, flip-in, flip-out, overrun, garbage, split, noise, late, reset, silence, vanish, wrong-model, ' +
  'nan, error, lap-jump';

/** The top bit of a 32-bit counter: what one flipped bit does to a lap. */
const usualJumpUs = 2 ** 31;

/**
 * Reads `KIND[:VALUE][@N]`.
 * @returns the fault, or what is wrong with the text
 */
export function parseFault(text: string): Fault | string {
  const [, kind, value, count] = /^([a-z-]+)(?::([^@]*))?(?:@(.*))?$/s.exec(text) ?? [];
  if (kind === undefined) return `fault "${text}" is not KIND[:VALUE][@N]`;
  const at = count === undefined ? undefined : wholeNumber(count);
  if (at === null || at === 0) return `fault ${kind}: @${count ?? ''} is no count from 1 on`;
  switch (kind) {
    case 'drop-in':
    case 'drop-out':
    case 'flip-in':
    case 'flip-out':
    case 'overrun':
    case 'split':
    case 'noise': {
      const probability = readProbability(value);
      if (probability === null) return noProbability(kind, value);
      return at === undefined ? { kind, probability } : `fault ${kind} takes no @N`;
    }
    case 'nan':
    case 'error': {
      if (at !== undefined)
        return value === undefined ? { kind, occasion: { at } } : `fault ${kind} takes :P or @N, not both`;
      const probability = readProbability(value);
      return probability === null ? noProbability(kind, value) : { kind, occasion: { probability } };
    }
    case 'garbage':
      return value === undefined && at === undefined ? { kind } : 'fault garbage takes neither value nor @N';
    case 'late': {
      const delayMs = number(value);
      if (delayMs === null || delayMs <= 0) return `fault late: "${value ?? ''}" is no number of milliseconds`;
      return { kind, delayMs, at };
    }
    case 'reset':
    case 'silence':
    case 'vanish':
      if (value !== undefined) return `fault ${kind} takes no value`;
      return at === undefined ? `fault ${kind} needs @N` : { kind, at };
    case 'wrong-model':
      if (value === undefined || !isPlainName(value)) return 'fault wrong-model needs the name of a model';
      return at === undefined ? { kind, name: value } : 'fault wrong-model takes no @N';
    case 'lap-jump': {
      const jumpUs = value === undefined ? usualJumpUs : number(value);
      if (jumpUs === null) return `fault lap-jump: "${value ?? ''}" is no number of microseconds`;
      return at === undefined ? 'fault lap-jump needs @N' : { kind, jumpUs, at };
    }
    default:
      return `there is no fault "${kind}"; there are: ${kinds}`;
  }
}

function noProbability(kind: string, value: string | undefined): string {
  return `fault ${kind}: "${value ?? ''}" is no probability above 0 and at most 1`;
}

function readProbability(text: string | undefined): number | null {
  const probability = number(text);
  return probability !== null && probability > 0 && probability <= 1 ? probability : null;
}

/** A finite decimal number, or null. */
export function number(text: string | undefined): number | null {
  return text !== undefined && /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : null;
}

/** A whole number from 0 that a double holds exactly, or null. */
export function wholeNumber(text: string): number | null {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

/** Whether a text can stand in the brackets of a message. */
export function isPlainName(text: string): boolean {
  return /^[\x20-\x5a\x5e-\x7e]+$/.test(text);
}
