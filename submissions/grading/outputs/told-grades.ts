import { gradeClass } from '../scoring/grade-class.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { ClassGrades } from '../scoring/grades.ts';
import { roundPoints } from '../scoring/points.ts';

/** The grades of a class as students are told them. */
export interface ToldGrades {
  readonly grades: ClassGrades;
  /** What they are not told of; null where they are told everything. */
  readonly hidden: HiddenPart | null;
}

/** What is kept from students until the staff publishes it. */
export interface HiddenPart {
  /** Points that its criteria give at most, without extra ones. */
  readonly points: number;
  readonly extraPoints: number;
  readonly criteria: number;
  readonly conditions: number;
}

/**
 * The grades as students may see them. Where the rubric keeps the hidden part from them, the class is graded again without
 * it: a total that contained it would tell it to whoever subtracts what is shown, and which of several hand-ins counts
 * would tell which of them did better on it. What this leaves are true grades of the open part, and they add up.
 */
export function toldGrades(grades: ClassGrades): ToldGrades {
  const { rubric, bands, students } = grades;
  const criteria = rubric.criteria.filter(isHidden);
  const conditions = rubric.conditions.filter(isHidden);
  if (!hasHiddenPart(rubric)) return { grades, hidden: null };
  const weightOf = (isExtra: boolean): number =>
    roundPoints(criteria.reduce((sum, each) => sum + (each.isExtra === isExtra ? each.weight : 0), 0));
  const points = weightOf(false);
  const open = {
    ...rubric,
    points: roundPoints(rubric.points - points),
    criteria: rubric.criteria.filter((criterion) => !isHidden(criterion)),
    conditions: rubric.conditions.filter((condition) => !isHidden(condition)),
  };
  const handIns = students.flatMap(({ counting, others }) => [...(counting === null ? [] : [counting]), ...others]);
  return {
    grades: gradeClass(
      open,
      handIns,
      students.map(({ student }) => student),
      bands,
    ),
    hidden: {
      points,
      extraPoints: weightOf(true),
      criteria: criteria.length,
      conditions: conditions.length,
    },
  };
}

/** Whether something is judged that students are not told of. */
export function hasHiddenPart({ showHidden, criteria, conditions }: Rubric): boolean {
  return !showHidden && [...criteria, ...conditions].some(isHidden);
}

function isHidden({ data }: { readonly data: string }): boolean {
  return data === 'hidden';
}

/** What is said wherever a total is without the hidden part. */
export function hiddenSentence({ points, extraPoints, criteria, conditions }: HiddenPart): string {
  const extra = extraPoints === 0 ? '' : ` and up to ${extraPoints} extra`;
  const given = criteria === 0 ? '' : ` Up to ${points} more points${extra} are given on hidden data.`;
  const asked =
    conditions === 0
      ? ''
      : ` ${conditions === 1 ? 'One condition is' : `${conditions} conditions are`} judged on hidden data too.`;
  return (
    `This total is of the open part of the assignment alone; it is not the final one.${given}${asked}` +
    ' What came of that is not told before the staff publishes it, and it is in no figure here, so that nothing can be fitted to it.'
  );
}
