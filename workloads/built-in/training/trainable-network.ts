import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../random.ts';
import type { ChannelMoments } from './batch-normalisation.ts';
import { VARIANCE_FLOOR, channelMoments, normaliseBatch } from './batch-normalisation.ts';
import { convolution, depthwiseConvolution } from './convolution.ts';
import type { WeightedStep } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import type { LayerNode, LayerWeights, Network, NetworkWeights, WeightedLayer } from './network.ts';
import { kernelShape } from './network.ts';

/** What is learned of a layer. Normalised layers have a `scale`; without one the `shift` is the bias. */
interface Parameters {
  readonly kernel: tf.Variable;
  readonly scale: tf.Variable<tf.Rank.R1> | undefined;
  readonly shift: tf.Variable<tf.Rank.R1>;
}

/** A network with weights that TF.js can train. */
export class TrainableNetwork {
  readonly #network: Network;
  readonly #parameters = new Map<string, Parameters>();

  /** Weights begin as He et al. (2015) propose for ReLU, drawn from `random`. */
  constructor(network: Network, random: Random) {
    this.#network = network;
    for (const node of network.nodes) {
      const { layer } = node;
      if (layer.kind !== 'convolution' && layer.kind !== 'depthwise' && layer.kind !== 'dense') continue;
      this.#parameters.set(node.name, initialParameters(node, layer, random));
    }
  }

  /** The network's output for a batch; of a classifier the logits, before softmax. */
  forward(input: tf.Tensor): tf.Tensor {
    const outputs = evaluate(this.#beforeSoftmax(), input, this.#step());
    return outputs.at(-1) ?? input;
  }

  /** Half the sum of squares of all kernels, for weight decay. */
  kernelPenalty(): tf.Scalar {
    const sums = [...this.#parameters.values()].map(({ kernel }) => tf.sum(tf.square(kernel)));
    return tf.mul(tf.addN(sums), 0.5);
  }

  /** The weights with batch normalisation folded in, by the moments that the layers have for `samples`. */
  folded(samples: tf.Tensor): NetworkWeights {
    const weights = new Map<string, LayerWeights>();
    tf.tidy(() => {
      const moments = new Map<string, ChannelMoments>();
      evaluate(
        this.#beforeSoftmax(),
        samples,
        this.#step((node, seen) => moments.set(node.name, seen)),
      );
      for (const [name, own] of this.#parameters) weights.set(name, fold(own, moments.get(name)));
    });
    return weights;
  }

  dispose(): void {
    for (const { kernel, scale, shift } of this.#parameters.values()) {
      kernel.dispose();
      scale?.dispose();
      shift.dispose();
    }
  }

  #beforeSoftmax(): Network {
    return { ...this.#network, nodes: this.#network.nodes.filter(({ layer }) => layer.kind !== 'softmax') };
  }

  #step(observe?: (node: LayerNode, moments: ChannelMoments) => void): WeightedStep {
    return (node, layer, input) => {
      const own = this.#parameters.get(node.name);
      if (own === undefined) throw new RangeError(`Layer ${node.name} has no weights`);
      const value = applyKernel(node, layer, input, own.kernel);
      if (own.scale === undefined) return tf.add(value, own.shift);
      observe?.(node, channelMoments(value));
      return normaliseBatch(value, own.scale, own.shift);
    };
  }
}

function applyKernel(node: LayerNode, layer: WeightedLayer, input: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  switch (layer.kind) {
    case 'convolution':
      return convolution(input as tf.Tensor4D, kernel as tf.Tensor4D, layer.stride, !node.from.includes(-1));
    case 'depthwise':
      return depthwiseConvolution(input as tf.Tensor4D, kernel as tf.Tensor4D, layer.stride);
    case 'dense':
      return tf.matMul(input, kernel);
  }
}

function initialParameters(node: LayerNode, layer: WeightedLayer, random: Random): Parameters {
  const shape = kernelShape(layer, node.inputShape);
  const count = shape.reduce((product, size) => product * size, 1);
  const channels = node.outputShape.at(-1) ?? 1;
  const inputsPerOutput = layer.kind === 'depthwise' ? count / channels : count / (shape.at(-1) ?? 1);
  const spread = Math.sqrt(2 / inputsPerOutput);
  const kernel = Float32Array.from({ length: count }, () => spread * random.normal());
  return {
    kernel: tf.variable(tf.tensor(kernel, [...shape])),
    scale: layer.normalised ? tf.variable(tf.ones<tf.Rank.R1>([channels])) : undefined,
    shift: tf.variable(tf.zeros<tf.Rank.R1>([channels])),
  };
}

/** y = scale × (x − mean) ÷ √(variance + floor) + shift, as a kernel and a bias. The last axis but depthwise is out. */
function fold({ kernel, scale, shift }: Parameters, moments: ChannelMoments | undefined): LayerWeights {
  const weights = kernel.dataSync<'float32'>();
  const bias = shift.dataSync<'float32'>();
  if (scale === undefined || moments === undefined)
    return { kernel: Float32Array.from(weights), bias: Float32Array.from(bias) };
  const gains = scale.dataSync<'float32'>();
  const means = moments.mean.dataSync();
  const variances = moments.variance.dataSync();
  const factors = Array.from(gains, (gain, channel) => gain / Math.sqrt((variances[channel] ?? 0) + VARIANCE_FLOOR));
  // In both layouts the channel is the fastest index.
  return {
    kernel: Float32Array.from(weights, (weight, at) => weight * (factors[at % factors.length] ?? 0)),
    bias: Float32Array.from(bias, (value, channel) => value - (means[channel] ?? 0) * (factors[channel] ?? 0)),
  };
}
