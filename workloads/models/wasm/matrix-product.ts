import type { Requantisation } from '../kernels/kernel-set.ts';
import { blockChannels, packChannels } from './channels.ts';
import type { KernelMemory } from './memory.ts';

/** The right side of a product: where weights and channels lie, and how the values of a line hang together. */
export interface PackedWeights {
  /** Address of the packed weights. */
  readonly weights: number;
  /** Address of what `packChannels` packs. */
  readonly blocks: number;
  /** Pairs of values in a run; the second of an odd one has the weight 0. */
  readonly pairs: number;
}

/**
 * Packs weights for `multiply`, and folds the zero point of the input into the bias: Σ (x − z) × w + b =
 * Σ x × w + (b − z × Σ w).
 * @param weights one line a column, of `runs` runs of `runValues` neighbouring values
 */
export function packWeights(
  memory: KernelMemory,
  weights: Int8Array,
  bias: Int32Array,
  inputZeroPoint: number,
  runs: number,
  runValues: number,
  requantisation: Requantisation,
): PackedWeights {
  const columns = requantisation.multipliers.length;
  const depth = runs * runValues;
  const pairs = Math.ceil(runValues / 2);
  const packed = memory.allocate(Math.ceil(columns / blockChannels) * runs * pairs * 2 * blockChannels);
  const folded = new Int32Array(columns);
  for (let column = 0; column < columns; column += 1) {
    const lane = column % blockChannels;
    const start = (column - lane) * runs * pairs * 2 + lane * 2;
    let sum = 0;
    for (let run = 0; run < runs; run += 1)
      for (let index = 0; index < runValues; index += 1) {
        const weight = weights[column * depth + run * runValues + index] ?? 0;
        packed[start + (run * pairs + (index >> 1)) * 2 * blockChannels + (index & 1)] = weight;
        sum += weight;
      }
    folded[column] = (bias[column] ?? 0) - inputZeroPoint * sum;
  }
  return {
    weights: memory.addressOf(packed),
    blocks: packChannels(memory, folded, requantisation, 'up'),
    pairs,
  };
}
