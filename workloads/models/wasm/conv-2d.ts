import type { Conv2d, Kernel } from '../kernels/kernel-set.ts';
import type { KernelFunctions } from './instance.ts';
import { packWeights } from './matrix-product.ts';
import type { KernelMemory } from './memory.ts';
import { padImage } from './padded-image.ts';

/** Convolution as a matrix product whose left lines are read from the padded image itself. */
export function conv2d(memory: KernelMemory, functions: KernelFunctions, parameters: Conv2d): Kernel {
  const { geometry, input, inputZeroPoint, weights, bias, requantisation, output } = parameters;
  const { windowHeight, windowWidth, dilationWidth, inputChannels, outputChannels } = geometry;
  const image = padImage(memory, functions, geometry, input, inputZeroPoint, 1);
  // Neighbouring pixels of a window stand beside each other, unless it is dilated.
  const runPixels = dilationWidth === 1 ? windowWidth : 1;
  const runs = (windowHeight * windowWidth) / runPixels;
  const packed = packWeights(memory, weights, bias, inputZeroPoint, runs, runPixels * inputChannels, requantisation);
  const runDistances = image.distances.filter((_, index) => index % runPixels === 0);
  const distances = memory.addressOf(memory.copyWords(runDistances));
  const { minimum, maximum, zeroPoint } = requantisation;
  const target = memory.addressOf(output);
  return () => {
    image.refresh();
    functions.multiply(
      image.address,
      image.starts,
      image.pixels,
      distances,
      runs,
      packed.pairs,
      packed.weights,
      packed.blocks,
      outputChannels,
      minimum - zeroPoint,
      maximum - zeroPoint,
      zeroPoint,
      target,
    );
  };
}
