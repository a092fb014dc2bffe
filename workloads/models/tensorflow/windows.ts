import * as tf from '@tensorflow/tfjs-core';
import type { Activation, Padding } from '../graph.ts';
import type { WindowGeometry } from '../kernels/kernel-set.ts';
import { paddedSize } from '../kernels/window.ts';
import { inputAt, onlyOutput, wantShape } from '../operators/preparation.ts';
import { windowGeometry } from '../operators/window.ts';
import type { WindowOptions } from '../operators/window.ts';
import { activationOf } from './activation.ts';
import { biasOf, kept, operand } from './operands.ts';
import type { Filled, FloatPreparation, FloatStep } from './operands.ts';

/** CONV_2D: weights in the order output channel, row, column, input channel; TensorFlow.js has the first one last. */
export function prepareConv2d(preparation: FloatPreparation): FloatStep {
  const { geometry, image, settings, activation } = convolution(preparation, 0);
  const { inputChannels, outputChannels, windowHeight, windowWidth } = geometry;
  const weights = inputAt(preparation, 1);
  const shape: [number, number, number, number] = [outputChannels, windowHeight, windowWidth, inputChannels];
  // Fewer input channels in the weights than in the input would be a grouped convolution.
  wantShape(preparation, weights, shape);
  const filter = kept(preparation, weights, (values) => tf.transpose(tf.tensor4d(values, shape), [1, 2, 3, 0]));
  const bias = biasOf(preparation, 2, outputChannels);
  const { fused, finish } = activationOf(activation, preparation.refuse);
  return (filled) => finish(tf.fused.conv2d({ x: image(filled), filter, bias, activation: fused, ...settings }));
}

/**
 * DEPTHWISE_CONV_2D: weights in the order row, column, output channel. Output channel o reads input channel
 * ⌊o / multiplier⌋ in both libraries, so that the last dimension falls into input channel and multiplier.
 */
export function prepareDepthwiseConv2d(preparation: FloatPreparation): FloatStep {
  const { geometry, image, settings, activation } = convolution(preparation, 3);
  const { inputChannels, outputChannels, windowHeight, windowWidth } = geometry;
  const { refuse } = preparation;
  const weights = inputAt(preparation, 1);
  wantShape(preparation, weights, [1, windowHeight, windowWidth, outputChannels]);
  if (outputChannels % inputChannels !== 0) refuse(`it makes ${outputChannels} channels of ${inputChannels}`);
  const filter = kept(preparation, weights, (values) =>
    tf.tensor4d(values, [windowHeight, windowWidth, inputChannels, outputChannels / inputChannels]),
  );
  const bias = biasOf(preparation, 2, outputChannels);
  const { fused, finish } = activationOf(activation, refuse);
  return (filled) =>
    finish(tf.fused.depthwiseConv2d({ x: image(filled), filter, bias, activation: fused, ...settings }));
}

/** AVERAGE_POOL_2D: what lies beyond the image is not counted. */
export function prepareAveragePool2d(preparation: FloatPreparation): FloatStep {
  const { operator, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'pool-2d') return refuse('its options are of another kind');
  const { geometry, image, pad } = windows(preparation, { ...options, dilationHeight: 1, dilationWidth: 1 });
  if (geometry.inputChannels !== geometry.outputChannels) refuse('its input and output differ in channels');
  const window: [number, number] = [options.windowHeight, options.windowWidth];
  const strides: [number, number] = [options.strideHeight, options.strideWidth];
  const { afterwards } = activationOf(options.activation, refuse);
  return (filled) => afterwards(tf.avgPool(image(filled), window, strides, pad));
}

interface ConvolutionSettings {
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: Padding;
}

interface Convolution {
  readonly geometry: WindowGeometry;
  readonly image: (filled: Filled) => tf.Tensor4D;
  readonly settings: ConvolutionSettings;
  readonly activation: Activation;
}

/** @param channelDimension of the weights, in which their output channels stand */
function convolution(preparation: FloatPreparation, channelDimension: number): Convolution {
  const { operator, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'conv-2d' && options.kind !== 'depthwise-conv-2d')
    return refuse('its options are of another kind');
  const { shape, elements } = inputAt(preparation, 1);
  if (shape.length !== 4 || elements === 0) refuse(`its weights have the shape ${shape.join('×')}`);
  const [, windowHeight = 0, windowWidth = 0] = shape;
  const { geometry, image, pad } = windows(preparation, { ...options, windowHeight, windowWidth });
  const channels = shape[channelDimension] ?? 0;
  if (channels !== geometry.outputChannels)
    refuse(`its weights are for ${channels} channels, its output has ${geometry.outputChannels}`);
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, activation } = options;
  if (Math.max(strideHeight, strideWidth) > 1 && Math.max(dilationHeight, dilationWidth) > 1)
    refuse('it has both strides and dilations');
  const settings: ConvolutionSettings = {
    strides: [strideHeight, strideWidth],
    dilations: [dilationHeight, dilationWidth],
    pad,
  };
  return { geometry, image, settings, activation };
}

function windows(preparation: FloatPreparation, options: WindowOptions) {
  const geometry = windowGeometry(preparation, inputAt(preparation, 0), onlyOutput(preparation), options);
  const { batches, inputHeight, inputWidth, inputChannels } = geometry;
  const input = operand(preparation, 0);
  const image = (filled: Filled): tf.Tensor4D =>
    tf.reshape<tf.Rank.R4>(input(filled), [batches, inputHeight, inputWidth, inputChannels]);
  const pad = options.padding === 'valid' ? 'valid' : paddingOf(geometry, preparation.refuse);
  return { geometry, image, pad };
}

/**
 * `same`, or `valid` where that is the same because no window reaches beyond the image. With strides longer than their
 * windows they may even leave its last pixels out; for `same` the WebAssembly backend of TensorFlow.js 4.22 then gives
 * zeros.
 */
function paddingOf(geometry: WindowGeometry, refuse: (problem: string) => never): Padding {
  const { height, width } = paddedSize(geometry);
  const beyond = [height - geometry.inputHeight, width - geometry.inputWidth];
  if (Math.max(...beyond) <= 0) return 'valid';
  if (Math.min(...beyond) < 0)
    refuse('its windows reach beyond the image in one direction, and end before it in the other');
  return 'same';
}
