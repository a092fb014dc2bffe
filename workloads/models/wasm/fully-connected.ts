import type { FullyConnected, Kernel } from '../kernels/kernel-set.ts';
import type { KernelFunctions } from './instance.ts';
import { packWeights } from './matrix-product.ts';
import type { KernelMemory } from './memory.ts';

export function fullyConnected(memory: KernelMemory, functions: KernelFunctions, parameters: FullyConnected): Kernel {
  const { batches, inputElements, outputElements, input, inputZeroPoint, requantisation, output } = parameters;
  const { weights, bias } = parameters;
  const packed = packWeights(memory, weights, bias, inputZeroPoint, 1, inputElements, requantisation);
  const lines = memory.addressOf(memory.allocate(2 * batches * inputElements));
  const lineStarts = Array.from({ length: batches }, (_, batch) => 2 * batch * inputElements);
  const starts = memory.addressOf(memory.copyWords(lineStarts));
  const distances = memory.addressOf(memory.copyWords([0]));
  const { minimum, maximum, zeroPoint } = requantisation;
  const source = memory.addressOf(input);
  const target = memory.addressOf(output);
  return () => {
    functions.widenImage(source, 0, 0, lines, 0, 0, 1, 1, batches * inputElements, 1);
    functions.multiply(
      lines,
      starts,
      batches,
      distances,
      1,
      packed.pairs,
      packed.weights,
      packed.blocks,
      outputElements,
      minimum - zeroPoint,
      maximum - zeroPoint,
      zeroPoint,
      target,
    );
  };
}
