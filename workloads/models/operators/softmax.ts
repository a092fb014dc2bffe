import type { Prepare } from './preparation.ts';
import { inputAt, onlyOutput, quantised, wantShape } from './preparation.ts';

export const prepareSoftmax: Prepare = (preparation) => {
  const { operator, kernels, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'softmax') return refuse('its options are of another kind');
  const input = quantised(preparation, inputAt(preparation, 0));
  const output = quantised(preparation, onlyOutput(preparation));
  wantShape(preparation, output, input.shape);
  if (output.scale !== 1 / 256 || output.zeroPoint !== -128) refuse('its output is not quantised by 1/256 from −128');
  const classes = input.shape.at(-1) ?? 1;
  return kernels.softmax({
    lines: input.elements / classes,
    classes,
    input: input.values,
    scale: input.scale * options.beta,
    output: output.values,
  });
};
