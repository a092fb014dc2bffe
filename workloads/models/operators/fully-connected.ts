import type { Prepare } from './preparation.ts';
import { constantBias, constantWeights, inputAt, onlyOutput, quantised, requantisation } from './preparation.ts';

/** FULLY_CONNECTED: weights in the order output, input; whatever dimensions the input has are taken as lines. */
export const prepareFullyConnected: Prepare = (preparation) => {
  const { operator, kernels, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'fully-connected') return refuse('its options are of another kind');
  if (options.weightsAreShuffled) refuse('its weights are shuffled');
  const input = quantised(preparation, inputAt(preparation, 0));
  const output = quantised(preparation, onlyOutput(preparation));
  const weightTensor = inputAt(preparation, 1);
  const [outputElements = 0, inputElements = 0] = weightTensor.shape;
  if (weightTensor.shape.length !== 2 || weightTensor.elements === 0)
    refuse(`its weights have the shape ${weightTensor.shape.join('×')}`);
  const weights = constantWeights(preparation, weightTensor, 0);
  const batches = input.elements / inputElements;
  if (!Number.isInteger(batches) || output.elements !== batches * outputElements)
    refuse(
      `it cannot turn ${input.elements} values into ${output.elements} by ${weightTensor.shape.join('×')} weights`,
    );
  const factors = Array.from({ length: outputElements }, (_, channel) => {
    // With one scale for all, TensorFlow Lite multiplies the two in single precision first.
    if (weights.scales.length > 1) return (input.scale * (weights.scales[channel] ?? 0)) / output.scale;
    return Math.fround(input.scale * (weights.scales[0] ?? 0)) / output.scale;
  });
  return kernels.fullyConnected({
    batches,
    inputElements,
    outputElements,
    input: input.values,
    inputZeroPoint: input.zeroPoint,
    weights: weights.values,
    bias: constantBias(preparation, 2, outputElements),
    requantisation: requantisation(preparation, factors, output, options.activation),
    output: output.values,
  });
};
