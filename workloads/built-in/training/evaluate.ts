import * as tf from '@tensorflow/tfjs-core';
import type { LayerNode, Network, NetworkWeights, WeightedLayer } from './network.ts';
import { kernelShape } from './network.ts';

/** Computes a layer with weights, without its ReLU. */
export type WeightedStep = (node: LayerNode, layer: WeightedLayer, input: tf.Tensor) => tf.Tensor;

/** Runs a batch through a network; returns the output of every node. Softmax is left to the caller where it is last. */
export function evaluate(network: Network, input: tf.Tensor, step: WeightedStep): tf.Tensor[] {
  const outputs: tf.Tensor[] = [];
  for (const node of network.nodes) {
    const [first = input, second = input] = node.from.map((place) => outputs[place] ?? input);
    outputs.push(output(node, first, second, step));
  }
  return outputs;
}

function output(node: LayerNode, first: tf.Tensor, second: tf.Tensor, step: WeightedStep): tf.Tensor {
  const { layer } = node;
  switch (layer.kind) {
    case 'convolution':
    case 'depthwise':
    case 'dense': {
      const value = step(node, layer, first);
      return layer.relu ? tf.relu(value) : value;
    }
    case 'add': {
      const sum = tf.add(first, second);
      return layer.relu ? tf.relu(sum) : sum;
    }
    case 'average':
      return tf.mean(first, [1, 2], true);
    case 'flatten':
      return tf.reshape(first, [first.shape[0], -1]);
    case 'softmax':
      return tf.softmax(first);
  }
}

/** The step of a trained network: float32 arithmetic on folded weights. */
export function withWeights(weights: NetworkWeights): WeightedStep {
  return (node, layer, input) => {
    const own = weights.get(node.name);
    if (own === undefined) throw new RangeError(`Layer ${node.name} has no weights`);
    const kernel = tf.tensor(own.kernel, [...kernelShape(layer, node.inputShape)]);
    return tf.add(applyKernel(layer, input, kernel), tf.tensor1d(own.bias));
  };
}

function applyKernel(layer: WeightedLayer, input: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  switch (layer.kind) {
    case 'convolution':
      return tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, layer.stride, 'same');
    case 'depthwise':
      return tf.depthwiseConv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, layer.stride, 'same');
    case 'dense':
      return tf.matMul(input, kernel);
  }
}
