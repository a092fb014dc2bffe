import type { WeightSketch } from '../measuring/measured.ts';

/** Models with fewer sketched weights than this are not compared: small ones are alike by chance. */
const fewestValues = 256;

/**
 * The sketches of a model as one vector, whose product with that of another is the mean of the correlations of their
 * tensors, each counted by its number of weights. Null where there is too little to compare.
 */
export function weightVector(sketches: readonly WeightSketch[]): Float64Array | null {
  const length = sketches.reduce((sum, { values }) => sum + values.length, 0);
  if (length < fewestValues) return null;
  const weights = sketches.map(({ shape, values }) => (varies(values) ? elementsOf(shape) : 0));
  const all = weights.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const vector = new Float64Array(length);
  let start = 0;
  for (const [index, { values }] of sketches.entries()) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    const factor = norm > 0 ? Math.sqrt((weights[index] ?? 0) / all) / norm : 0;
    for (const value of values) vector[start++] = (value - mean) * factor;
  }
  return vector;
}

/** Models whose sketches have the same shapes in the same order can be compared. */
export function shapesKey(sketches: readonly WeightSketch[]): string {
  return JSON.stringify(sketches.map(({ shape }) => shape));
}

/** The correlation of two models, −1 to 1. */
export function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/** What several models have in common: the median of each place, at length 1 again; null where that is nothing. */
export function commonVector(vectors: readonly Float64Array[]): Float64Array | null {
  const [first] = vectors;
  if (first === undefined) return null;
  const median = first.map((_, place) => {
    const values = vectors.map((vector) => vector[place] ?? 0).sort((a, b) => a - b);
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
