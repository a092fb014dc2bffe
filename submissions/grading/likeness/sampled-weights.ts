import type { WeightSketch } from '../measuring/measured.ts';

/** Models with fewer sketched values than this are not compared: small ones are alike by chance. */
const fewestValues = 256;
/** Of larger sketches every second, third, … value is taken: 4096 tell a correlation to 1/64, and classes are large. */
const mostValues = 4096;
/** Hundredths of a channel's root mean square; rounding to another scale seldom moves a weight further. */
export const sameWithin = 2;

/** What two models of the same shapes are compared by. */
export interface SampledWeights {
  /** In hundredths of the root mean square of their channel. */
  readonly values: Float32Array;
  /** Its product with that of another is the mean of the correlations of the tensors, each by its number of weights. */
  readonly vector: Float32Array;
}

/** A sample of the sketches of a model; null where there is too little to compare. */
export function sampledWeights(sketches: readonly WeightSketch[]): SampledWeights | null {
  const length = sketches.reduce((sum, { values }) => sum + values.length, 0);
  if (length < fewestValues) return null;
  const step = Math.ceil(length / mostValues);
  const sampled = sketches.map(({ values }) => values.filter((_, place) => place % step === 0));
  const weights = sketches.map(({ shape, values }) => (varies(values) ? elementsOf(shape) : 0));
  const all = weights.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const vector = sampled.flatMap((values, index) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    const factor = norm > 0 ? Math.sqrt((weights[index] ?? 0) / all) / norm : 0;
    return values.map((value) => (value - mean) * factor);
  });
  return { values: Float32Array.from(sampled.flat()), vector: Float32Array.from(vector) };
}

/** Models whose sketches have the same shapes in the same order can be compared. */
export function shapesKey(sketches: readonly WeightSketch[]): string {
  return JSON.stringify(sketches.map(({ shape }) => shape));
}

/** The correlation of two vectors of weights, −1 to 1. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/** The share of the values that both have within rounding, whatever scale they are written with. */
export function shareOfSame(a: SampledWeights | null, b: SampledWeights | null): number {
  if (a === null || b === null) return 0;
  let same = 0;
  for (let place = 0; place < a.values.length; place++) {
    if (Math.abs((a.values[place] ?? 0) - (b.values[place] ?? Infinity)) <= sameWithin) same += 1;
  }
  return same / a.values.length;
}

/** What several models have in common: the median of each place, at length 1 again; null where that is nothing. */
export function commonVector(vectors: readonly Float32Array[]): Float32Array | null {
  const [first] = vectors;
  if (first === undefined) return null;
  const median = first.map((_, place) => {
    const values = Float32Array.from(vectors, (vector) => vector[place] ?? 0).sort();
    const middle = Math.floor(values.length / 2);
    const high = values[middle] ?? 0;
    return values.length % 2 === 1 ? high : (high + (values[middle - 1] ?? 0)) / 2;
  });
  const norm = Math.sqrt(median.reduce((sum, value) => sum + value * value, 0));
  return norm > 0 ? median.map((value) => value / norm) : null;
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether a tensor says anything: constants of a few values are alike in models that have nothing to do with each other. */
export function varies(values: readonly number[]): boolean {
  const fewestDifferent = 8;
  return new Set(values).size >= fewestDifferent;
}
