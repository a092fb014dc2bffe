import type { ClassReport } from '../../submissions/grading/outputs/class-report.ts';
import { classStatistics } from '../../submissions/grading/outputs/class-statistics.ts';
import { staffSections } from '../../submissions/grading/outputs/staff-sections.ts';
import { plainText } from '../data/plain-text.ts';
import { table } from '../pages/facts.ts';
import { html } from '../pages/html.ts';
import { gradingPage } from './grading-page.ts';
import { criteriaTable, problemsTable, totalFacts, totalsChart } from './statistics-parts.ts';

const longestItem = 1200;

/**
 * The report for staff: never for students, as it has names and suspicions.
 * @param folders of the students' pages, by id, for links; null where there are none beside it
 */
export function staffPage(report: ClassReport, folders: ReadonlyMap<string, string> | null): string {
  const { grades, program } = report;
  const statistics = classStatistics(grades);
  const { title, points } = grades.rubric;
  const body = html`<h1><bdi>${plainText(title)}</bdi> <span class="badge error">for staff alone</span></h1>
    <p>
      ${statistics.students} students: ${statistics.graded} graded (${statistics.late} of them late),
      ${statistics.absent} handed nothing in, ${statistics.tooLate} came too late; ${statistics.severalHandIns} handed
      in more than once.
    </p>
    ${staffSections(report).map(
      ({ id, title: head, words, items }) =>
        html`<section aria-labelledby="${id}">
          <h2 id="${id}">${head}</h2>
          ${words !== null && html`<p>${words}</p>`}
          ${
            items.length > 0 &&
            html`<ul>
              ${items.map((item) => html`<li><bdi>${plainText(item, longestItem)}</bdi></li> `)}
            </ul>`
          }
        </section> `,
    )}
    ${totalFacts(statistics)} ${totalsChart(statistics, points)} ${criteriaTable(statistics)}
    ${problemsTable(statistics)}
    <h2>Students</h2>
    ${table(
      'Totals, and which hand-in counts',
      [
        { title: 'Student' },
        { title: 'Id' },
        { title: 'Total', isNumber: true },
        { title: 'Hand-in' },
        { title: 'Of', isNumber: true },
      ],
      grades.students.map(({ student, total, counting, others }) => {
        const folder = folders?.get(student.id);
        const name = html`<bdi>${plainText(student.name)}</bdi>`;
        return [
          folder === undefined
            ? name
            : html`<a href="students/${encodeURIComponent(folder)}/feedback.html">${name}</a>`,
          html`<bdi>${plainText(student.id)}</bdi>`,
          total,
          counting === null ? null : html`<bdi class="path">${plainText(counting.handIn.name)}</bdi>`,
          others.length + (counting === null ? 0 : 1),
        ];
      }),
    )}`;
  return gradingPage({ title: `${title}: for staff alone`, program, body, foot: 'It has names: do not pass it on.' });
}
