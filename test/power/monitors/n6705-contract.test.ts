import { N6705Emulator } from '../../../power/emulators/n6705.ts';
import type { N6705Fault } from '../../../power/emulators/n6705-options.ts';
import { n6705Instrument } from '../../../power/monitors/n6705.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';

/** A sample is a float32. */
const relativeError = 1e-6;

function describeN6705(name: string, faults: readonly N6705Fault[]): void {
  describeInstrument(name, () =>
    memoryBench({
      make: n6705Instrument,
      url: 'n6705://analyzer.local?period=1e-3',
      emulate: (surroundings) => new N6705Emulator(surroundings, { faults }),
      voltageV: 3,
      relativeError,
      edgeErrorS: 1e-3,
    }),
  );
}

describeN6705('the N6705', []);
describeN6705('the N6705 with replies in pieces, stale replies and bytes behind its blocks', [
  'splits',
  'stale',
  'tail',
]);
describeN6705('the N6705 with a module that logs amperes alone', ['one-parameter']);
