import { OtiiEmulator } from '../../../power/emulators/otii.ts';
import type { OtiiFault } from '../../../power/emulators/otii-options.ts';
import { otiiInstrument } from '../../../power/monitors/otii.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';

/** Half of 5 nA, of the resting milliampere. */
const relativeError = 2.5e-6;

function describeOtii(name: string, faults: readonly OtiiFault[]): void {
  describeInstrument(name, () =>
    memoryBench({
      make: otiiInstrument,
      url: 'otii://lab.local',
      emulate: (surroundings) => new OtiiEmulator(surroundings, { faults }),
      voltageV: 3,
      relativeError,
      edgeErrorS: 1 / 4000,
    }),
  );
}

describeOtii('the Otii', []);
describeOtii('the Otii with messages cut, glued and mixed with others', ['splits', 'chatter', 'short-pages']);
describeOtii('the Otii with an old server', ['old', 'first-level']);
