import { Lpm01aEmulator } from '../../../power/emulators/lpm01a.ts';
import type { Lpm01aEmulatorOptions } from '../../../power/emulators/lpm01a-options.ts';
import { lpm01aInstrument } from '../../../power/monitors/lpm01a.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import type { MemoryBenchOf } from '../../contract/instrument-bench.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';

function bench(options: Lpm01aEmulatorOptions = {}, query = ''): MemoryBenchOf<Lpm01aEmulator> {
  return memoryBench({
    make: lpm01aInstrument,
    url: `lpm01a:/dev/ttyACM1${query}`,
    emulate: (surroundings) => new Lpm01aEmulator(surroundings, options),
    voltageV: 3,
    lose: (emulator, samples) => {
      emulator.lose(samples);
    },
    relativeError: 1e-4,
    edgeErrorS: 1e-3,
  });
}

describeInstrument('an LPM01A', () => bench());
describeInstrument('an LPM01A that gives currents at 5 kHz', () => bench({}, '?output=current&rate=5k'));
describeInstrument('an LPM01A with its habits', () => bench({ faults: ['nul', 'stale', 'leftover', 'calibration'] }));
