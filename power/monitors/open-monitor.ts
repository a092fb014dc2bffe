import { failure } from '../../harness/errors.ts';
import { emonInstrument } from './emon.ts';
import type { Instrument, InstrumentSurroundings } from './instrument.ts';
import { joulescopeInstrument } from './joulescope.ts';
import { lpm01aInstrument } from './lpm01a.ts';
import { n6705Instrument } from './n6705.ts';
import { otiiInstrument } from './otii.ts';
import { ppk2Instrument } from './ppk2.ts';

type InstrumentFactory = (url: string, surroundings: InstrumentSurroundings) => Instrument;

const factories: ReadonlyMap<string, InstrumentFactory> = new Map<string, InstrumentFactory>([
  ['lpm01a', lpm01aInstrument],
  ['ppk2', ppk2Instrument],
  ['n6705', n6705Instrument],
  ['otii', otiiInstrument],
  ['emon', emonInstrument],
  ['joulescope', joulescopeInstrument],
]);

/** The schemes that a monitor URL may begin with, for messages. */
export const monitorSchemes: readonly string[] = [...factories.keys()];

/** What else a user may write, and what to do instead. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['sim', 'it measures a simulated board, and there is none: give one with --device sim:CORE'],
  ['file', 'a file is no instrument: see what it holds with `boardbench energy FILE`'],
  ['serial', 'it does not say which instrument is behind the port: write lpm01a:PORT, for example'],
  ['tcp', 'it does not say which instrument is behind the port: write emon:tcp://HOST:PORT, for example'],
]);

/**
 * The instrument of a monitor URL, not yet open. `sim:` is made by whoever has the simulated board.
 * @throws BenchError usage.monitor, and those of a device URL in it that cannot be understood
 */
export function openMonitor(url: string, surroundings: InstrumentSurroundings): Instrument {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const make = factories.get(scheme ?? '');
  if (make !== undefined) return make(url, surroundings);
  const known = monitorSchemes.map((name) => `${name}:`).join(', ');
  const problem =
    scheme === undefined
      ? `it begins with none of ${known}`
      : (elsewhere.get(scheme) ?? `there is no instrument "${scheme}:"; there are ${known}`);
  throw failure('usage.monitor', { url, problem });
}
