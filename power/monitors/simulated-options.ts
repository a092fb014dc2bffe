import { failure } from '../../harness/errors.ts';

/**
 * What can be wrong with a simulated instrument, as `fault=KIND@N` asks for it; N counts falling edges from 1, over all
 * its recordings.
 *
 * | fault | what happens |
 * |---|---|
 * | `missing-edge@N` | the Nth falling edge, and the rising one behind it, is not seen |
 * | `double-edge@N` | another falling edge is seen 50 ms behind the Nth, where there is none |
 * | `bounce@N` | the Nth falling edge is seen three times within 40 µs |
 * | `lose:COUNT@N` | COUNT samples behind the Nth falling edge are lost |
 * | `vanish@N` | the instrument goes away at the Nth falling edge |
 */
export type SimulatedInstrumentFault =
  | { readonly kind: 'missing-edge' | 'double-edge' | 'bounce' | 'vanish'; readonly at: number }
  | { readonly kind: 'lose'; readonly samples: number; readonly at: number };

export interface SimulatedInstrumentOptions {
  readonly sampleRateHz: number;
  /** How much too fast its clock runs, in millionths. */
  readonly driftPpm: number;
  /** Noise of a sample's current, microamperes root mean square. */
  readonly noiseUa: number;
  readonly faults: readonly SimulatedInstrumentFault[];
}

/**
 * Reads `sim:?rate=100000&drift-ppm=0&noise-ua=0&fault=…`; everything can be left out, and `fault` repeated.
 * @throws BenchError usage.monitor
 */
export function parseSimulatedInstrument(url: string): SimulatedInstrumentOptions {
  const misread = (problem: string): Error => failure('usage.monitor', { url, problem });
  const [, rest, query = ''] = /^sim:([^?]*)(?:\?(.*))?$/is.exec(url) ?? [];
  if (rest !== '') throw misread('the simulated instrument is written sim: or sim:?OPTION=VALUE');
  const options = { sampleRateHz: 100_000, driftPpm: 0, noiseUa: 0 };
  const faults: SimulatedInstrumentFault[] = [];
  const seen = new Set<string>();
  for (const [name, text] of new URLSearchParams(query)) {
    if (name !== 'fault' && seen.has(name)) throw misread(`the option "${name}" is given twice`);
    seen.add(name);
    const value = text.trim() === '' ? NaN : Number(text);
    const within = (least: number, most: number, wanted: string): number => {
      if (!(value >= least && value <= most)) throw misread(`${name}=${text} is not ${wanted}`);
      return value;
    };
    if (name === 'rate') options.sampleRateHz = within(1, 10e6, 'a number of samples a second from 1 to 10000000');
    else if (name === 'drift-ppm') options.driftPpm = within(-100_000, 100_000, 'a drift from -100000 to 100000 ppm');
    else if (name === 'noise-ua') options.noiseUa = within(0, 1e6, 'a noise from 0 to 1000000 µA');
    else if (name === 'fault') faults.push(parseFault(text) ?? raise(misread(`there is no fault "${text}"; ${known}`)));
    else throw misread(`there is no option "${name}"; there are: rate, drift-ppm, noise-ua, fault`);
  }
  return { ...options, faults };
}

const known = 'there are: missing-edge@N, double-edge@N, bounce@N, lose:COUNT@N, vanish@N';

function parseFault(text: string): SimulatedInstrumentFault | undefined {
  const [, kind, samples, count] = /^([a-z-]+)(?::(\d{1,9}))?@(\d{1,9})$/.exec(text) ?? [];
  const at = Number(count);
  if (kind === undefined || at === 0) return undefined;
  switch (kind) {
    case 'missing-edge':
    case 'double-edge':
    case 'bounce':
    case 'vanish':
      return samples === undefined ? { kind, at } : undefined;
    case 'lose':
      return Number(samples) > 0 ? { kind, samples: Number(samples), at } : undefined;
    default:
      return undefined;
  }
}

function raise(error: Error): never {
  throw error;
}
