import type { MeasuredModel } from '../measuring/measured.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { studentsOf } from './class-hand-ins.ts';
import type { GivenModel } from './likeness.ts';
import { sampledWeights, shapesKey, shareOfSame } from './sampled-weights.ts';
import type { SampledWeights } from './sampled-weights.ts';

/** A graph, once, with all who hold it. */
export interface HeldModel {
  readonly model: MeasuredModel;
  /** Null where there is too little to compare. */
  readonly weights: SampledWeights | null;
  readonly handIns: readonly MeasuredHandIn[];
}

/** So many values the same within rounding: nothing was learned between two models. */
export const mostlySame = 0.9;

/** Every graph that was handed in, without those that were given, or are a given one written in another way. */
export function heldModels(all: readonly MeasuredHandIn[], givenModels: readonly GivenModel[]): HeldModel[] {
  const graphs = new Set(givenModels.map(({ graphSha256 }) => graphSha256));
  const given = givenModels.map(({ weights }) => ({ key: shapesKey(weights), weights: sampledWeights(weights) }));
  const held = new Map<string, { model: MeasuredModel; weights: SampledWeights | null; handIns: MeasuredHandIn[] }>();
  for (const handIn of all) {
    const { model } = handIn.measured;
    if (model === null || graphs.has(model.graphSha256)) continue;
    const known = held.get(model.graphSha256);
    if (known !== undefined) {
      known.handIns.push(handIn);
      continue;
    }
    const weights = sampledWeights(model.weights);
    const key = shapesKey(model.weights);
    const isGiven = given.some(
      (other) => other.key === key && weights !== null && shareOfSame(weights, other.weights) >= mostlySame,
    );
    if (isGiven) graphs.add(model.graphSha256);
    else held.set(model.graphSha256, { model, weights, handIns: [handIn] });
  }
  return [...held.values()];
}

export function countStudents(models: readonly HeldModel[]): number {
  return studentsOf(models.flatMap(({ handIns }) => handIns)).length;
}

/** Whether nobody but one student holds these. */
export function isOfOneStudent(...models: readonly HeldModel[]): boolean {
  return countStudents(models) < 2;
}
