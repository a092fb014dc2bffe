import type { ClassGrades } from '../scoring/grades.ts';

/** All that is known of a class when it is graded. */
export interface ClassReport {
  readonly grades: ClassGrades;
  /** The list for staff. */
  readonly likenesses: readonly ToldLikeness[];
  /** What could not be told of the hand-ins. */
  readonly notes: readonly string[];
  /** The version of the program. */
  readonly program: string;
}

/** What of a likeness staff is shown. */
export interface ToldLikeness {
  readonly kind: string;
  readonly strength: 'certain' | 'strong' | 'hint';
  /** Ids. */
  readonly students: readonly string[];
  /** Sentences with figures. */
  readonly evidence: readonly string[];
}
