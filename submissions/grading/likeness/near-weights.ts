import type { WeightSketch } from '../measuring/measured.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { likenessOf } from './class-hand-ins.ts';
import { groupsBy, linkedPairs } from './grouping.ts';
import { countStudents, heldModels, isOfOneStudent, mostlySame } from './held-models.ts';
import type { HeldModel } from './held-models.ts';
import type { Likeness, LikenessOptions } from './likeness.ts';
import { fewestForStarter, isCrowdOf, likenessOfPairs, nearSentence, sharedSentence } from './near-pair.ts';
import type { Compared, NearPair } from './near-pair.ts';
import { commonVector, correlation, sampledWeights, shapesKey, shareOfSame } from './sampled-weights.ts';
import { sharedTensors } from './shared-tensors.ts';

/**
 * The thresholds follow from a keyword network of 24 channels that was trained on the built-in words, 14 times, for 240
 * steps of Adam. Other starting weights: correlations of −0.03 to 0.03. The same starting weights, and data in another
 * order: 0.979 to 0.998, with 10 to 45 % of the values the same. Official float32 models with int8 versions of the same
 * training: 0.997 to 1. The built-in models, written with scales 1.5 times as great: 93 % and more of the values the
 * same. A correlation thus tells a common beginning; a copy is told by the values.
 */
const near = 0.95;
/**
 * How far two models are from each other (1 − correlation), by how far they are from what both were made of. Of models
 * fine-tuned from one in the same way, the data in another order, it was 0.05 to 0.35; in other ways, 2 and more; of
 * those of the 0.05, 79 % of the values were the same. Below the first bound a pair is listed, below the second it can be
 * more than a hint.
 */
const muchNearer = 0.1;
const nearAsCopies = 0.02;
/** So alike that they count as one when it is asked what models have in common. */
const alike = 0.9995;
/** Of the weights of both, byte for byte. */
const mostlyShared = 0.5;

/**
 * Models whose weights are near copies of each other's, but not of a model that everybody was given. Models of other
 * architectures are compared by the tensors that they share byte for byte. Costs a product of two sketches a pair.
 */
export function nearWeights(all: readonly MeasuredHandIn[], { givenModels = [] }: LikenessOptions): Likeness[] {
  const held = heldModels(all, givenModels);
  const given = givenModels.map(({ weights }) => weights);
  const pairs = [...sharingPairs(held, given)];
  const starters: Likeness[] = [];
  for (const [key, group] of groupsBy(held, ({ model }) => shapesKey(model.weights))) {
    const givenVectors = given
      .filter((weights) => shapesKey(weights) === key)
      .flatMap((weights) => sampledWeights(weights)?.vector ?? []);
    const found = nearPairsOf(group, givenVectors);
    pairs.push(...found.pairs);
    starters.push(...found.starters);
  }
  const strong = linkedPairs(pairs.filter(({ isStrong }) => isStrong)).map(likenessOfPairs);
  const isTold = ({ students }: Likeness): boolean =>
    strong.some((other) => students.every((student) => other.students.includes(student)));
  const hints = linkedPairs(pairs.filter(({ isStrong }) => !isStrong)).map(likenessOfPairs);
  return [...strong, ...hints.filter((likeness) => !isTold(likeness)), ...starters];
}

function* sharingPairs(held: readonly HeldModel[], given: readonly (readonly WeightSketch[])[]): Generator<NearPair> {
  const sketches = held.map(({ model }) => model.weights);
  for (const shared of sharedTensors(sketches, given)) {
    const [a, b] = [held[shared.a], held[shared.b]];
    if (a === undefined || b === undefined || shared.share < mostlyShared || isOfOneStudent(a, b)) continue;
    yield { a, b, isStrong: true, same: shared.share, sentence: () => sharedSentence(a, b, shared) };
  }
}

/** Pairs of one architecture; and where many are near each other, a word on what they may have begun with. */
function nearPairsOf(
  group: readonly HeldModel[],
  given: readonly Float32Array[],
): { pairs: NearPair[]; starters: Likeness[] } {
  const pairs: NearPair[] = [];
  const starters: Likeness[] = [];
  for (const linked of linkedPairs(comparedPairs(group))) {
    const models = [...new Set(linked.flatMap(({ a, b }) => [a, b]))];
    const common = commonStarter(models);
    const from = common === null ? given : [...given, common];
    if (common !== null && !given.some((vector) => correlation(vector, common) >= near)) {
      starters.push(starterOf(models, common));
    }
    const distances = from.map((starter) => distancesFrom(models, starter));
    const isCrowd = from.length === 0 && isCrowdOf(models);
    for (const pair of linked) {
      const { a, b } = pair;
      const ratio = Math.max(0, ...distances.map((distance) => nearness(pair, distance)));
      if (ratio >= muchNearer || isOfOneStudent(a, b)) continue;
      const same = shareOfSame(a.weights, b.weights);
      const isStrong = same >= mostlySame && ratio < nearAsCopies && !isCrowd;
      const sentence = (): string => nearSentence(pair, same, from.length === 0 ? null : ratio);
      pairs.push({ a, b, isStrong, same, sentence });
    }
  }
  return { pairs, starters };
}

function comparedPairs(group: readonly HeldModel[]): Compared[] {
  const pairs: Compared[] = [];
  for (const [index, a] of group.entries()) {
    for (const b of group.slice(index + 1)) {
      if (a.weights === null || b.weights === null) continue;
      const r = correlation(a.weights.vector, b.weights.vector);
      if (r >= near) pairs.push({ a, b, r });
    }
  }
  return pairs;
}

/**
 * Two models that were made of a third each on its own are further from each other than from it: what was learned apart
 * adds up. Where much the same was learned, as from the same data, they come nearer; nearest comes a copy.
 */
function nearness({ a, b, r }: Compared, distance: ReadonlyMap<HeldModel, number>): number {
  const least = Math.min(distance.get(a) ?? 1, distance.get(b) ?? 1);
  return least > 0 ? (1 - r) / least : 1;
}

function distancesFrom(models: readonly HeldModel[], starter: Float32Array): Map<HeldModel, number> {
  return new Map(
    models.map((held) => [held, held.weights === null ? 1 : 1 - correlation(held.weights.vector, starter)]),
  );
}

/** What models have in common that were made of one; null where they are too few to tell that from copying. */
function commonStarter(models: readonly HeldModel[]): Float32Array | null {
  const distinct: HeldModel[] = [];
  const vectors: Float32Array[] = [];
  for (const held of models) {
    const vector = held.weights?.vector;
    if (vector === undefined || vectors.some((other) => correlation(vector, other) >= alike)) continue;
    vectors.push(vector);
    distinct.push(held);
  }
  return Math.min(distinct.length, countStudents(distinct)) < fewestForStarter ? null : commonVector(vectors);
}

function starterOf(models: readonly HeldModel[], common: Float32Array): Likeness {
  const farthest = 1 - Math.max(...distancesFrom(models, common).values());
  const sentence =
    `The models of ${countStudents(models)} students correlate by ${farthest.toFixed(3)} or more with what they have in ` +
    'common, as models do that began with the same weights. If all were given a model or a seed, this says no more; ' +
    'name that model as the baseline.';
  return likenessOf(
    'near-weights',
    'hint',
    models.flatMap(({ handIns }) => handIns),
    [sentence],
  );
}
