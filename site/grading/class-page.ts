import { classStatistics } from '../../submissions/grading/outputs/class-statistics.ts';
import type { ClassStatistics } from '../../submissions/grading/outputs/class-statistics.ts';
import { fewestForStanding } from '../../submissions/grading/outputs/feedback.ts';
import { hiddenSentence } from '../../submissions/grading/outputs/told-grades.ts';
import type { ToldGrades } from '../../submissions/grading/outputs/told-grades.ts';
import { plainText } from '../data/plain-text.ts';
import { factList } from '../pages/facts.ts';
import { html } from '../pages/html.ts';
import { gradingPage } from './grading-page.ts';
import { criteriaTable, problemsTable, totalsChart, totalFacts } from './statistics-parts.ts';

/** The class without names, to be shown in a lecture; of a few students nothing but how many they are. */
export function classPage({ grades, hidden }: ToldGrades, program: string): string {
  const statistics = classStatistics(grades);
  const { title, points } = grades.rubric;
  const body = html`<h1><bdi>${plainText(title)}</bdi></h1>
    ${factList(headFacts(statistics))} ${hidden !== null && html`<p class="note">${hiddenSentence(hidden)}</p>`}
    ${
      statistics.graded < fewestForStanding
        ? html`<p>
            Of fewer than ${fewestForStanding} graded students no figures are shown: they would say who is who.
          </p>`
        : html`${totalFacts(statistics)} ${totalsChart(statistics, points)} ${criteriaTable(statistics)}
          ${problemsTable(statistics)}`
    }`;
  return gradingPage({ title, program, body, foot: 'There are no names in it.' });
}

function headFacts({ students, graded, absent, tooLate, late }: ClassStatistics): [string, string][] {
  return [
    ['Students', String(students)],
    ['Graded', String(graded)],
    ['Handed nothing in', String(absent)],
    ['Too late', String(tooLate)],
    ['Late', String(late)],
  ];
}
