import type { Conv2d, Kernel } from '../kernels/kernel-set.ts';
import { blockChannels, packChannels } from './channels.ts';
import type { KernelFunctions } from './instance.ts';
import type { KernelMemory } from './memory.ts';
import { padImage } from './padded-image.ts';

export function depthwiseConv2d(memory: KernelMemory, functions: KernelFunctions, parameters: Conv2d): Kernel {
  const { geometry, input, inputZeroPoint, requantisation, output } = parameters;
  const { inputChannels, outputChannels } = geometry;
  const image = padImage(memory, functions, geometry, input, inputZeroPoint, outputChannels / inputChannels);
  const taps = image.distances.length;
  const pairs = Math.ceil(taps / 2);
  const { weights, bias } = packTaps(memory, parameters, taps);
  const blocks = packChannels(memory, bias, requantisation, 'away-from-zero');
  // Of an odd number, the last one is read twice, the second time for the weight 0.
  const last = image.distances[taps - 1] ?? 0;
  const distances = memory.addressOf(memory.copyWords([...image.distances, last]));
  const { minimum, maximum, zeroPoint } = requantisation;
  const target = memory.addressOf(output);
  return () => {
    image.refresh();
    functions.convolveDepthwise(
      image.address,
      image.starts,
      image.pixels,
      distances,
      pairs,
      weights,
      blocks,
      outputChannels,
      minimum - zeroPoint,
      maximum - zeroPoint,
      zeroPoint,
      target,
    );
  };
}

/** The weights in blocks of eight channels, in each the pair of the first two taps for each channel, and so on. */
function packTaps(
  memory: KernelMemory,
  { geometry, weights, bias, inputZeroPoint }: Conv2d,
  taps: number,
): { readonly weights: number; readonly bias: Int32Array } {
  const { outputChannels } = geometry;
  const blockBytes = Math.ceil(taps / 2) * 2 * blockChannels;
  const packed = memory.allocate(Math.ceil(outputChannels / blockChannels) * blockBytes);
  const folded = new Int32Array(outputChannels);
  for (let channel = 0; channel < outputChannels; channel += 1) {
    const lane = channel % blockChannels;
    const start = ((channel - lane) / blockChannels) * blockBytes + lane * 2;
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const weight = weights[tap * outputChannels + channel] ?? 0;
      packed[start + (tap >> 1) * 2 * blockChannels + (tap & 1)] = weight;
      sum += weight;
    }
    folded[channel] = (bias[channel] ?? 0) - inputZeroPoint * sum;
  }
  return { weights: memory.addressOf(packed), bias: folded };
}
