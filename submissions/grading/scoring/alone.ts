import type { Criterion, Rubric } from '../rubric/rubric.ts';
import { roundPoints } from './points.ts';

/** A rubric for one hand-in by itself, and what of it has to wait for the others. */
export interface RubricAlone {
  readonly rubric: Rubric;
  readonly ranked: readonly Criterion[];
}

/** Takes the criteria out that go by rank: alone everybody would be the best. */
export function rubricAlone(rubric: Rubric): RubricAlone {
  const ranked = rubric.criteria.filter(({ scoring }) => scoring.kind === 'rank');
  const waiting = ranked.filter(({ isExtra }) => !isExtra).reduce((sum, { weight }) => sum + weight, 0);
  return {
    rubric: {
      ...rubric,
      points: roundPoints(rubric.points - waiting),
      criteria: rubric.criteria.filter((criterion) => !ranked.includes(criterion)),
    },
    ranked,
  };
}
