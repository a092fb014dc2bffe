import type { GraphTensor, Quantisation } from '../../../workloads/models/graph.ts';

type StoredValues = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array;

/** The values of a constant. */
export interface Constant {
  /** As they are stored; a copy. */
  readonly stored: StoredValues;
  /** What they stand for; 0 for what is no number. */
  readonly real: Float64Array;
}

/** @returns null for a type that weights are not kept in */
export function readConstant({ type, shape, quantisation }: GraphTensor, data: Uint8Array): Constant | null {
  const stored = storedValues(type, data);
  if (stored === null) return null;
  const real = Float64Array.from(stored, (value) => (Number.isFinite(value) ? value : 0));
  return { stored, real: quantisation === null ? real : dequantised(real, shape, quantisation) };
}

function storedValues(type: GraphTensor['type'], data: Uint8Array): StoredValues | null {
  // A copy, because views of more than a byte need an aligned start.
  const { buffer } = new Uint8Array(data);
  switch (type) {
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    default:
      return null;
  }
}

function dequantised(
  values: Float64Array,
  shape: readonly number[],
  { scales, zeroPoints, dimension }: Quantisation,
): Float64Array {
  const inner = shape.slice(dimension + 1).reduce((product, size) => product * size, 1);
  return values.map((value, place) => {
    const pair = Math.floor(place / inner) % scales.length;
    return (scales[pair] ?? 0) * (value - (zeroPoints[pair] ?? 0));
  });
}
