import type { Add, Kernel, Term } from './kernel-set.ts';
import { multiplyByFactor } from './requantise.ts';

/** The sum of two tensors of one shape, each brought to twice the larger scale with 20 bits to spare. */
export function add(parameters: Add): Kernel {
  const { first, second, requantisation, output } = parameters;
  const { zeroPoint, minimum, maximum } = requantisation;
  const multiplier = requantisation.multipliers[0] ?? 0;
  const exponent = requantisation.exponents[0] ?? 0;
  const firstTable = scaledValues(first);
  const secondTable = scaledValues(second);
  return () => {
    for (let at = 0; at < output.length; at += 1) {
      const sum = (firstTable[(first.values[at] ?? 0) + 128] ?? 0) + (secondTable[(second.values[at] ?? 0) + 128] ?? 0);
      const value = zeroPoint + multiplyByFactor(sum, multiplier, exponent, 'away-from-zero');
      output[at] = Math.min(maximum, Math.max(minimum, value));
    }
  };
}

/** A term as it enters the sum, for each int8 value from −128. */
export function scaledValues(term: Term): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) =>
    multiplyByFactor((index - 128 - term.zeroPoint) << 20, term.multiplier, term.exponent, 'away-from-zero'),
  );
}
