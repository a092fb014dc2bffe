import { measureFacts } from '../rubric/rubric.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { GradedHandIn } from './grades.ts';
import { pointsText } from './points.ts';

/** Which of several hand-ins of a student counts. */
export interface Choice {
  /** Null where there is none, or all came too late. */
  readonly counting: GradedHandIn | null;
  /** Why, where there were several or one is not taken; else null. */
  readonly why: string | null;
}

/**
 * Chooses among the hand-ins of one student: the best, or the latest; of the latest, one that is late and gives
 * fewer points changes nothing where the rubric says so. Of equally many points the better figures are the best, by the
 * order of the criteria (ranks alone may give a better figure no more points), and of the same figures the first.
 * @param handIns in the order of handing in
 */
export function chooseHandIn(
  handIns: readonly GradedHandIn[],
  { several, late }: Pick<Rubric, 'several' | 'late'>,
): Choice {
  const taken = handIns.filter(({ isTooLate }) => !isTooLate);
  const tooLate = handIns.filter(({ isTooLate }) => isTooLate);
  const [first] = taken;
  if (first === undefined) return { counting: null, why: tooLate.length === 0 ? null : notTaken(tooLate) };
  let counting = first;
  const ignored: GradedHandIn[] = [];
  for (const next of taken.slice(1)) {
    const isWorse = next.total < counting.total;
    if (several === 'best') counting = isBetter(next, counting) ? next : counting;
    else if (next.lateDays > 0 && isWorse && late?.lateWorse !== 'counts') ignored.push(next);
    else counting = next;
  }
  const sentences = [
    ...(taken.length > 1 ? [chosen(counting, taken.length, several)] : []),
    // One that was passed over for an older one, which a newer one has replaced since, is of no interest any more.
    ...ignored
      .filter((graded) => taken.indexOf(graded) > taken.indexOf(counting))
      .map((graded) => `${named(graded)} came late and gives fewer points, so it changes nothing.`),
    ...(tooLate.length === 0 ? [] : [notTaken(tooLate)]),
  ];
  return { counting, why: sentences.length === 0 ? null : sentences.join(' ') };
}

function isBetter(one: GradedHandIn, other: GradedHandIn): boolean {
  if (one.total !== other.total) return one.total > other.total;
  for (const [index, { criterion, figure }] of one.scores.entries()) {
    const [value, against] = [figure?.value, other.scores[index]?.figure?.value];
    if (value === against) continue;
    if (value === undefined || against === undefined) return against === undefined;
    return measureFacts[criterion.measure].better === 'higher' ? value > against : value < against;
  }
  return false;
}

function chosen(counting: GradedHandIn, count: number, several: Rubric['several']): string {
  return `The ${several} of ${count} hand-ins counts: attempt ${counting.handIn.attempt}, with ${pointsText(counting.total)}.`;
}

function notTaken(tooLate: readonly GradedHandIn[]): string {
  const attempts = tooLate.map(({ handIn }) => handIn.attempt).join(', ');
  return `${tooLate.length === 1 ? `Attempt ${attempts}` : `Attempts ${attempts}`} came too late to be taken.`;
}

function named({ handIn, total }: GradedHandIn): string {
  return `Attempt ${handIn.attempt} (${pointsText(total)})`;
}
