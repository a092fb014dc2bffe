import type { Conv2d, Kernel } from './kernel-set.ts';
import { requantiseRows } from './requantise.ts';
import { copyStretches, paddedSize, paddingStretches } from './window.ts';

/** Convolution of each channel by itself, on a copy of the input that is padded with its zero point. */
export function depthwiseConv2d(parameters: Conv2d): Kernel {
  const { geometry, input, inputZeroPoint, requantisation, output } = parameters;
  const { batches, outputHeight, outputWidth, inputChannels, outputChannels } = geometry;
  const { windowHeight, windowWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const { height, width } = paddedSize(geometry);
  const taps = windowHeight * windowWidth;
  const stretches = paddingStretches(geometry);
  const padded = new Int8Array(batches * height * width * inputChannels).fill(inputZeroPoint);
  const accumulators = new Int32Array(batches * outputHeight * outputWidth * outputChannels);

  // For each tap its distance from the first; for each output channel its weights in a row and the channel it reads.
  const distances = Int32Array.from({ length: taps }, (_, tap) => {
    const windowY = Math.floor(tap / windowWidth);
    return (windowY * dilationHeight * width + (tap % windowWidth) * dilationWidth) * inputChannels;
  });
  const channelWeights = new Int8Array(outputChannels * taps);
  const sources = new Int32Array(outputChannels);
  const bias = new Int32Array(outputChannels);
  for (let channel = 0; channel < outputChannels; channel += 1) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const weight = parameters.weights[tap * outputChannels + channel] ?? 0;
      channelWeights[channel * taps + tap] = weight;
      sum += weight;
    }
    sources[channel] = Math.floor((channel * inputChannels) / outputChannels);
    bias[channel] = (parameters.bias[channel] ?? 0) - inputZeroPoint * sum;
  }

  const convolvePixel = (first: number, target: number): void => {
    for (let channel = 0, weight = 0; channel < outputChannels; channel += 1) {
      const start = first + (sources[channel] ?? 0);
      let sum = bias[channel] ?? 0;
      for (let tap = 0; tap < taps; tap += 1, weight += 1)
        sum = (sum + Math.imul(padded[start + (distances[tap] ?? 0)] ?? 0, channelWeights[weight] ?? 0)) | 0;
      accumulators[target + channel] = sum;
    }
  };
  return () => {
    copyStretches(stretches, input, padded);
    let target = 0;
    for (let batch = 0; batch < batches; batch += 1)
      for (let y = 0; y < outputHeight; y += 1)
        for (let x = 0; x < outputWidth; x += 1, target += outputChannels)
          convolvePixel(((batch * height + y * strideHeight) * width + x * strideWidth) * inputChannels, target);
    requantiseRows(accumulators, batches * outputHeight * outputWidth, requantisation, 'away-from-zero', output);
  };
}
