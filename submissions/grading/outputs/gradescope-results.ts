import { printable } from '../../printable.ts';
import { figureText } from '../rubric/figure-text.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { ConditionOutcome, CriterionScore, GradedHandIn, StudentGrade } from '../scoring/grades.ts';
import { jsonText } from './json-text.ts';
import { problemPlace } from './problem-place.ts';
import { hiddenSentence } from './told-grades.ts';
import type { HiddenPart } from './told-grades.ts';

type Visibility = 'visible' | 'after_published';

/** What Gradescope's autograder reads as results.json (gradescope-autograders.readthedocs.io, "Output Format"). */
export interface GradescopeResults {
  readonly score: number;
  readonly output: string;
  readonly output_format: 'text';
  readonly visibility: 'visible';
  readonly stdout_visibility: 'hidden';
  readonly tests: readonly GradescopeTest[];
  readonly leaderboard: readonly { readonly name: string; readonly value: number; readonly order: 'asc' | 'desc' }[];
  readonly extra_data: { readonly program: string; readonly rubric: string };
}

export interface GradescopeTest {
  readonly name: string;
  readonly number: string;
  readonly score?: number;
  readonly max_score?: number;
  readonly status?: 'passed' | 'failed';
  readonly output: string;
  readonly output_format: 'text';
  readonly visibility: Visibility;
}

/** The grade of a student, and the same as they are told it; one and the same where nothing is hidden. */
export interface GradeAndTold {
  readonly grade: StudentGrade;
  readonly told: StudentGrade;
  readonly hidden: HiddenPart | null;
}

/**
 * A student's results for Gradescope. Score, leaderboard and all tests that students see are of the grade that they are
 * told, with the hand-in that counts there: another choice, a limit or another sum would tell of the hidden part. Only the
 * tests that are shown after the grades are published are of the grade with that part. The leaderboard, which the whole
 * class sees, has nothing of hidden data.
 * @param rubric of the grade, with the hidden part
 */
export function gradescopeResults(
  { grade, told, hidden }: GradeAndTold,
  rubric: Rubric,
  program: string,
): GradescopeResults {
  const { counting, total, choice } = told;
  const shown = shownOf(told);
  const lines = (): string[] =>
    shown === null
      ? ['Nothing was handed in.']
      : [choice ?? '', hidden === null ? '' : hiddenSentence(hidden), ...outputLines(shown)];
  return {
    score: total,
    output: printableLines(lines()),
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: testsOf(shown, hidden === null ? null : shownOf(grade), rubric),
    leaderboard: counting === null ? [] : leaderboardOf(counting),
    extra_data: { program, rubric: rubric.sha256 },
  };
}

function shownOf({ counting, others }: StudentGrade): GradedHandIn | null {
  return counting ?? others.at(-1) ?? null;
}

/** As a file. */
export function gradescopeText(results: GradescopeResults): string {
  return jsonText(results);
}

function visibilityOf(data: string, { showHidden }: Pick<Rubric, 'showHidden'>): Visibility {
  return data === 'hidden' && !showHidden ? 'after_published' : 'visible';
}

function outputLines({ measured, lateness }: GradedHandIn): string[] {
  return [
    lateness ?? '',
    ...measured.problems.map((problem) => {
      const place = problemPlace(problem);
      return `${problem.severity}: ${problem.message}${place === null ? '' : ` (${place})`} ${problem.remedy}`;
    }),
    ...measured.missingFiles.map((pattern) => `missing: there is no file ${pattern}.`),
  ];
}

/** Visible tests of the one hand-in, hidden ones of the other, which may be another attempt and then say so. */
function testsOf(shown: GradedHandIn | null, full: GradedHandIn | null, rubric: Rubric): GradescopeTest[] {
  const isHidden = ({ data }: { readonly data: string }): boolean => visibilityOf(data, rubric) !== 'visible';
  const tests = [
    ...(shown?.scores ?? []).map((score) => criterionTest(score, rubric)),
    ...(shown?.conditions ?? []).map((outcome) => conditionTest(outcome, rubric)),
  ];
  const isOther = full?.handIn.attempt !== shown?.handIn.attempt;
  const attempt = isOther && full !== null ? `Of attempt ${full.handIn.attempt}, which counts with this part.\n` : '';
  const hidden = [
    ...(full?.scores ?? []).filter(({ criterion }) => isHidden(criterion)).map((score) => criterionTest(score, rubric)),
    ...(full?.conditions ?? [])
      .filter(({ condition }) => isHidden(condition))
      .map((outcome) => conditionTest(outcome, rubric)),
  ].map((test) => ({ ...test, output: `${attempt}${test.output}` }));
  return [...tests, ...hidden].map((test, index) => ({ ...test, number: String(index + 1) }));
}

function criterionTest(score: CriterionScore, rubric: Rubric): Omit<GradescopeTest, 'number'> {
  const { criterion, figure, points, why, next } = score;
  const { title, measure, weight, data, isExtra } = criterion;
  const side = measureFacts[measure].better === 'higher' ? 'more' : 'less';
  return {
    name: printable(`${title}${isExtra ? ' (extra)' : ''}`),
    score: points,
    max_score: weight,
    output: printableLines([
      figure === null
        ? ''
        : `${figureText(measure, figure.value)} (${figure.basis === '' ? figure.kind : figure.basis})`,
      why,
      next === null ? '' : `${figureText(measure, next.value)} or ${side} would give ${next.points}.`,
    ]),
    output_format: 'text',
    visibility: visibilityOf(data, rubric),
  };
}

function conditionTest({ condition, holds, why }: ConditionOutcome, rubric: Rubric): Omit<GradescopeTest, 'number'> {
  const percent = figureText('files', condition.otherwiseAtMost);
  return {
    name: printable(`Condition: ${condition.title}`),
    status: holds ? 'passed' : 'failed',
    output: printableLines([why, holds ? '' : `No more than ${percent} of the points are left.`]),
    output_format: 'text',
    visibility: visibilityOf(condition.data, rubric),
  };
}

function leaderboardOf({ scores }: GradedHandIn): GradescopeResults['leaderboard'] {
  return scores.flatMap(({ criterion: { title, measure, data }, figure }) => {
    if (figure === null || data === 'hidden') return [];
    const { better, unit } = measureFacts[measure];
    const [factor, name] = leaderboardUnits[unit];
    return [
      {
        name: printable(`${title} (${name})`),
        value: Number((figure.value * factor).toPrecision(5)),
        order: better === 'lower' ? ('asc' as const) : ('desc' as const),
      },
    ];
  });
}

/** One unit a column, so that values can be compared. */
const leaderboardUnits = {
  share: [100, '%'],
  us: [1e-3, 'ms'],
  uJ: [1, 'µJ'],
  bytes: [1e-3, 'kB'],
  MACs: [1e-6, 'MMAC'],
} as const;

function printableLines(lines: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map((line) => line.split(/\r?\n/).map(printable).join('\n'))
    .join('\n');
}
