import type { WorkloadSpecification } from '../specification.ts';
import { inputConversion, readFloats } from './benchmark-input.ts';
import type { Model, TensorSpecification } from './model.ts';

/** The values of `m-results` that a board prints for an input, before it rounds them to three decimals. */
export type Inference = (input: Uint8Array) => readonly number[];

/**
 * A model as a board runs it for a workload: from the bytes that the benchmark loads to the values that are printed,
 * the output as real numbers or, for anomaly detection, the mean squared error of the reconstructed input.
 * @throws BenchError from each inference, model.input, where the input has another size than the model's
 */
export function boardInference(
  workload: Pick<WorkloadSpecification, 'input' | 'modelInput' | 'outputs'>,
  model: Model,
): Inference {
  const convert = inputConversion(workload, model.input);
  const reconstructs = workload.outputs === 1 && elementsOf(model.output) > 1;
  return (input) => {
    const output = realValues(model.invoke(convert(input)), model.output);
    return reconstructs ? [meanSquaredError(readFloats(input), output)] : output;
  };
}

/** The real values of a tensor's bytes. */
export function realValues(bytes: Uint8Array, tensor: TensorSpecification): number[] {
  const { scale, zeroPoint } = tensor;
  switch (tensor.type) {
    case 'float32':
      return Array.from(readFloats(bytes));
    case 'int8':
      return [...new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)].map((v) => scale * (v - zeroPoint));
    default:
      throw new RangeError(`Outputs of type ${tensor.type} are not made by any of our kernels`);
  }
}

/** The anomaly score of the reference: the mean over all elements of (input − reconstruction)². */
function meanSquaredError(input: ArrayLike<number>, reconstruction: readonly number[]): number {
  const sum = reconstruction.reduce((total, value, index) => total + (value - (input[index] ?? NaN)) ** 2, 0);
  return sum / reconstruction.length;
}

function elementsOf(tensor: TensorSpecification): number {
  return tensor.shape.reduce((product, size) => product * size, 1);
}
