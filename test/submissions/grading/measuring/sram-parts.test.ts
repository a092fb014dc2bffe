import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sramParts } from '../../../../submissions/grading/measuring/sram-parts.ts';
import { builtInWorkloads } from '../../../../workloads/built-in/catalogue.ts';
import { cores } from '../../../../workloads/models/profile/cores.ts';
import { profileModel } from '../../../../workloads/models/profile/profile.ts';
import type { ModelProfile } from '../../../../workloads/models/profile/profile.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';

function profileOf(file: URL): ModelProfile {
  const bytes = readFileSync(file);
  const core = cores.get('cortex-m4');
  assert.ok(core !== undefined);
  return profileModel(readModelGraph(bytes, 'model.tflite'), bytes.length, core);
}

describe('What is in SRAM at the peak', () => {
  for (const { specification, model } of builtInWorkloads) {
    it(`adds up to what is counted: ${specification.name}`, () => {
      const profile = profileOf(model);
      const parts = sramParts(profile);
      const sum = parts.reduce((total, { bytes }) => total + bytes, 0);
      assert.equal(sum, profile.peakActivationBytes + profile.runtimeState.bytes);
      assert.ok(parts.every(({ bytes }) => bytes > 0));
      assert.match(parts[0]?.name ?? '', /^tensor [\d ×]+ int8$/);
      assert.equal(parts.at(-1)?.name, 'runtime state');
    });
  }

  it('is not a list of thousands', () => {
    const [first] = builtInWorkloads;
    assert.ok(first !== undefined);
    const profile = profileOf(first.model);
    const tensors = Array.from({ length: 3000 }, (_, index) => ({
      ...{ index, name: 'x', type: 'int8', shape: [1, 16], bytes: 16 },
    }));
    const parts = sramParts({ ...profile, peakActivationBytes: 48_100, peak: { ...profile.peak, tensors } });
    assert.equal(parts.length, 11);
    assert.deepEqual(parts.slice(8, 10), [
      { name: '2992 smaller tensors', bytes: 47_872 },
      { name: 'gaps between tensors', bytes: 100 },
    ]);
  });
});
