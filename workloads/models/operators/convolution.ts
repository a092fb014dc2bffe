import type { Conv2d, Kernel } from '../kernels/kernel-set.ts';
import type { Preparation, Prepare } from './preparation.ts';
import {
  constantBias,
  constantWeights,
  inputAt,
  onlyOutput,
  quantised,
  requantisation,
  wantShape,
} from './preparation.ts';
import { windowGeometry } from './window.ts';

/** CONV_2D: weights in the order output channel, row, column, input channel. */
export const prepareConv2d: Prepare = (preparation) => {
  const { inputChannels, outputChannels, windowHeight, windowWidth, parameters } = convolution(preparation, 0);
  const weights = inputAt(preparation, 1);
  // Fewer input channels in the weights than in the input would be a grouped convolution.
  wantShape(preparation, weights, [outputChannels, windowHeight, windowWidth, inputChannels]);
  return preparation.kernels.conv2d(parameters);
};

/** DEPTHWISE_CONV_2D: weights in the order row, column, output channel, with a 1 before them. */
export const prepareDepthwiseConv2d: Prepare = (preparation): Kernel => {
  const { inputChannels, outputChannels, windowHeight, windowWidth, parameters } = convolution(preparation, 3);
  wantShape(preparation, inputAt(preparation, 1), [1, windowHeight, windowWidth, outputChannels]);
  if (outputChannels % inputChannels !== 0)
    preparation.refuse(`it makes ${outputChannels} channels of ${inputChannels}`);
  return preparation.kernels.depthwiseConv2d(parameters);
};

function convolution(preparation: Preparation, channelDimension: number) {
  const { operator, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'conv-2d' && options.kind !== 'depthwise-conv-2d')
    return refuse('its options are of another kind');
  const input = quantised(preparation, inputAt(preparation, 0));
  const output = quantised(preparation, onlyOutput(preparation));
  const weightTensor = inputAt(preparation, 1);
  if (weightTensor.shape.length !== 4) refuse(`its weights have ${weightTensor.shape.length} dimensions, not 4`);
  const [, windowHeight = 0, windowWidth = 0] = weightTensor.shape;
  if (weightTensor.elements === 0) refuse('its weights are empty');
  const weights = constantWeights(preparation, weightTensor, channelDimension);
  const geometry = windowGeometry(preparation, input, output, { ...options, windowHeight, windowWidth });
  const { inputChannels, outputChannels } = geometry;
  if (weightTensor.shape[channelDimension] !== outputChannels)
    refuse(
      `its weights are for ${weightTensor.shape[channelDimension] ?? 0} channels, its output has ${outputChannels}`,
    );
  const factors = Array.from({ length: outputChannels }, (_, channel) => {
    const scale = weights.scales[weights.scales.length === 1 ? 0 : channel] ?? 0;
    return (input.scale * scale) / output.scale;
  });
  const parameters: Conv2d = {
    geometry,
    input: input.values,
    inputZeroPoint: input.zeroPoint,
    weights: weights.values,
    bias: constantBias(preparation, 2, outputChannels),
    requantisation: requantisation(preparation, factors, output, options.activation),
    output: output.values,
  };
  return { inputChannels, outputChannels, windowHeight, windowWidth, parameters };
}
