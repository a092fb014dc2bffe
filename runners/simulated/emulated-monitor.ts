import { failure } from '../../harness/errors.ts';
import type { Emulator, EmulatorSurroundings } from '../../power/emulators/emulator.ts';
import { EmonEmulator } from '../../power/emulators/emon.ts';
import { parseEmonEmulatorOptions } from '../../power/emulators/emon-options.ts';
import { Lpm01aEmulator } from '../../power/emulators/lpm01a.ts';
import { parseLpm01aEmulatorOptions } from '../../power/emulators/lpm01a-options.ts';
import { N6705Emulator } from '../../power/emulators/n6705.ts';
import { parseN6705EmulatorOptions } from '../../power/emulators/n6705-options.ts';
import { OtiiEmulator } from '../../power/emulators/otii.ts';
import { parseOtiiEmulatorOptions } from '../../power/emulators/otii-options.ts';
import { Ppk2Emulator } from '../../power/emulators/ppk2.ts';
import { parsePpk2EmulatorOptions } from '../../power/emulators/ppk2-options.ts';

/** An emulated power monitor, to be wired to a circuit. */
export interface EmulatedMonitor {
  /** The kind, as in a monitor URL. */
  readonly kind: string;
  /** It supplies the board; a board on one that does not needs a supply of its own. */
  readonly supplies: boolean;
  readonly connect: (surroundings: EmulatorSurroundings) => Emulator;
}

type Kind = (query: string) => Omit<EmulatedMonitor, 'kind'>;

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'lpm01a',
    (query) => {
      const options = parseLpm01aEmulatorOptions(query);
      return { supplies: true, connect: (surroundings) => new Lpm01aEmulator(surroundings, options) };
    },
  ],
  [
    'ppk2',
    (query) => {
      const options = parsePpk2EmulatorOptions(query);
      const supplies = options.mode !== 'ampere';
      return { supplies, connect: (surroundings) => new Ppk2Emulator(surroundings, options) };
    },
  ],
  [
    'n6705',
    (query) => {
      const options = parseN6705EmulatorOptions(query);
      return { supplies: true, connect: (surroundings) => new N6705Emulator(surroundings, options) };
    },
  ],
  [
    'otii',
    (query) => {
      const options = parseOtiiEmulatorOptions(query);
      return { supplies: true, connect: (surroundings) => new OtiiEmulator(surroundings, options) };
    },
  ],
  [
    'emon',
    (query) => {
      const options = parseEmonEmulatorOptions(query);
      return { supplies: false, connect: (surroundings) => new EmonEmulator(surroundings, options) };
    },
  ],
]);

/** The kinds of monitor that there are emulators of. */
export const emulatedKinds: readonly string[] = [...kinds.keys()];

/**
 * Reads what `boardbench simulate --monitor` is given: a kind, and the options of its emulator: `lpm01a?faults=nul,cut`.
 * @throws BenchError usage.option, usage.monitor
 */
export function parseEmulatedMonitor(text: string): EmulatedMonitor {
  const [, kind = '', query = ''] = /^([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  const read = kinds.get(kind);
  if (read !== undefined) return { kind, ...read(query) };
  const problem = `there is no emulated monitor "${kind}"; there are: ${emulatedKinds.join(', ')}`;
  throw failure('usage.option', { option: '--monitor', problem, command: 'simulate' });
}
