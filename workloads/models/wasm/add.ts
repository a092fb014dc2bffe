import { scaledValues } from '../kernels/add.ts';
import type { Add, Kernel } from '../kernels/kernel-set.ts';
import { channelRequantisation } from './channels.ts';
import type { KernelFunctions } from './instance.ts';
import type { KernelMemory } from './memory.ts';

export function add(memory: KernelMemory, functions: KernelFunctions, parameters: Add): Kernel {
  const { first, second, requantisation, output } = parameters;
  const { multiplier, shift, sign } = channelRequantisation(requantisation, 0, 'away-from-zero');
  const { minimum, maximum, zeroPoint } = requantisation;
  const firstTable = memory.addressOf(memory.copyWords(scaledValues(first)));
  const secondTable = memory.addressOf(memory.copyWords(scaledValues(second)));
  const firstValues = memory.addressOf(first.values);
  const secondValues = memory.addressOf(second.values);
  const target = memory.addressOf(output);
  return () => {
    functions.add(
      firstValues,
      secondValues,
      firstTable,
      secondTable,
      multiplier,
      shift,
      sign,
      minimum - zeroPoint,
      maximum - zeroPoint,
      zeroPoint,
      target,
      output.length,
    );
  };
}
