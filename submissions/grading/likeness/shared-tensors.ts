import type { WeightSketch } from '../measuring/measured.ts';
import { elementsOf, varies } from './sampled-weights.ts';

/** What two models have in common byte for byte. */
export interface SharedWeights {
  /** Places in the list of models, the lower first. */
  readonly a: number;
  readonly b: number;
  readonly tensors: number;
  /** Of these, how many have the same values in another order, as when channels changed places. */
  readonly inOtherOrder: number;
  /** Of the sketched weights of the model that has more. */
  readonly share: number;
}

/** A tensor that more models have is no sign: filters of a front end, or the part of a starter that stays as it is. */
const mostHolders = 5;
const mostHoldersShare = 0.25;

/**
 * The pairs of models that share tensors whose values vary and that no given model has, whatever their architectures.
 * @param models sketches of models that all differ
 */
export function sharedTensors(
  models: readonly (readonly WeightSketch[])[],
  given: readonly (readonly WeightSketch[])[],
): SharedWeights[] {
  const ofGiven = new Set(given.flat().map(({ sortedSha256 }) => sortedSha256));
  const holders = new Map<string, { model: number; sketch: WeightSketch }[]>();
  for (const [model, sketches] of models.entries()) {
    const seen = new Set<string>();
    for (const sketch of sketches) {
      const key = sketch.sortedSha256;
      if (seen.has(key) || ofGiven.has(key) || !varies(sketch.values)) continue;
      seen.add(key);
      holders.set(key, [...(holders.get(key) ?? []), { model, sketch }]);
    }
  }
  const most = Math.max(mostHolders, mostHoldersShare * models.length);
  const pairs = new Map<string, { a: number; b: number; tensors: number; inOtherOrder: number; elements: number }>();
  for (const list of holders.values()) {
    if (list.length > most) continue;
    list.forEach(({ model: a, sketch }, index) => {
      for (const { model: b, sketch: other } of list.slice(index + 1)) {
        const key = `${a} ${b}`;
        const before = pairs.get(key) ?? { a, b, tensors: 0, inOtherOrder: 0, elements: 0 };
        before.tensors += 1;
        before.inOtherOrder += Number(sketch.sha256 !== other.sha256);
        before.elements += Math.min(elementsOf(sketch.shape), elementsOf(other.shape));
        pairs.set(key, before);
      }
    });
  }
  const sizes = models.map((sketches) => sketches.reduce((sum, { shape }) => sum + elementsOf(shape), 0));
  return [...pairs.values()].map(({ a, b, elements, ...counts }) => {
    const larger = Math.max(sizes[a] ?? 0, sizes[b] ?? 0);
    return { a, b, ...counts, share: larger === 0 ? 0 : elements / larger };
  });
}
