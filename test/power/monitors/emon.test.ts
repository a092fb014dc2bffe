import { EmonEmulator } from '../../../power/emulators/emon.ts';
import { parseEmonEmulatorOptions } from '../../../power/emulators/emon-options.ts';
import { emonInstrument } from '../../../power/monitors/emon.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import type { MemoryBenchOf } from '../../contract/instrument-bench.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';

function bench(emulated: string, query = '', edgeErrorS = 1e-3): MemoryBenchOf<EmonEmulator> {
  return memoryBench({
    make: emonInstrument,
    url: `emon:tcp://127.0.0.1:4711${query}`,
    emulate: (surroundings) => new EmonEmulator(surroundings, parseEmonEmulatorOptions(emulated)),
    voltageV: 3,
    isSupplied: true,
    lose: (emulator, samples) => {
      emulator.lose(samples);
    },
    relativeError: 1e-4,
    edgeErrorS,
  });
}

describeInstrument('a stream of currents', () => bench('rate=1000'));
describeInstrument('a stream of volts and amperes with times of their own', () =>
  bench('rate=2000&cols=t_us|v_V|i_A&fs=0&faults=stale', '', 1e-6),
);
describeInstrument('a stream of powers whose pin is a column', () => bench('rate=20000&cols=p_W|d0', '', 1e-4));
describeInstrument('a stream of energies that begins on command', () =>
  bench('rate=1000&cols=e_J&start=go&stop=halt', '?start=go&stop=halt'),
);
