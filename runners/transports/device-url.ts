import { failure } from '../../harness/errors.ts';

/** What happens to the DTR and RTS lines of a serial port (`?dtr=`): see serial.ts. */
export type DtrMode = 'on' | 'off' | 'keep';

/** A device as its URL names it. `url` is the text it was read from. */
export type Device =
  | {
      readonly kind: 'serial';
      readonly url: string;
      readonly path: string;
      readonly baud: number;
      readonly dtr: DtrMode;
    }
  | {
      readonly kind: 'tcp';
      readonly url: string;
      readonly host: string;
      readonly port: number;
      /** The rate of the serial line behind the port, where the URL tells. */
      readonly baud: number | undefined;
    }
  | { readonly kind: 'exec'; readonly url: string; readonly program: string; readonly arguments: readonly string[] }
  /** A simulated board; its options are read by runners/simulated. */
  | { readonly kind: 'sim'; readonly url: string };

/** Most boards' rate in performance and accuracy runs. */
export const defaultBaud = 115_200;

/**
 * Reads a device URL: `serial:///dev/ttyACM0?baud=115200&dtr=off`, `tcp://HOST:PORT`, `exec:PROGRAM ARGUMENTS`,
 * `sim:CORE?model=FILE`, or a bare path (`/dev/ttyACM0`, `./pty`, `COM3`), which means serial.
 * @param baud bits a second of a serial port whose URL names none
 * @throws BenchError usage.device-scheme, usage.device-url
 */
export function parseDeviceUrl(url: string, baud: number = defaultBaud): Device {
  if (isBarePath(url)) return serialDevice(url, url, baud);
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) throw misread(url, notAUrl(url));
  switch (scheme.toLowerCase()) {
    case 'serial':
      return serialDevice(url, rest.startsWith('//') ? rest.slice(2) : rest, baud);
    case 'tcp':
      return tcpDevice(url, rest);
    case 'exec':
      return execDevice(url, rest);
    case 'sim':
      return { kind: 'sim', url };
    default:
      throw failure('usage.device-scheme', { scheme, url });
  }
}

/** Unix paths, `COM3`, and the Windows form of ports above nine, `\\.\COM10`. */
function isBarePath(text: string): boolean {
  return /^(\/|\.\.?\/|\\\\\.\\|COM\d+(\?|$))/i.test(text);
}

function notAUrl(url: string): string {
  if (url === '') return 'it is empty';
  if (/^(tty|cu\.)/.test(url)) return `it names no folder; a port is written /dev/${url}`;
  return 'it has no scheme, and a path begins with / or ./';
}

function serialDevice(url: string, rest: string, baud: number): Device {
  const [rawPath, query] = splitQuery(rest);
  const path = decoded(url, rawPath);
  if (path === '') throw misread(url, 'it names no port');
  if (!isBarePath(path)) {
    throw misread(
      url,
      `"${path}" is no path of a port (write serial:///dev/${path.replace(/^dev\//, '')} with three slashes)`,
    );
  }
  const options = readQuery(url, query, ['baud', 'dtr']);
  return {
    kind: 'serial',
    url,
    path,
    baud: readBaud(url, options.get('baud')) ?? baud,
    dtr: readDtr(url, options.get('dtr')),
  };
}

function tcpDevice(url: string, rest: string): Device {
  const [address, query] = splitQuery(rest.startsWith('//') ? rest.slice(2) : rest);
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:/]*))(?::([^/]*))?\/?$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || host === '') throw misread(url, 'it names no host');
  if (port === undefined || port === '') throw misread(url, 'it names no port number');
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw misread(url, `the port "${port}" is no number from 1 to 65535`);
  }
  const options = readQuery(url, query, ['baud']);
  return { kind: 'tcp', url, host, port: Number(port), baud: readBaud(url, options.get('baud')) };
}

function execDevice(url: string, command: string): Device {
  const [program, ...rest] = splitWords(url, command);
  if (program === undefined || program === '') throw misread(url, 'it names no program');
  return { kind: 'exec', url, program, arguments: rest };
}

/**
 * Splits a command at spaces; quotes of either kind keep spaces in a word. A backslash is a plain character, as
 * Windows paths need.
 */
function splitWords(url: string, command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const character of command) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === ' ' || character === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') throw misread(url, `a quote ${quote} is not closed`);
  if (word !== undefined) words.push(word);
  return words;
}

function splitQuery(text: string): [string, string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function readQuery(url: string, query: string, known: readonly string[]): URLSearchParams {
  const options = new URLSearchParams(query);
  const seen = new Set<string>();
  for (const key of options.keys()) {
    if (!known.includes(key)) throw misread(url, `it has no option "${key}"; there are: ${known.join(', ')}`);
    if (seen.has(key)) throw misread(url, `"${key}" is given twice`);
    seen.add(key);
  }
  return options;
}

function readBaud(url: string, text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw misread(url, `baud "${text}" is no number`);
  const baud = Number(text);
  if (baud < 50 || baud > 50_000_000) throw misread(url, `baud ${text} is not between 50 and 50000000`);
  return baud;
}

function readDtr(url: string, text: string | null): DtrMode {
  if (text === null) return 'on';
  if (text === 'on' || text === 'off' || text === 'keep') return text;
  throw misread(url, `dtr "${text}" is none of on, off, keep`);
}

function decoded(url: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw misread(url, 'a % in it is not followed by two hex digits');
  }
}

function misread(url: string, problem: string): Error {
  return failure('usage.device-url', { url, problem });
}
