import { failure } from '../../harness/errors.ts';

/** A monitor with an address of its own in the network, as its URL names it. */
export interface LanMonitor {
  /** The way to it: `tcp://HOST:PORT`. */
  readonly deviceUrl: string;
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Reads `SCHEME://HOST[:PORT][?option=value&…]`.
 * @param optionNames the options that there are
 * @throws BenchError usage.monitor
 */
export function parseLanUrl(
  url: string,
  scheme: string,
  defaultPort: number,
  optionNames: readonly string[],
): LanMonitor {
  if (!url.toLowerCase().startsWith(`${scheme}://`)) throw misread(url, `it is written ${scheme}://HOST`);
  if (!URL.canParse(url)) throw misread(url, `it is written ${scheme}://HOST or ${scheme}://HOST:PORT`);
  const { hostname, port, pathname, searchParams } = new URL(url);
  if (hostname === '') throw misread(url, 'it names no host');
  if (port === '0') throw misread(url, 'there is no port 0');
  if (pathname !== '' && pathname !== '/') throw misread(url, `"${pathname}" after the host means nothing here`);
  const options = new Map<string, string>();
  for (const [name, value] of searchParams) {
    if (!optionNames.includes(name)) {
      throw misread(url, `there is no option "${name}"; there are: ${optionNames.join(', ')}`);
    }
    if (options.has(name)) throw misread(url, `the option "${name}" is given twice`);
    options.set(name, value);
  }
  return { deviceUrl: `tcp://${hostname}:${port === '' ? defaultPort : port}`, options };
}

/**
 * The number that an option gives, or `otherwise`.
 * @throws BenchError usage.monitor where it is none from `least` to `most`
 */
export function numberOption<Otherwise>(
  url: string,
  options: ReadonlyMap<string, string>,
  name: string,
  range: { readonly least: number; readonly most: number; readonly unit: string },
  otherwise: Otherwise,
): number | Otherwise {
  const text = options.get(name);
  if (text === undefined) return otherwise;
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= range.least && value <= range.most)) {
    throw misread(url, `${name}=${text} is no number of ${range.unit} from ${range.least} to ${range.most}`);
  }
  return value;
}

function misread(url: string, problem: string): Error {
  return failure('usage.monitor', { url, problem });
}
