import type { Conv2d, Kernel } from './kernel-set.ts';
import { requantiseRows } from './requantise.ts';
import { padImage } from './window.ts';

/** Channels that are computed at once, and whose weights stand beside each other. */
const block = 4;

/** Convolution of each channel by itself, on a copy of the input that is padded with its zero point. */
export function depthwiseConv2d(parameters: Conv2d): Kernel {
  const { geometry, input, inputZeroPoint, requantisation, output } = parameters;
  const { inputChannels, outputChannels } = geometry;
  // The last block of the last pixel may read beyond it; the products go to channels that do not exist.
  const image = padImage(geometry, input, inputZeroPoint, outputChannels / inputChannels, block);
  const { values: pixels, starts, distances } = image;
  const { values, bias } = packChannels(parameters, distances.length);
  const accumulators = new Int32Array(starts.length * outputChannels);

  const convolvePixel = (first: number, target: number): void => {
    for (let channel = 0, weight = 0; channel < outputChannels; channel += block) {
      let sum0 = bias[channel] ?? 0;
      let sum1 = bias[channel + 1] ?? 0;
      let sum2 = bias[channel + 2] ?? 0;
      let sum3 = bias[channel + 3] ?? 0;
      for (let tap = 0; tap < distances.length; tap += 1, weight += block) {
        const at = first + channel + (distances[tap] ?? 0);
        sum0 = (sum0 + Math.imul(pixels[at] ?? 0, values[weight] ?? 0)) | 0;
        sum1 = (sum1 + Math.imul(pixels[at + 1] ?? 0, values[weight + 1] ?? 0)) | 0;
        sum2 = (sum2 + Math.imul(pixels[at + 2] ?? 0, values[weight + 2] ?? 0)) | 0;
        sum3 = (sum3 + Math.imul(pixels[at + 3] ?? 0, values[weight + 3] ?? 0)) | 0;
      }
      const left = outputChannels - channel;
      accumulators[target + channel] = sum0;
      if (left > 1) accumulators[target + channel + 1] = sum1;
      if (left > 2) accumulators[target + channel + 2] = sum2;
      if (left > 3) accumulators[target + channel + 3] = sum3;
    }
  };
  return () => {
    image.refresh();
    for (let pixel = 0; pixel < starts.length; pixel += 1) convolvePixel(starts[pixel] ?? 0, pixel * outputChannels);
    requantiseRows(accumulators, starts.length, requantisation, 'away-from-zero', output, 0);
  };
}

/** The weights in blocks of four channels, in each the four of the first tap, then of the second; the bias as in `packWeights`. */
function packChannels(parameters: Conv2d, taps: number): { readonly values: Int8Array; readonly bias: Int32Array } {
  const { outputChannels } = parameters.geometry;
  const blocks = Math.ceil(outputChannels / block);
  const values = new Int8Array(blocks * taps * block);
  const bias = new Int32Array(blocks * block);
  for (let channel = 0; channel < outputChannels; channel += 1) {
    const start = Math.floor(channel / block) * taps * block + (channel % block);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const weight = parameters.weights[tap * outputChannels + channel] ?? 0;
      values[start + tap * block] = weight;
      sum += weight;
    }
    bias[channel] = (parameters.bias[channel] ?? 0) - parameters.inputZeroPoint * sum;
  }
  return { values, bias };
}
