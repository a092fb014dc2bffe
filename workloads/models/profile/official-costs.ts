import type { OperatorCost } from '../model.ts';

type Sums = readonly [operator: string, count: number, macs: number, outputElements: number];

/** The workloads whose official models published results were measured with. */
export type OfficialWorkload = 'kws01' | 'vww01' | 'ic01' | 'ad01';

/**
 * The operators of the official int8 models, summed by kind as a cycle model counts them; SOFTMAX stands for every
 * operator that multiplies nothing. The float32 models have the same.
 */
const sums: Readonly<Record<OfficialWorkload, readonly Sums[]>> = {
  kws01: [
    ['CONV_2D', 5, 2_368_000, 40_000],
    ['DEPTHWISE_CONV_2D', 4, 288_000, 32_000],
    ['FULLY_CONNECTED', 1, 768, 12],
    ['SOFTMAX', 3, 0, 140],
  ],
  vww01: [
    ['CONV_2D', 14, 6_690_816, 142_848],
    ['DEPTHWISE_CONV_2D', 13, 798_336, 88_704],
    ['FULLY_CONNECTED', 1, 512, 2],
    ['SOFTMAX', 3, 0, 514],
  ],
  ic01: [
    ['CONV_2D', 9, 12_500_992, 86_016],
    ['ADD', 3, 0, 28_672],
    ['FULLY_CONNECTED', 1, 640, 10],
    ['SOFTMAX', 3, 0, 138],
  ],
  ad01: [['FULLY_CONNECTED', 10, 264_192, 1_672]],
};

/** Costs that add up to those of a workload's official model, kind by kind. */
export function officialCosts(workload: OfficialWorkload): OperatorCost[] {
  return sums[workload].flatMap(([operator, count, macs, outputElements]) =>
    Array.from({ length: count }, (_, index) => ({
      index,
      operator,
      macs: macs / count,
      parameters: 0,
      outputElements: outputElements / count,
    })),
  );
}
