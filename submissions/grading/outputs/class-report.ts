import type { Likeness } from '../likeness/likeness.ts';
import type { ClassGrades } from '../scoring/grades.ts';

/** All that is known of a class when it is graded. */
export interface ClassReport {
  readonly grades: ClassGrades;
  /** The list for staff. */
  readonly likenesses: readonly Likeness[];
  /** What could not be told of the hand-ins. */
  readonly notes: readonly string[];
  /** The version of the program. */
  readonly program: string;
}
