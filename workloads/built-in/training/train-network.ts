import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../random.ts';
import type { Network, NetworkWeights } from './network.ts';
import { TrainableNetwork } from './trainable-network.ts';

/** Samples to learn from: the values that the model's input tensor stands for, and their classes. */
export interface TrainingSet {
  readonly inputs: readonly Float32Array[];
  /** For a network that is to give back its input this is undefined. */
  readonly labels: readonly number[] | undefined;
}

export interface TrainingPlan {
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  /** The rate at the start; it falls to zero along half a cosine. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Samples whose moments replace those of the batches at the end. */
  readonly momentSamples: number;
  /** Changes a copy of a sample before it is learned from, so that no epoch is like another. */
  readonly vary?: (input: Float32Array, random: Random) => Float32Array;
}

/** Called after every epoch with the mean loss over it. */
export type TrainingProgress = (epoch: number, loss: number) => void;

/** Trains a network with Adam: cross-entropy of the classes, or mean squared error where there are no labels. */
export function trainNetwork(
  network: Network,
  { inputs, labels }: TrainingSet,
  plan: TrainingPlan,
  progress: TrainingProgress,
): NetworkWeights {
  const random = new Random(plan.seed, 0x7e57);
  const model = new TrainableNetwork(network, random);
  const optimiser = tf.train.adam(plan.learningRate);
  const steps = plan.epochs * Math.floor(inputs.length / plan.batch);
  let done = 0;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    const order = random.order(inputs.length);
    let loss = 0;
    let batches = 0;
    for (let first = 0; first + plan.batch <= order.length; first += plan.batch) {
      const chosen = order.slice(first, first + plan.batch);
      const samples = chosen.map((index) => {
        const sample = inputs[index] ?? new Float32Array();
        return plan.vary === undefined ? sample : plan.vary(sample, random);
      });
      const warmUp = Math.min(1, (done + 1) / 50);
      setLearningRate(optimiser, warmUp * plan.learningRate * 0.5 * (1 + Math.cos((Math.PI * done) / steps)));
      loss += tf.tidy(() => {
        const x = batchOf(network, samples);
        const wanted =
          labels &&
          tf.oneHot(
            chosen.map((index) => labels[index] ?? 0),
            network.nodes.at(-1)?.outputShape[0] ?? 1,
          );
        const cost = optimiser.minimize(() => {
          const y = model.forward(x);
          const error =
            wanted === undefined ? tf.losses.meanSquaredError(x, y) : tf.losses.softmaxCrossEntropy(wanted, y);
          return tf.add<tf.Scalar>(error, tf.mul(model.kernelPenalty(), plan.weightDecay));
        }, true);
        return cost?.dataSync()[0] ?? NaN;
      });
      batches += 1;
      done += 1;
    }
    progress(epoch, loss / batches);
  }
  const moments = batchOf(network, inputs.slice(0, plan.momentSamples));
  const weights = model.folded(moments);
  moments.dispose();
  model.dispose();
  optimiser.dispose();
  return weights;
}

/** Samples as one tensor, the batch first. */
export function batchOf(network: Network, samples: readonly Float32Array[]): tf.Tensor {
  const size = network.inputShape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(samples.length * size);
  samples.forEach((sample, index) => {
    values.set(sample, index * size);
  });
  return tf.tensor(values, [samples.length, ...network.inputShape]);
}

/** Adam reads its rate at every step, but declares the field protected. */
function setLearningRate(optimiser: tf.AdamOptimizer, rate: number): void {
  Object.assign(optimiser, { learningRate: rate });
}
