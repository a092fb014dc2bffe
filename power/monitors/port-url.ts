import { failure } from '../../harness/errors.ts';

/** A monitor behind a port, as its URL names it. */
export interface PortMonitor {
  /** The way to it: a bare path, `serial:…`, `tcp://HOST:PORT`, with the options that are the port's own. */
  readonly deviceUrl: string;
  /** The monitor's own options. */
  readonly options: ReadonlyMap<string, string>;
}

/** Options that belong to the port and are passed on with it. */
const portOptions = ['baud', 'dtr'];

/**
 * Reads `SCHEME:DEVICE[?option=value&…]`, where DEVICE is a device URL or the path of a port.
 * @param optionNames the monitor's own options; `baud` and `dtr` are the port's
 * @throws BenchError usage.monitor
 */
export function parsePortUrl(url: string, scheme: string, optionNames: readonly string[]): PortMonitor {
  const colon = `${scheme}:`;
  if (!url.toLowerCase().startsWith(colon)) throw misread(url, `it is written ${colon}PORT`);
  const [device = '', ...queries] = url.slice(colon.length).split('?');
  const path = device.replace(/^\/\/(?=\/)/, '');
  if (path === '') throw misread(url, `it names no port: write ${colon}/dev/ttyACM0 or ${colon}COM3`);
  const options = new Map<string, string>();
  const passedOn = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queries.join('?'))) {
    const place = portOptions.includes(name) ? passedOn : optionNames.includes(name) ? options : undefined;
    if (place === undefined) {
      throw misread(url, `there is no option "${name}"; there are: ${[...optionNames, ...portOptions].join(', ')}`);
    }
    if (place.has(name)) throw misread(url, `the option "${name}" is given twice`);
    place.set(name, value);
  }
  const query = [...passedOn].map(([name, value]) => `${name}=${value}`).join('&');
  return { deviceUrl: query === '' ? path : `${path}?${query}`, options };
}

/**
 * The one of `choices` that an option names; the first where it names none.
 * @throws BenchError usage.monitor where it is another one
 */
export function choiceOption<Choice extends string>(
  url: string,
  options: ReadonlyMap<string, string>,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = options.get(name);
  if (text === undefined) return choices[0];
  const choice = choices.find((known) => known === text);
  if (choice === undefined) throw misread(url, `${name}=${text} is none of ${choices.join(', ')}`);
  return choice;
}

function misread(url: string, problem: string): Error {
  return failure('usage.monitor', { url, problem });
}
