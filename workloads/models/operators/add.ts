import type { Prepare, QuantisedTensor } from './preparation.ts';
import { inputAt, onlyOutput, quantised, requantisation, wantShape } from './preparation.ts';
import { fixedPointFactor } from '../kernels/requantise.ts';

/** Bits by which the inputs are shifted to the left before they are scaled (add.cc). */
const spareBits = 20;

export const prepareAdd: Prepare = (preparation) => {
  const { operator, kernels, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'add') return refuse('its options are of another kind');
  const first = quantised(preparation, inputAt(preparation, 0));
  const second = quantised(preparation, inputAt(preparation, 1));
  const output = quantised(preparation, onlyOutput(preparation));
  wantShape(preparation, second, first.shape);
  wantShape(preparation, output, first.shape);
  const commonScale = 2 * Math.max(first.scale, second.scale);
  const term = ({ values, zeroPoint, scale }: QuantisedTensor) => {
    return { values, zeroPoint, ...fixedPointFactor(scale / commonScale) };
  };
  const factor = commonScale / (2 ** spareBits * output.scale);
  return kernels.add({
    first: term(first),
    second: term(second),
    requantisation: requantisation(preparation, [factor], output, options.activation),
    output: output.values,
  });
};
