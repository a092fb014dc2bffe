import type { GraphTensor } from '../graph.ts';

/**
 * The values of a constant as real numbers. Weights may be int8 in a float32 model (dynamic-range quantisation): they
 * are taken as the numbers they stand for. TensorFlow Lite also rounds the activations beside them to int8 at run time,
 * so that its outputs are somewhat different from ours there.
 * @param refuse ends the sentence "operator 3 (CONV_2D) is not supported: …"
 */
export function realConstant(tensor: GraphTensor, refuse: (problem: string) => never): Float32Array {
  const { index, name, type, data } = tensor;
  const bytes = data ?? refuse(`tensor ${index} (${name}) is no constant`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case 'float32':
      return Float32Array.from({ length: tensor.elements }, (_, place) => view.getFloat32(4 * place, true));
    case 'int8': {
      const realValue = dequantisation(tensor, refuse);
      return Float32Array.from({ length: tensor.elements }, (_, place) => realValue(view.getInt8(place), place));
    }
    default:
      return refuse(`its constant ${index} (${name}) is ${type}, not float32 or int8`);
  }
}

function dequantisation({ index, shape, quantisation }: GraphTensor, refuse: (problem: string) => never) {
  const { scales, zeroPoints, dimension } = quantisation ?? refuse(`its constant ${index} has no quantisation`);
  const inner = shape.slice(dimension + 1).reduce((product, size) => product * size, 1);
  const pairOf = (place: number): number => (scales.length === 1 ? 0 : Math.floor(place / inner) % scales.length);
  return (value: number, place: number): number => {
    const pair = pairOf(place);
    return (scales[pair] ?? 0) * (value - (zeroPoints[pair] ?? 0));
  };
}
