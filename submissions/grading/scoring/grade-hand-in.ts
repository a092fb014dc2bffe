import type { Rubric } from '../rubric/rubric.ts';
import type { GradedHandIn, MeasuredHandIn } from './grades.ts';
import { judgeCondition } from './judge-condition.ts';
import { latenessOf, penaltyOf } from './late.ts';
import type { Peers } from './peers.ts';
import { roundPoints, sumPoints } from './points.ts';
import { scoreCriterion } from './score-criterion.ts';

/**
 * Grades one hand-in among its peers: the points of the criteria, no more of them than conditions that do not hold leave,
 * less what lateness takes.
 */
export function gradeHandIn(rubric: Rubric, { handIn, measured }: MeasuredHandIn, peers: Peers): GradedHandIn {
  const scores = rubric.criteria.map((criterion) => scoreCriterion(criterion, measured, peers));
  const conditions = rubric.conditions.map((condition) => judgeCondition(condition, measured, peers));
  const caps = conditions
    .filter(({ holds }) => !holds)
    .map(({ condition }) => roundPoints(rubric.points * condition.otherwiseAtMost));
  const points = Math.min(sumPoints(scores.map((score) => score.points)), ...caps);
  const lateness = latenessOf(handIn, rubric.late);
  const penalty = lateness.isTooLate ? points : penaltyOf(points, lateness, rubric.late);
  return {
    handIn,
    measured,
    scores,
    conditions,
    points,
    lateDays: lateness.days,
    isTooLate: lateness.isTooLate,
    lateness: lateness.why,
    penalty,
    total: sumPoints([points, -penalty]),
  };
}
