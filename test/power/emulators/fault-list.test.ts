import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { n6705Faults, parseN6705EmulatorOptions } from '../../../power/emulators/n6705-options.ts';
import { otiiFaults, parseOtiiEmulatorOptions } from '../../../power/emulators/otii-options.ts';

function misread(problem: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === 'usage.monitor' && problem.test(error.message);
}

describe('the faults of an emulated instrument', () => {
  it('are none while none are named', () => {
    assert.deepEqual(parseN6705EmulatorOptions('').faults, []);
    assert.deepEqual(parseOtiiEmulatorOptions('faults=').faults, []);
  });

  it('are those that are named', () => {
    for (const fault of Object.keys(n6705Faults)) {
      assert.deepEqual(parseN6705EmulatorOptions(`faults=${fault}`).faults, [fault]);
    }
    const all = Object.keys(otiiFaults);
    assert.deepEqual(parseOtiiEmulatorOptions(`faults=${all.join()}`).faults, all);
  });

  it('are refused where there are no such', () => {
    assert.throws(
      () => parseN6705EmulatorOptions('faults=splits,oops'),
      misread(/no fault "oops"; there are: splits, /),
    );
    assert.throws(() => parseOtiiEmulatorOptions('fault=splits'), misread(/no option "fault"/));
    assert.throws(() => parseOtiiEmulatorOptions('faults=toString'), misread(/no fault "toString"/));
  });
});
