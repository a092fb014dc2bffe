import { likenessOf, namesOf } from './class-hand-ins.ts';
import { countStudents } from './held-models.ts';
import type { HeldModel } from './held-models.ts';
import type { Likeness } from './likeness.ts';
import { sameWithin } from './sampled-weights.ts';
import type { SharedWeights } from './shared-tensors.ts';

/** From so many models that are near each other on, what they have in common is taken for a starter that all were given. */
export const fewestForStarter = 5;
const mostPairsTold = 5;

/** Two models whose weights are near copies. */
export interface NearPair {
  readonly a: HeldModel;
  readonly b: HeldModel;
  readonly isStrong: boolean;
  /** What is the same, 0 to 1: most comes first. */
  readonly same: number;
  /** Of thousands of pairs a few are told. */
  readonly sentence: () => string;
}

/** A pair of one architecture with its correlation. */
export interface Compared {
  readonly a: HeldModel;
  readonly b: HeldModel;
  readonly r: number;
}

/** What staff is told of pairs that hang together. */
export function likenessOfPairs(pairs: readonly NearPair[]): Likeness {
  const told = [...pairs].sort((x, y) => y.same - x.same).slice(0, mostPairsTold);
  const evidence = told.map(({ sentence }) => sentence());
  if (pairs.length > told.length) evidence.push(`And ${pairs.length - told.length} more pairs of these.`);
  const models = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const isStrong = pairs.some((pair) => pair.isStrong);
  if (!isStrong && isCrowdOf(models)) {
    evidence.push('So many may well come from one model that all were given: name it as the baseline.');
  }
  const handIns = models.flatMap((held) => held.handIns);
  return likenessOf('near-weights', isStrong ? 'strong' : 'hint', handIns, evidence);
}

/** Whether so many are near copies, each another, that they may be of a starter that hardly anybody changed. */
export function isCrowdOf(models: readonly HeldModel[]): boolean {
  return Math.min(models.length, countStudents(models)) >= fewestForStarter;
}

export function sharedSentence(a: HeldModel, b: HeldModel, { tensors, inOtherOrder, share }: SharedWeights): string {
  const order = inOtherOrder === 0 ? '' : ` (of ${inOtherOrder} the values stand in another order)`;
  const one = tensors === 1 ? 'weight tensor' : 'weight tensors';
  return (
    `The model in ${namesOf(a.handIns)} and that in ${namesOf(b.handIns)} share ${tensors} ${one} byte for byte${order}: ` +
    `${percent(share)} of the weights of the larger.`
  );
}

export function nearSentence({ a, b, r }: Compared, same: number, ratio: number | null): string {
  const times = ratio !== null && ratio > 0 ? `${Number((1 / ratio).toPrecision(2))} times` : 'far';
  const nearer =
    ratio === null ? '' : ` They are ${times} nearer to each other than to what others have in common with them.`;
  return (
    `The weights in ${namesOf(a.handIns)} and those in ${namesOf(b.handIns)} correlate by ${r.toFixed(4)}, and ${percent(same)} of ` +
    `those compared are the same within ${sameWithin} % of their channel’s level, whatever their scale.${nearer}`
  );
}

function percent(share: number): string {
  return `${Math.floor(1000 * share) / 10} %`;
}
