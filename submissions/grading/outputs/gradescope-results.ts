import { printable } from '../../printable.ts';
import { figureText } from '../rubric/figure-text.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { ConditionOutcome, CriterionScore, GradedHandIn, StudentGrade } from '../scoring/grades.ts';
import { jsonText } from './json-text.ts';
import { problemPlace } from './problem-place.ts';

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

/**
 * A student's results for Gradescope. The score is the whole total; what is judged on hidden data is shown after the
 * grades are published, and as long as a test is hidden Gradescope shows no total either, so nobody can subtract. The
 * leaderboard, which the whole class sees, has nothing of hidden data.
 * @param rubric of the grades, with the hidden part
 */
export function gradescopeResults(
  { counting, others, total, choice }: StudentGrade,
  rubric: Rubric,
  program: string,
): GradescopeResults {
  const shown = counting ?? others.at(-1) ?? null;
  const hiddenTests = [...rubric.criteria, ...rubric.conditions].some(
    ({ data }) => visibilityOf(data, rubric) !== 'visible',
  );
  // Which hand-in counts, and with how many points, would tell of the hidden part.
  const told = hiddenTests ? [] : [choice ?? ''];
  return {
    score: total,
    output: printableLines(shown === null ? ['Nothing was handed in.'] : [...told, ...outputLines(shown)]),
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: shown === null ? [] : testsOf(shown, rubric),
    leaderboard: counting === null ? [] : leaderboardOf(counting),
    extra_data: { program, rubric: rubric.sha256 },
  };
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

function testsOf({ scores, conditions }: GradedHandIn, rubric: Rubric): GradescopeTest[] {
  return [
    ...scores.map((score, index) => criterionTest(score, index, rubric)),
    ...conditions.map((outcome, index) => conditionTest(outcome, scores.length + index, rubric)),
  ];
}

function criterionTest(score: CriterionScore, index: number, rubric: Rubric): GradescopeTest {
  const { criterion, figure, points, why, next } = score;
  const { title, measure, weight, data, isExtra } = criterion;
  const side = measureFacts[measure].better === 'higher' ? 'more' : 'less';
  return {
    name: printable(`${title}${isExtra ? ' (extra)' : ''}`),
    number: String(index + 1),
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

function conditionTest({ condition, holds, why }: ConditionOutcome, index: number, rubric: Rubric): GradescopeTest {
  const percent = figureText('files', condition.otherwiseAtMost);
  return {
    name: printable(`Condition: ${condition.title}`),
    number: String(index + 1),
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
