import { csvText } from '../../csv-text.ts';
import type { CsvCell } from '../../csv-text.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { ClassGrades, GradedHandIn, StudentGrade } from '../scoring/grades.ts';
import { timeText } from './feedback.ts';
import { oneLine } from './one-line.ts';

/** Excel takes a CSV without it for the code page of its system, and spoils every name that is not in that. */
const byteOrderMark = '\u{feff}';

const units = { share: '%', us: 'µs', uJ: 'µJ', bytes: 'B', MACs: 'MAC' } as const;

/**
 * The grades for staff: a row a student, with points and figure of each criterion and whether each condition holds. The
 * figures are numbers in one unit a column, which its head names.
 */
export function gradesCsv({ rubric, students }: ClassGrades): string {
  const header = [
    ...['student', 'id', 'email', `total of ${rubric.points}`],
    ...rubric.criteria.flatMap(({ id, weight, measure, isExtra }) => [
      `${id}: points of ${weight}${isExtra ? ' extra' : ''}`,
      `${id}: ${units[measureFacts[measure].unit]}`,
    ]),
    ...rubric.conditions.map(({ title }) => `condition: ${title}`),
    ...['late days', 'penalty', 'hand-in', 'attempt', 'of', 'handed in at', 'why this one', 'problems'],
  ];
  return `${byteOrderMark}${csvText(header.map(oneLine), students.map(rowOf).map(safe))}`;

  function rowOf({ student, counting, others, total, choice }: StudentGrade): CsvCell[] {
    const handIn = counting?.handIn;
    return [
      ...[student.name, student.id, student.email, total],
      ...rubric.criteria.flatMap((_, index) => criterionCells(counting?.scores[index])),
      ...rubric.conditions.map((_, index) => conditionCell(counting?.conditions[index])),
      ...[counting?.lateDays, counting?.penalty, handIn?.name, handIn?.attempt],
      others.length + (counting === null ? 0 : 1),
      handIn?.handedInAt == null ? null : timeText(handIn.handedInAt),
      choice,
      problemsCell(counting, others),
    ];
  }
}

function criterionCells(score: GradedHandIn['scores'][number] | undefined): CsvCell[] {
  if (score === undefined) return [null, null];
  const { figure, points, criterion } = score;
  if (figure === null) return [points, null];
  const factor = measureFacts[criterion.measure].unit === 'share' ? 100 : 1;
  return [points, Number((factor * figure.value).toPrecision(7))];
}

function conditionCell(outcome: GradedHandIn['conditions'][number] | undefined): CsvCell {
  return outcome === undefined ? null : outcome.holds ? 'holds' : 'does not hold';
}

function problemsCell(counting: GradedHandIn | null, others: readonly GradedHandIn[]): string {
  if (counting === null) return others.length === 0 ? 'nothing was handed in' : 'everything came too late';
  const grave = counting.measured.problems.filter(({ severity }) => severity === 'fatal' || severity === 'error');
  return grave.map(({ code, message }) => `${message} (${code})`).join(' | ');
}

function safe(cells: readonly CsvCell[]): CsvCell[] {
  return cells.map((cell) => (typeof cell === 'string' ? oneLine(cell) : cell));
}
