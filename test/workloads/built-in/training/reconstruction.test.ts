import assert from 'node:assert/strict';
import { Random } from '../../../../workloads/built-in/random.ts';
import { prepareTraining } from '../../../../workloads/built-in/training/backend.ts';
import { evaluate, withWeights } from '../../../../workloads/built-in/training/evaluate.ts';
import { NetworkBuilder } from '../../../../workloads/built-in/training/network.ts';
import { batchOf } from '../../../../workloads/built-in/training/train-network.ts';
import { trainReconstruction } from '../../../../workloads/built-in/training/train-reconstruction.ts';

describe('Training to give back the input', () => {
  before(prepareTraining);

  it('learns inputs as they are, far from zero and on a line through their space', () => {
    const random = new Random(4);
    const inputs = Array.from({ length: 300 }, () => {
      const along = random.between(-20, 20);
      return Float32Array.of(-60 + along, -60 - along, -40 + 0.5 * along);
    });
    const layers = new NetworkBuilder([3]);
    layers.add('wide', { kind: 'dense', units: 16, relu: true, normalised: true });
    layers.add('narrow', { kind: 'dense', units: 4, relu: true, normalised: true });
    layers.add('out', { kind: 'dense', units: 3, relu: false, normalised: false });
    const network = layers.build();
    const plan = { seed: 2, epochs: 40, batch: 30, learningRate: 0.02, weightDecay: 0, momentSamples: 300 };
    const weights = trainReconstruction(network, inputs, plan, () => undefined);
    const output = evaluate(network, batchOf(network, inputs), withWeights(weights)).at(-1);
    const values = output?.dataSync() ?? [];
    const error = inputs
      .flatMap((input) => [...input])
      .reduce((sum, value, at) => sum + ((values[at] ?? NaN) - value) ** 2, 0);
    // The inputs' own variance is some 150 on average.
    assert.ok(error / 900 < 15, String(error / 900));
  });
});
