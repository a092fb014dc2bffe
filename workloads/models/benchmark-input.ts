import { failure } from '../../harness/errors.ts';
import type { WorkloadSpecification } from '../specification.ts';
import { bytesPerElement } from './graph.ts';
import type { TensorSpecification } from './model.ts';

/** Turns the bytes that the benchmark loads into a board into the bytes of a model's input tensor. */
export type InputConversion = (input: Uint8Array) => Uint8Array;

/**
 * How a workload's input becomes the input of a model.
 * - Bytes of an int8 tensor are taken as they are. For a float32 model they stand for scale × (value − zeroPoint) of
 *   the workload's reference model.
 * - Pixels, uint8, become int8 by taking 128 off, whatever the quantisation of the tensor says, as the reference
 *   firmware does it; float32 models take them as numbers from 0 to 255.
 * - float32 is quantised by the tensor's scale and zero point, or taken as it is.
 * @throws BenchError from the conversion, model.input, where the input has another size than the tensor
 */
export function inputConversion(
  workload: Pick<WorkloadSpecification, 'input' | 'modelInput'>,
  tensor: TensorSpecification,
): InputConversion {
  const elements = tensor.shape.reduce((product, size) => product * size, 1);
  const convert = conversionBetween(workload, tensor);
  const wanted = elements * bytesPerElement[workload.input.type];
  return (input) => {
    if (input.length !== wanted) throw failure('model.input', { wanted, found: input.length });
    return convert(input);
  };
}

function conversionBetween(
  { input, modelInput }: Pick<WorkloadSpecification, 'input' | 'modelInput'>,
  { type, scale, zeroPoint }: TensorSpecification,
): InputConversion {
  if (input.type === type) return (bytes) => bytes;
  switch (`${input.type} to ${type}`) {
    case 'uint8 to int8':
      return (bytes) => {
        const values = new Uint8Array(bytes);
        // In a byte, 128 less is the highest bit the other way round. A loop is several times as fast as `map`.
        for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) ^ 0x80;
        return values;
      };
    case 'uint8 to float32':
      return (bytes) => bytesOf(Float32Array.from(bytes));
    case 'int8 to float32':
      return (bytes) =>
        bytesOf(Float32Array.from(signed(bytes), (value) => modelInput.scale * (value - modelInput.zeroPoint)));
    case 'float32 to int8':
      return (bytes) => {
        const quantised = readFloats(bytes).map((value) => clampToInt8(Math.round(value / scale) + zeroPoint));
        return bytesOf(new Int8Array(quantised));
      };
    default:
      throw new RangeError(`No model that was loaded has an input of type ${type}`);
  }
}

/** Little-endian float32 values, wherever in memory they begin. */
export function readFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(Math.floor(bytes.length / 4));
  for (let index = 0; index < values.length; index += 1) values[index] = view.getFloat32(4 * index, true);
  return values;
}

function clampToInt8(value: number): number {
  return Math.min(127, Math.max(-128, value));
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function bytesOf(values: Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
