import * as tf from '@tensorflow/tfjs-core';
import type { GraphTensor } from '../graph.ts';
import { inputAt, onlyOutput, wantShape } from '../operators/preparation.ts';
import { activationOf } from './activation.ts';
import { biasOf, kept, operand } from './operands.ts';
import type { FloatPreparation, FloatStep } from './operands.ts';
import { prepareAveragePool2d, prepareConv2d, prepareDepthwiseConv2d } from './windows.ts';

export interface FloatOperator {
  /** The newest version whose float32 form means what is computed here. */
  readonly newestVersion: number;
  readonly prepare: (preparation: FloatPreparation) => FloatStep;
}

/**
 * FULLY_CONNECTED: weights in the order output, input; whatever dimensions the input has are taken as lines. The bias is
 * added apart: fused with a product of transposed weights, the WebAssembly backend of TensorFlow.js 4.22 adds it once
 * for each block of 48 inputs.
 */
function prepareFullyConnected(preparation: FloatPreparation): FloatStep {
  const { operator, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'fully-connected') return refuse('its options are of another kind');
  if (options.weightsAreShuffled) refuse('its weights are shuffled');
  const input = operand(preparation, 0);
  const weights = inputAt(preparation, 1);
  const output = onlyOutput(preparation);
  const [outputElements = 0, inputElements = 0] = weights.shape;
  if (weights.shape.length !== 2 || weights.elements === 0)
    refuse(`its weights have the shape ${weights.shape.join('×')}`);
  const lines = inputAt(preparation, 0).elements / inputElements;
  if (!Number.isInteger(lines) || output.elements !== lines * outputElements)
    refuse(
      `it cannot turn ${inputAt(preparation, 0).elements} values into ${output.elements} by ${weights.shape.join('×')} weights`,
    );
  const matrix = kept(preparation, weights, (values) =>
    tf.transpose(tf.tensor2d(values, [outputElements, inputElements])),
  );
  const bias = biasOf(preparation, 2, outputElements);
  const { afterwards } = activationOf(options.activation, refuse);
  return (filled) => {
    const products = tf.matMul(tf.reshape(input(filled), [lines, inputElements]), matrix);
    return reshaped(afterwards(tf.add(products, bias)), output);
  };
}

function prepareAdd(preparation: FloatPreparation): FloatStep {
  const { operator, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'add') return refuse('its options are of another kind');
  const first = operand(preparation, 0);
  const second = operand(preparation, 1);
  const { afterwards } = activationOf(options.activation, refuse);
  return (filled) => afterwards(tf.add(first(filled), second(filled)));
}

/** SOFTMAX over the last dimension of beta × the input. */
function prepareSoftmax(preparation: FloatPreparation): FloatStep {
  const { operator, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'softmax') return refuse('its options are of another kind');
  const input = operand(preparation, 0);
  wantShape(preparation, onlyOutput(preparation), inputAt(preparation, 0).shape);
  return (filled) => tf.softmax(options.beta === 1 ? input(filled) : tf.mul(input(filled), options.beta));
}

/** RESHAPE: the new shape is the output's, which the file states. */
function prepareReshape(preparation: FloatPreparation): FloatStep {
  const input = operand(preparation, 0);
  const output = onlyOutput(preparation);
  const { elements } = inputAt(preparation, 0);
  if (elements !== output.elements) preparation.refuse(`it makes ${output.elements} values of ${elements}`);
  return (filled) => reshaped(input(filled), output);
}

function reshaped(tensor: tf.Tensor, { shape }: GraphTensor): tf.Tensor {
  return tf.reshape(tensor, [...shape]);
}

/** The float32 operators that models may use, by their TensorFlow Lite names. */
export const floatOperators: ReadonlyMap<string, FloatOperator> = new Map([
  ['CONV_2D', { newestVersion: 5, prepare: prepareConv2d }],
  ['DEPTHWISE_CONV_2D', { newestVersion: 6, prepare: prepareDepthwiseConv2d }],
  ['FULLY_CONNECTED', { newestVersion: 9, prepare: prepareFullyConnected }],
  ['AVERAGE_POOL_2D', { newestVersion: 2, prepare: prepareAveragePool2d }],
  ['SOFTMAX', { newestVersion: 2, prepare: prepareSoftmax }],
  ['ADD', { newestVersion: 2, prepare: prepareAdd }],
  ['RESHAPE', { newestVersion: 1, prepare: prepareReshape }],
]);
