import * as tf from '@tensorflow/tfjs-core';
import { evaluate, withWeights } from './evaluate.ts';
import type { Network, NetworkWeights } from './network.ts';
import { batchOf } from './train-network.ts';

/** The smallest and the largest value that a tensor took; 0 is always among them. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const BATCH = 50;

/** The range of every node's output, by its name, over samples of the training set. */
export function calibrate(
  network: Network,
  weights: NetworkWeights,
  samples: readonly Float32Array[],
): ReadonlyMap<string, Range> {
  const ranges = new Map<string, Range>();
  for (let first = 0; first < samples.length; first += BATCH) {
    tf.tidy(() => {
      const outputs = evaluate(network, batchOf(network, samples.slice(first, first + BATCH)), withWeights(weights));
      for (const [place, { name }] of network.nodes.entries()) {
        const seen = outputs[place];
        if (seen === undefined) continue;
        const { min, max } = ranges.get(name) ?? { min: 0, max: 0 };
        ranges.set(name, {
          min: Math.min(min, tf.min(seen).dataSync()[0] ?? 0),
          max: Math.max(max, tf.max(seen).dataSync()[0] ?? 0),
        });
      }
    });
  }
  return ranges;
}
