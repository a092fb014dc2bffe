import type { Student } from '../hand-ins/hand-in.ts';
import type { ModelCosts, Problem } from '../measuring/measured.ts';
import { figureText, figureTextApart } from '../rubric/figure-text.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { Measure } from '../rubric/rubric.ts';
import type { ConditionOutcome, CriterionScore, GradedHandIn, StudentGrade } from '../scoring/grades.ts';
import { pointsText, roundPoints, sumPoints } from '../scoring/points.ts';
import type { HiddenPart, ToldGrades } from './told-grades.ts';

/** Standing among fewer says who is who. */
export const fewestForStanding = 5;

/** All that a student is told, whatever the form. Texts are as they are found, not yet safe for any form. */
export interface Feedback {
  readonly assignment: string;
  readonly student: Student;
  readonly total: number;
  /** Full marks without extra points. */
  readonly of: number;
  /** What the total is without. */
  readonly hidden: HiddenPart | null;
  /** The hand-in that counts, or of those that came too late the last; null where nothing was handed in. */
  readonly handIn: ToldHandIn | null;
  /** Why that one, where there were several. */
  readonly choice: string | null;
  readonly others: readonly ToldHandIn[];
  readonly criteria: readonly ToldCriterion[];
  readonly conditions: readonly ToldCondition[];
  /** How the total comes about, from the sum of the criteria on; empty where that is the total. */
  readonly steps: readonly { readonly what: string; readonly points: number }[];
  /** The gravest first. */
  readonly problems: readonly Problem[];
  readonly missingFiles: readonly string[];
  readonly model: { readonly bytes: number; readonly precision: string; readonly costs: ModelCosts } | null;
  readonly standing: Standing | null;
}

export interface ToldHandIn {
  readonly name: string;
  readonly attempt: number;
  /** `2026-12-01 22:59 UTC`; null where it is not known. */
  readonly at: string | null;
  readonly lateness: string | null;
  readonly isTooLate: boolean;
  readonly total: number;
}

export interface ToldCriterion {
  readonly id: string;
  readonly title: string;
  /** `88.2 %`; null where there is no such figure. */
  readonly value: string | null;
  /** How it came about, and what kind of figure it is where it was not measured on a board. */
  readonly basis: string | null;
  readonly kind: 'derived' | 'estimated' | 'measured' | 'simulated' | null;
  /** The value that it is judged by where noise made that another one. */
  readonly judgedBy: string | null;
  readonly points: number;
  readonly weight: number;
  readonly isExtra: boolean;
  readonly why: string;
  /** What would give more, a sentence. */
  readonly next: string | null;
}

export interface ToldCondition {
  readonly title: string;
  readonly holds: boolean;
  readonly why: string;
  /** What it leaves of the points where it does not hold; else null. */
  readonly leaves: string | null;
}

/** The totals of those who handed in, without names. */
export interface Standing {
  /** From the least. */
  readonly totals: readonly number[];
  readonly quartiles: readonly [lower: number, median: number, upper: number];
}

/** What each student of a class is told, by student id. */
export function classFeedback(told: ToldGrades): Feedback[] {
  const standing = standingOf(told.grades.students);
  return told.grades.students.map((grade) => feedbackOf(grade, told, standing));
}

function feedbackOf(
  grade: StudentGrade,
  { grades: { rubric }, hidden }: ToldGrades,
  standing: Standing | null,
): Feedback {
  const shown = grade.counting ?? grade.others.at(-1) ?? null;
  return {
    assignment: rubric.title,
    student: grade.student,
    total: grade.total,
    of: rubric.points,
    hidden,
    handIn: shown === null ? null : toldHandIn(shown),
    choice: grade.choice,
    others: grade.others.filter((other) => other !== shown).map(toldHandIn),
    criteria: shown?.scores.map(toldCriterion) ?? [],
    conditions: shown?.conditions.map((outcome) => toldCondition(outcome, rubric.points)) ?? [],
    steps: shown === null ? [] : stepsOf(shown, rubric.points),
    problems: shown === null ? [] : byGravity(shown.measured.problems),
    missingFiles: shown?.measured.missingFiles ?? [],
    model: modelOf(shown),
    standing: grade.counting === null ? null : standing,
  };
}

function toldHandIn({ handIn, lateness, isTooLate, total }: GradedHandIn): ToldHandIn {
  const { name, attempt, handedInAt } = handIn;
  return { name, attempt, at: handedInAt === null ? null : timeText(handedInAt), lateness, isTooLate, total };
}

/** `2026-12-01 22:59 UTC` */
export function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function toldCriterion({ criterion, figure, judgedBy, points, why, next }: CriterionScore): ToldCriterion {
  const { id, title, measure, weight, isExtra } = criterion;
  const isGrouped = figure !== null && judgedBy !== null && judgedBy !== figure.value;
  return {
    ...{ id, title, points, weight, isExtra, why },
    value: figure === null ? null : figureText(measure, figure.value),
    basis: figure === null || figure.basis === '' ? null : figure.basis,
    kind: figure?.kind ?? null,
    judgedBy: isGrouped ? figureTextApart(measure, judgedBy, figure.value) : null,
    next: next === null || figure === null ? null : nextSentence({ criterion, figure, points, next }),
  };
}

function nextSentence({
  criterion: { measure, scoring, weight },
  figure,
  points,
  next,
}: {
  readonly criterion: CriterionScore['criterion'];
  readonly figure: NonNullable<CriterionScore['figure']>;
  readonly points: number;
  readonly next: NonNullable<CriterionScore['next']>;
}): string {
  const side = measureFacts[measure].better === 'higher' ? 'more' : 'less';
  const bound = figureTextApart(measure, next.value, figure.value);
  const rate = scoring.kind === 'linear' && points > 0 ? ` ${rateSentence(measure, scoring, weight)}` : '';
  return `${bound} or ${side} would give ${pointsText(next.points)}, ${roundPoints(next.points - points)} more.${rate}`;
}

/** What a step on a line is worth: `Each 1 ms less gives 0.83 points.` */
function rateSentence(
  measure: Measure,
  { none, full }: { readonly none: number; readonly full: number },
  weight: number,
): string {
  const range = Math.abs(full - none);
  // So large that there are at least five on the way.
  const step = 10 ** Math.floor(Math.log10(range / 5));
  const side = full > none ? 'more' : 'less';
  const worth = Number(((weight * step) / range).toPrecision(2));
  return `Each ${figureText(measure, step)} ${side} gives ${pointsText(worth)}.`;
}

function toldCondition({ condition, holds, why }: ConditionOutcome, points: number): ToldCondition {
  const { title, otherwiseAtMost } = condition;
  const most = roundPoints(points * otherwiseAtMost);
  const leaves = most === 0 ? 'No points are left.' : `No more than ${pointsText(most)} are left.`;
  return { title, holds, why, leaves: holds ? null : leaves };
}

function stepsOf(
  { scores, conditions, points, penalty, total, lateness }: GradedHandIn,
  of: number,
): Feedback['steps'] {
  const sum = sumPoints(scores.map((score) => score.points));
  if (sum === total && penalty === 0) return [];
  const failed = conditions.filter(({ holds }) => !holds);
  const least = Math.min(...failed.map(({ condition }) => roundPoints(of * condition.otherwiseAtMost)));
  return [
    { what: 'Sum of the criteria', points: sum },
    ...(points === sum
      ? []
      : [
          {
            what: `A condition does not hold, which leaves at most ${pointsText(least)}`,
            points: sumPoints([points, -sum]),
          },
        ]),
    ...(penalty === 0 ? [] : [{ what: lateness ?? 'It came late.', points: -penalty }]),
    { what: 'Total', points: total },
  ];
}

const gravity = ['fatal', 'error', 'warning', 'info'] as const satisfies readonly Problem['severity'][];

function byGravity(problems: readonly Problem[]): Problem[] {
  return gravity.flatMap((severity) => problems.filter((problem) => problem.severity === severity));
}

function modelOf(shown: GradedHandIn | null): Feedback['model'] {
  const model = shown?.measured.model ?? null;
  return model === null ? null : { bytes: model.bytes, precision: model.precision, costs: model.profile };
}

function standingOf(students: readonly StudentGrade[]): Standing | null {
  const totals = students
    .filter(({ counting }) => counting !== null)
    .map(({ total }) => total)
    .sort((a, b) => a - b);
  if (totals.length < fewestForStanding) return null;
  return { totals, quartiles: quartilesOf(totals) };
}

/**
 * Lower quartile, median and upper quartile, linear between the two nearest (type 7 of Hyndman and Fan), in hundredths.
 * @param sorted from the least, one or more
 */
export function quartilesOf(sorted: readonly number[]): [number, number, number] {
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return roundPoints(below + (above - below) * (place - Math.floor(place)));
  };
  return [at(0.25), at(0.5), at(0.75)];
}
