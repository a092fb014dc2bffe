import type { MeasuredHandIn } from '../scoring/grades.ts';
import { inOrder } from './class-hand-ins.ts';
import { compareText, likenessKinds, strengths } from './likeness.ts';
import type { Likeness, LikenessKind, LikenessOptions } from './likeness.ts';
import { memorised } from './memorised.ts';
import { nearWeights } from './near-weights.ts';
import { otherDevices } from './other-devices.ts';
import { overlappingRuns } from './overlapping-runs.ts';
import { byOwner } from './owners.ts';
import { sameAnswers } from './same-answers.ts';
import { sameDigests } from './same-digests.ts';

/** Who is listed for the first is not listed again for the others, which follow from it. */
const implies: Readonly<Partial<Record<LikenessKind, readonly LikenessKind[]>>> = {
  'same-hand-in': ['same-model', 'same-graph', 'near-weights', 'same-log', 'same-session', 'same-answers'],
  'same-model': ['same-graph', 'near-weights', 'same-answers'],
  'same-graph': ['near-weights', 'same-answers'],
  'near-weights': ['same-answers'],
  'same-log': ['same-session'],
};

/**
 * What staff should look at: hand-ins of different students that are alike, and what is odd of one. The same list
 * whatever the order of the hand-ins; several hand-ins of one student, or of one group, are never copies
 * of each other.
 */
export function findLikenesses(all: readonly MeasuredHandIn[], options: LikenessOptions = {}): Likeness[] {
  const { handIns, named } = byOwner(inOrder(all));
  const found = [
    ...sameDigests(handIns, options),
    ...nearWeights(handIns, options),
    ...sameAnswers(handIns, options),
    ...otherDevices(handIns, options),
    ...overlappingRuns(handIns),
    ...memorised(handIns),
  ];
  return found
    .filter((likeness) => !found.some((other) => covers(other, likeness)))
    .map(named)
    .sort(compare);
}

function covers(stronger: Likeness, weaker: Likeness): boolean {
  if (stronger.strength === 'hint' || implies[stronger.kind]?.includes(weaker.kind) !== true) return false;
  return weaker.students.length > 1 && weaker.students.every((student) => stronger.students.includes(student));
}

function compare(a: Likeness, b: Likeness): number {
  return (
    strengths.indexOf(a.strength) - strengths.indexOf(b.strength) ||
    likenessKinds.indexOf(a.kind) - likenessKinds.indexOf(b.kind) ||
    compareText(JSON.stringify([a.students, a.evidence]), JSON.stringify([b.students, b.evidence]))
  );
}
