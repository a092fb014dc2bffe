import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorCosts } from '../../../../workloads/models/costs.ts';
import { cores } from '../../../../workloads/models/profile/cores.ts';
import { cyclesPerInference } from '../../../../workloads/models/profile/cycle-model.ts';
import { officialCosts } from '../../../../workloads/models/profile/official-costs.ts';
import type { OfficialWorkload } from '../../../../workloads/models/profile/official-costs.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { describeWithReference } from '../../../reference.ts';

/** Inferences a second in round v1.2, closed, int8: kws, vww, ic, ad. */
const published: readonly (readonly [core: string, kws: number, vww: number, ic: number, ad: number])[] = [
  ['cortex-m0plus', 2.107, 0.707, 0.657, 24.454],
  ['cortex-m4', 23.155, 11.245, 6.056, 190.086],
  ['cortex-m7', 88.356, 42.009, 24.483, 816.004],
  ['cortex-m33', 34.416, 16.87, 9.003, 291.589],
  ['cortex-m85', 288.611, 74.665, 117.948, 1884.138],
];

function ratio(coreName: string, workload: OfficialWorkload, publishedRate: number): number {
  const core = cores.get(coreName);
  assert.ok(core !== undefined);
  return (core.mhz * 1e6) / cyclesPerInference(officialCosts(workload), core) / publishedRate;
}

describe('the cycle model', () => {
  for (const [core, kws, vww, ic, ad] of published) {
    it(`puts a ${core} within 1 % of the published kws, ic and ad, and within 35 % of vww`, () => {
      assert.ok(Math.abs(ratio(core, 'kws01', kws) - 1) < 0.01);
      assert.ok(Math.abs(ratio(core, 'ic01', ic) - 1) < 0.01);
      assert.ok(Math.abs(ratio(core, 'ad01', ad) - 1) < 0.01);
      assert.ok(Math.abs(ratio(core, 'vww01', vww) - 1) < 0.35);
    });
  }

  it('has every core of the published figures and no other', () => {
    assert.deepEqual(
      [...cores.keys()],
      published.map(([core]) => core),
    );
  });
});

describeWithReference('the costs of the official models', (reference) => {
  for (const workload of ['kws01', 'vww01', 'ic01', 'ad01'] as const) {
    it(`take as many cycles as ${workload}_int8.tflite, on every core`, () => {
      const file = join(reference, 'models', `${workload}_int8.tflite`);
      const costs = operatorCosts(readModelGraph(readFileSync(file), file));
      for (const core of cores.values()) {
        const cycles = cyclesPerInference(costs, core);
        assert.ok(Math.abs(cycles / cyclesPerInference(officialCosts(workload), core) - 1) < 1e-9);
      }
    });
  }
});
