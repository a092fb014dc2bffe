import type { HandIn, Student } from '../hand-ins/hand-in.ts';
import type { Figure, Measured } from '../measuring/measured.ts';
import type { Condition, Criterion, Rubric } from '../rubric/rubric.ts';

/** A hand-in with what was measured of it. */
export interface MeasuredHandIn {
  readonly handIn: HandIn;
  readonly measured: Measured;
}

/** How far two runs of the same program lie apart on a board, by calibration; relative, such as 0.004. */
export interface NoiseBand {
  readonly measure: 'latency' | 'energy';
  readonly relative: number;
  /** How it came about: `12 sessions of the reference, σ = 0.11 %`. */
  readonly basis: string;
}

/** What one criterion gave. */
export interface CriterionScore {
  readonly criterion: Criterion;
  /** Null where there is no such figure. */
  readonly figure: Figure | null;
  /** The figure it was judged by: its own at thresholds, else that of the best of its noise group. */
  readonly judgedBy: number | null;
  /** 0 to 1. */
  readonly share: number;
  readonly points: number;
  /** Why, in one sentence: `between 80 % (none) and 92 % (all)`. */
  readonly why: string;
  /** What would give more: the next step, or null at full marks and for ranks. */
  readonly next: { readonly value: number; readonly points: number } | null;
}

export interface ConditionOutcome {
  readonly condition: Condition;
  readonly figure: Figure | null;
  readonly holds: boolean;
  /** Why, in one sentence. */
  readonly why: string;
}

/** A hand-in that was graded by itself, before lateness chooses among several. */
export interface GradedHandIn {
  readonly handIn: HandIn;
  readonly measured: Measured;
  readonly scores: readonly CriterionScore[];
  readonly conditions: readonly ConditionOutcome[];
  /** Points of the criteria, conditions applied. */
  readonly points: number;
  /** Whole days that have begun behind deadline and grace. */
  readonly lateDays: number;
  /** So late that it is not taken: it can never be the one that counts, and its total is 0. */
  readonly isTooLate: boolean;
  /** What there is to say of its time, in one sentence; null where it was in time. */
  readonly lateness: string | null;
  /** Points that lateness takes. */
  readonly penalty: number;
  readonly total: number;
}

export interface StudentGrade {
  readonly student: Student;
  /** The one that counts; null where nothing was handed in, or everything too late. */
  readonly counting: GradedHandIn | null;
  readonly others: readonly GradedHandIn[];
  readonly total: number;
  /** Why this one counts, where there were several. */
  readonly choice: string | null;
}

/** The grades of a class; by student id. */
export interface ClassGrades {
  readonly rubric: Rubric;
  readonly bands: readonly NoiseBand[];
  readonly students: readonly StudentGrade[];
}
