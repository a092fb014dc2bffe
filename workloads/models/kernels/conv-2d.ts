import type { Conv2d, Kernel } from './kernel-set.ts';
import { multiply, packWeights } from './matrix-product.ts';
import { requantiseRows } from './requantise.ts';
import { copyStretches, windowStretches } from './window.ts';

/** Convolution as a matrix product over the windows of the input (im2col). */
export function conv2d(parameters: Conv2d): Kernel {
  const { geometry, input, inputZeroPoint, requantisation, output } = parameters;
  const { batches, outputHeight, outputWidth, outputChannels, windowHeight, windowWidth, inputChannels } = geometry;
  const depth = windowHeight * windowWidth * inputChannels;
  const pixels = batches * outputHeight * outputWidth;
  const weights = packWeights(parameters.weights, parameters.bias, inputZeroPoint, depth, outputChannels);
  const accumulators = new Int32Array(pixels * outputChannels);

  const stretches = windowStretches(geometry);
  // A pointwise convolution with stride 1 has the input itself as its windows.
  const isInput = stretches.length === 3 && stretches[2] === input.length && input.length === pixels * depth;
  const windows = isInput ? input : new Int8Array(pixels * depth).fill(inputZeroPoint);
  return () => {
    if (!isInput) copyStretches(stretches, input, windows);
    multiply(windows, pixels, weights, accumulators);
    requantiseRows(accumulators, pixels, requantisation, 'up', output);
  };
}
