import type { FullyConnected, Kernel } from './kernel-set.ts';
import { multiply, packWeights } from './matrix-product.ts';
import { requantiseRows } from './requantise.ts';

export function fullyConnected(parameters: FullyConnected): Kernel {
  const { batches, inputElements, outputElements, input, inputZeroPoint, requantisation, output } = parameters;
  const weights = packWeights(parameters.weights, parameters.bias, inputZeroPoint, inputElements, outputElements);
  const accumulators = new Int32Array(batches * outputElements);
  return () => {
    multiply(input, batches, weights, accumulators);
    requantiseRows(accumulators, batches, requantisation, 'up', output, 0);
  };
}
