import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cores } from '../../../runners/simulated/cores.ts';
import { cyclesPerInference, windowJitter } from '../../../runners/simulated/timing.ts';
import type { OperatorCost } from '../../../workloads/models/model.ts';

type Sums = readonly [operator: string, count: number, macs: number, outputElements: number];

/** The operators of the official int8 models, summed by kind. */
const models: Record<'kws' | 'vww' | 'ic' | 'ad', readonly Sums[]> = {
  kws: [
    ['CONV_2D', 5, 2_368_000, 40_000],
    ['DEPTHWISE_CONV_2D', 4, 288_000, 32_000],
    ['FULLY_CONNECTED', 1, 768, 12],
    ['SOFTMAX', 3, 0, 140],
  ],
  vww: [
    ['CONV_2D', 14, 6_690_816, 142_848],
    ['DEPTHWISE_CONV_2D', 13, 798_336, 88_704],
    ['FULLY_CONNECTED', 1, 512, 2],
    ['SOFTMAX', 3, 0, 514],
  ],
  ic: [
    ['CONV_2D', 9, 12_500_992, 86_016],
    ['ADD', 3, 0, 28_672],
    ['FULLY_CONNECTED', 1, 640, 10],
    ['SOFTMAX', 3, 0, 138],
  ],
  ad: [['FULLY_CONNECTED', 10, 264_192, 1_672]],
};

/** Inferences a second in round v1.2, closed, int8: kws, vww, ic, ad. */
const published: readonly (readonly [core: string, kws: number, vww: number, ic: number, ad: number])[] = [
  ['cortex-m0plus', 2.107, 0.707, 0.657, 24.454],
  ['cortex-m4', 23.155, 11.245, 6.056, 190.086],
  ['cortex-m7', 88.356, 42.009, 24.483, 816.004],
  ['cortex-m33', 34.416, 16.87, 9.003, 291.589],
  ['cortex-m85', 288.611, 74.665, 117.948, 1884.138],
];

function costs(sums: readonly Sums[]): OperatorCost[] {
  return sums.flatMap(([operator, count, macs, outputElements]) =>
    Array.from({ length: count }, (_, index) => ({
      index,
      operator,
      macs: macs / count,
      parameters: 0,
      outputElements: outputElements / count,
    })),
  );
}

function ratio(coreName: string, sums: readonly Sums[], publishedRate: number): number {
  const core = cores.get(coreName);
  assert.ok(core !== undefined);
  return (core.mhz * 1e6) / cyclesPerInference(costs(sums), core) / publishedRate;
}

describe('the cycle model', () => {
  for (const [core, kws, vww, ic, ad] of published) {
    it(`puts a ${core} within 1 % of the published kws, ic and ad, and within 35 % of vww`, () => {
      assert.ok(Math.abs(ratio(core, models.kws, kws) - 1) < 0.01);
      assert.ok(Math.abs(ratio(core, models.ic, ic) - 1) < 0.01);
      assert.ok(Math.abs(ratio(core, models.ad, ad) - 1) < 0.01);
      assert.ok(Math.abs(ratio(core, models.vww, vww) - 1) < 0.35);
    });
  }

  it('has every core of the published figures and no other', () => {
    assert.deepEqual(
      [...cores.keys()],
      published.map(([core]) => core),
    );
  });
});

describe('the differences between windows', () => {
  it('are at most 40 ppm, and depend on the seed and the input alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.uint8Array({ maxLength: 40 }), (seed, input) => {
        const factor = windowJitter(seed, input);
        assert.ok(Math.abs(factor - 1) <= 40.001e-6);
        assert.equal(windowJitter(seed, input.slice()), factor);
      }),
    );
  });

  it('lie on both sides and all over', () => {
    const factors = Array.from({ length: 200 }, (_, index) => windowJitter(1, Uint8Array.of(index, 0, 0)) - 1);
    assert.equal(new Set(factors).size, 200);
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / 200;
    assert.ok(Math.abs(mean) < 8e-6, `mean ${mean}`);
    assert.ok(Math.min(...factors) < -30e-6 && Math.max(...factors) > 30e-6);
  });
});
