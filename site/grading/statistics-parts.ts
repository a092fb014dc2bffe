import type { ClassStatistics } from '../../submissions/grading/outputs/class-statistics.ts';
import { figureText } from '../../submissions/grading/rubric/figure-text.ts';
import { plainText } from '../data/plain-text.ts';
import { factList, table } from '../pages/facts.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import { shareBar } from './bars.ts';

export function totalFacts({ totals }: ClassStatistics): Html | null {
  if (totals === null) return null;
  const { least, most, mean, standardDeviation, quartiles } = totals;
  const [lower, median, upper] = quartiles;
  return html`<h2>Totals</h2>
    ${factList([
      ['Least and most', `${least} to ${most}`],
      ['Median', String(median)],
      ['Middle half', `${lower} to ${upper}`],
      ['Mean', String(mean)],
      ['Standard deviation', standardDeviation === null ? null : String(standardDeviation)],
    ])}`;
}

/** How many have how many points: a bar for each tenth, with its figure beside it. */
export function totalsChart({ totals, graded }: ClassStatistics, points: number): Html | null {
  if (totals === null) return null;
  const most = Math.max(...totals.bins.map(({ students }) => students));
  return table(
    `How many of ${graded} students have how many of ${points} points`,
    [{ title: 'Points' }, { title: 'Students', isNumber: true }, { title: 'Chart' }],
    totals.bins.map(({ from, to, students }, index) => [
      html`<span class="whole"
        >${index === totals.bins.length - 1 ? `${from} and more` : `${from} to below ${to}`}</span
      >`,
      students,
      shareBar(students, most),
    ]),
  );
}

export function criteriaTable({ criteria, hardest, conditions, graded }: ClassStatistics): Html {
  return html`<h2>Criteria</h2>
    ${table(
      'What the class reached of each criterion',
      [
        { title: 'Criterion' },
        { title: 'Mean share', isNumber: true },
        { title: 'Chart' },
        { title: 'Mean points', isNumber: true },
        { title: 'Median figure', isNumber: true },
        { title: 'All points', isNumber: true },
        { title: 'No points', isNumber: true },
        { title: 'No figure', isNumber: true },
      ],
      criteria.map(({ criterion, meanShare, meanPoints, figures, all, none, without }) => [
        html`<bdi>${plainText(criterion.title)}</bdi>
          ${criterion.id === hardest && html`<span class="badge warning">the hardest</span>`}
          ${criterion.isExtra && html`<span class="badge info">extra</span>`}`,
        `${Math.round(100 * meanShare)} %`,
        shareBar(meanShare),
        `${meanPoints} of ${criterion.weight}`,
        figures === null ? null : figureText(criterion.measure, figures[1]),
        ...[all, none, without],
      ]),
    )}
    ${
      conditions.length > 0 &&
      table(
        'For how many each condition holds',
        [{ title: 'Condition' }, { title: 'Holds', isNumber: true }, { title: 'Does not hold', isNumber: true }],
        conditions.map(({ condition, holds }) => [
          html`<bdi>${plainText(condition.title)}</bdi>`,
          ...[holds, graded - holds],
        ]),
      )
    }`;
}

export function problemsTable({ problems }: ClassStatistics): Html | null {
  if (problems.length === 0) return null;
  return html`<h2>Problems</h2>
    ${table(
      'How many students have which problem',
      [{ title: 'Problem' }, { title: 'Gravity' }, { title: 'Students', isNumber: true }],
      problems.map(({ code, severity, students }) => [html`<bdi>${plainText(code)}</bdi>`, severity, students]),
    )}`;
}
