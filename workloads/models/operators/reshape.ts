import type { Prepare } from './preparation.ts';
import { inputAt, onlyOutput, quantised } from './preparation.ts';

/** RESHAPE: the new shape is the output's, which the file states. */
export const prepareReshape: Prepare = (preparation) => {
  const input = quantised(preparation, inputAt(preparation, 0));
  const output = quantised(preparation, onlyOutput(preparation));
  if (input.elements !== output.elements) preparation.refuse(`it makes ${output.elements} values of ${input.elements}`);
  return preparation.kernels.copy({ input: input.values, output: output.values });
};
