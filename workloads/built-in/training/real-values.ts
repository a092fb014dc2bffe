import type { WorkloadSpecification } from '../../specification.ts';

/**
 * The real numbers that one window of input stands for, those that a network is trained on: float32 as they are, bytes
 * by the scale and zero point of the benchmark's reference model.
 */
export function realValues({ modelInput }: WorkloadSpecification, input: Uint8Array): Float32Array {
  const { scale, zeroPoint, conversion } = modelInput;
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  switch (conversion) {
    case 'as-is':
      return Float32Array.from(input, (_, at) => scale * (view.getInt8(at) - zeroPoint));
    case 'minus-128':
      return Float32Array.from(input, (value) => scale * (value - 128 - zeroPoint));
    case 'quantise':
      return Float32Array.from({ length: input.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
  }
}
