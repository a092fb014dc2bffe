import type { MeasuredModel, WeightSketch } from '../measuring/measured.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { likenessOf, namesOf, studentsOf } from './class-hand-ins.ts';
import { groupsBy, linkedPairs } from './grouping.ts';
import { compareText } from './likeness.ts';
import type { GivenModel, Likeness, LikenessOptions } from './likeness.ts';
import { sharedTensors } from './shared-tensors.ts';
import type { SharedWeights } from './shared-tensors.ts';
import { commonVector, correlation, shapesKey, weightVector } from './weight-vector.ts';

/**
 * The thresholds follow from a keyword network of 24 channels that was trained on the built-in words (240 steps of Adam,
 * two minutes' work for a student), 14 times. Other starting weights: correlations of −0.03 to 0.03. The same starting
 * weights and data in another order: 0.979 to 0.998, with 10 to 45 % of the values the same. Official float32 models
 * with their int8 versions: 0.997 to 1. A correlation thus tells a common beginning; a copy is told by the values.
 */
const near = 0.95;
/** Hundredths of a channel's root mean square; rounding to another scale seldom moves a weight further. */
const sameWithin = 2;
const mostlySame = 0.95;
/**
 * How far two models are from each other (1 − correlation), by how far they are from what both were made of. Of models
 * fine-tuned from one in the same way, the data in another order, it was 0.05 to 0.35; in other ways, 2 and more; of
 * those of the 0.05, 79 % of the values were the same. Below the first bound a pair is listed, below the second it can be
 * more than a hint.
 */
const muchNearer = 0.1;
const nearAsCopies = 0.02;
/** From so many models that are near each other on, what they have in common is taken for a starter that all were given. */
const fewestForStarter = 5;
/** So alike that they count as one when it is asked what models have in common. */
const alike = 0.9995;
const mostPairsTold = 5;
/** Of the weights of both, byte for byte. */
const mostlyShared = 0.5;

interface HeldModel {
  readonly model: MeasuredModel;
  readonly vector: Float64Array | null;
  readonly handIns: MeasuredHandIn[];
}

interface NearPair {
  readonly a: HeldModel;
  readonly b: HeldModel;
  readonly isStrong: boolean;
  readonly sentence: string;
}

/** A pair of one architecture with its correlation. */
interface Compared {
  readonly a: HeldModel;
  readonly b: HeldModel;
  readonly r: number;
}

/**
 * Models whose weights are near copies of each other's, but not of a model that everybody was given. Models of other
 * architectures are compared by the tensors that they share byte for byte. Costs a product of two sketches a pair.
 */
export function nearWeights(all: readonly MeasuredHandIn[], { givenModels = [] }: LikenessOptions): Likeness[] {
  const held = heldModels(all, givenModels);
  const pairs = [...sharingPairs(held, givenModels)];
  const found: Likeness[] = [];
  for (const group of groupsBy(held, ({ model }) => shapesKey(model.weights)).values()) {
    const given = givenModels
      .filter(({ weights }) => shapesKey(weights) === shapesKey(group[0]?.model.weights ?? []))
      .flatMap(({ weights }) => weightVector(weights) ?? []);
    const { near: nearPairs, starters } = nearPairsOf(group, given);
    pairs.push(...nearPairs);
    found.push(...starters);
  }
  for (const linked of linkedPairs(pairs)) found.push(likenessOfPairs(linked));
  return found;
}

/** Each graph once, with all who hold it; without those that were given. */
function heldModels(all: readonly MeasuredHandIn[], givenModels: readonly GivenModel[]): HeldModel[] {
  const given = new Set(givenModels.map(({ graphSha256 }) => graphSha256));
  const held = new Map<string, HeldModel>();
  for (const handIn of all) {
    const { model } = handIn.measured;
    if (model === null || given.has(model.graphSha256)) continue;
    const known = held.get(model.graphSha256);
    if (known === undefined) {
      held.set(model.graphSha256, { model, vector: weightVector(model.weights), handIns: [handIn] });
    } else known.handIns.push(handIn);
  }
  return [...held.values()].sort((a, b) => compareText(a.model.graphSha256, b.model.graphSha256));
}

function* sharingPairs(held: readonly HeldModel[], givenModels: readonly GivenModel[]): Generator<NearPair> {
  const sketches = held.map(({ model }) => model.weights);
  for (const shared of sharedTensors(
    sketches,
    givenModels.map(({ weights }) => weights),
  )) {
    const [a, b] = [held[shared.a], held[shared.b]];
    if (a === undefined || b === undefined || shared.share < mostlyShared || isOfOneStudent(a, b)) continue;
    yield { a, b, isStrong: true, sentence: sharedSentence(a, b, shared) };
  }
}

function sharedSentence(a: HeldModel, b: HeldModel, { tensors, inOtherOrder, share }: SharedWeights): string {
  const order = inOtherOrder === 0 ? '' : ` (of ${inOtherOrder} the values stand in another order)`;
  const one = tensors === 1 ? 'weight tensor' : 'weight tensors';
  return (
    `The models in ${namesOf(a.handIns)} and ${namesOf(b.handIns)} share ${tensors} ${one} byte for byte${order}: ` +
    `${percent(share)} of the weights of the larger.`
  );
}

/** Pairs of one architecture; and where many are near each other, a word on what they may have begun with. */
function nearPairsOf(
  group: readonly HeldModel[],
  given: readonly Float64Array[],
): { near: NearPair[]; starters: Likeness[] } {
  const comparable = group.flatMap((held) => (held.vector === null ? [] : [{ held, vector: held.vector }]));
  const pairs: Compared[] = [];
  comparable.forEach(({ held: a, vector }, index) => {
    for (const { held: b, vector: other } of comparable.slice(index + 1)) {
      const r = correlation(vector, other);
      if (r >= near) pairs.push({ a, b, r });
    }
  });
  const nearPairs: NearPair[] = [];
  const begun: Likeness[] = [];
  for (const linked of linkedPairs(pairs)) {
    const models = [...new Set(linked.flatMap(({ a, b }) => [a, b]))];
    const common = commonStarter(models);
    const from = common === null ? given : [...given, common];
    const starters = from.map((starter) => distances(models, starter));
    if (common !== null && !given.some((vector) => correlation(vector, common) >= near)) {
      begun.push(starterOf(models, common));
    }
    // Many that are almost the same may as well be a starter that hardly anybody changed.
    const isCrowd =
      from.length === 0 && studentsOf(models.flatMap(({ handIns }) => handIns)).length >= fewestForStarter;
    for (const pair of linked) {
      const { a, b } = pair;
      const ratio = Math.max(0, ...starters.map((distance) => nearness(pair, distance)));
      if (isOfOneStudent(a, b) || ratio >= muchNearer) continue;
      const same = shareOfSame(a.model.weights, b.model.weights);
      const isStrong = same >= mostlySame && ratio < nearAsCopies && !isCrowd;
      nearPairs.push({ a, b, isStrong, sentence: nearSentence(pair, same, starters.length === 0 ? null : ratio) });
    }
  }
  return { near: nearPairs, starters: begun };
}

/**
 * Two models that were made of a third each on its own are further from each other than from it: what was learned apart
 * adds up. Where much the same was learned, as from the same data, they come nearer; nearest comes a copy.
 */
function nearness({ a, b, r }: Compared, distance: ReadonlyMap<HeldModel, number>): number {
  const least = Math.min(distance.get(a) ?? 1, distance.get(b) ?? 1);
  return least > 0 ? (1 - r) / least : 1;
}

function distances(models: readonly HeldModel[], starter: Float64Array): Map<HeldModel, number> {
  return new Map(models.map((held) => [held, held.vector === null ? 1 : 1 - correlation(held.vector, starter)]));
}

function nearSentence({ a, b, r }: Compared, same: number, ratio: number | null): string {
  const nearer =
    ratio === null
      ? ''
      : ` They are ${ratio > 0 ? `${Number((1 / ratio).toPrecision(2))} times` : 'far'} nearer to each other than to what others have in common with them.`;
  return (
    `The weights in ${namesOf(a.handIns)} and ${namesOf(b.handIns)} correlate by ${r.toFixed(4)}, and ${percent(same)} of ` +
    `those compared are the same within ${sameWithin} % of their channel’s level, whatever their scale.${nearer}`
  );
}

/** What models have in common that were made of one; null where they are too few to tell that from copying. */
function commonStarter(models: readonly HeldModel[]): Float64Array | null {
  const distinct: Float64Array[] = [];
  const students = new Set<string>();
  for (const { vector, handIns } of models) {
    if (vector === null || distinct.some((other) => correlation(vector, other) >= alike)) continue;
    distinct.push(vector);
    for (const student of studentsOf(handIns)) students.add(student);
  }
  return Math.min(distinct.length, students.size) < fewestForStarter ? null : commonVector(distinct);
}

function starterOf(models: readonly HeldModel[], common: Float64Array): Likeness {
  const handIns = models.flatMap((held) => held.handIns);
  const farthest = Math.min(...models.map(({ vector }) => (vector === null ? 1 : correlation(vector, common))));
  const sentence =
    `The models of ${studentsOf(handIns).length} students correlate by ${farthest.toFixed(3)} or more with what they have ` +
    'in common, as models do that began with the same weights. If all were given a model or a seed, this says no more; ' +
    'name that model as the baseline.';
  return likenessOf('near-weights', 'hint', handIns, [sentence]);
}

function likenessOfPairs(pairs: readonly NearPair[]): Likeness {
  const told = [...pairs].sort(
    (x, y) => Number(y.isStrong) - Number(x.isStrong) || compareText(x.sentence, y.sentence),
  );
  const more = told.length > mostPairsTold ? [`And ${told.length - mostPairsTold} more pairs of these.`] : [];
  const handIns = pairs.flatMap(({ a, b }) => [...a.handIns, ...b.handIns]);
  return likenessOf('near-weights', pairs.some(({ isStrong }) => isStrong) ? 'strong' : 'hint', handIns, [
    ...told.slice(0, mostPairsTold).map(({ sentence }) => sentence),
    ...more,
  ]);
}

/** Values of the tensors that both vary in, of which the other has the same within rounding. */
function shareOfSame(a: readonly WeightSketch[], b: readonly WeightSketch[]): number {
  let [same, all] = [0, 0];
  for (const [index, { values }] of a.entries()) {
    values.forEach((value, place) => {
      all += 1;
      same += Number(Math.abs(value - (b[index]?.values[place] ?? Infinity)) <= sameWithin);
    });
  }
  return all === 0 ? 0 : same / all;
}

function isOfOneStudent(a: HeldModel, b: HeldModel): boolean {
  return studentsOf([...a.handIns, ...b.handIns]).length < 2;
}

function percent(share: number): string {
  return `${Math.floor(1000 * share) / 10} %`;
}
