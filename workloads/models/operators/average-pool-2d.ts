import type { Prepare } from './preparation.ts';
import { activationRange, inputAt, onlyOutput, quantised } from './preparation.ts';
import { windowGeometry } from './window.ts';

export const prepareAveragePool2d: Prepare = (preparation) => {
  const { operator, kernels, refuse } = preparation;
  const { options } = operator;
  if (options.kind !== 'pool-2d') return refuse('its options are of another kind');
  const input = quantised(preparation, inputAt(preparation, 0));
  const output = quantised(preparation, onlyOutput(preparation));
  if (input.scale !== output.scale || input.zeroPoint !== output.zeroPoint)
    refuse('its input and output are quantised differently');
  const geometry = windowGeometry(preparation, input, output, { ...options, dilationHeight: 1, dilationWidth: 1 });
  if (geometry.inputChannels !== geometry.outputChannels) refuse('its input and output differ in channels');
  return kernels.averagePool2d({
    geometry,
    input: input.values,
    ...activationRange(preparation, output, options.activation),
    output: output.values,
  });
};
