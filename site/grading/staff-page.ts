import type { ClassReport } from '../../submissions/grading/outputs/class-report.ts';
import { classStatistics } from '../../submissions/grading/outputs/class-statistics.ts';
import { likenessWords, staffSections, toldLikenesses } from '../../submissions/grading/outputs/staff-sections.ts';
import { plainText } from '../data/plain-text.ts';
import { table } from '../pages/facts.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import { gradingPage } from './grading-page.ts';
import { criteriaTable, problemsTable, totalFacts, totalsChart } from './statistics-parts.ts';

const longestItem = 1200;
/** A page that nobody can scroll through helps nobody. */
const mostLikenesses = 300;

type Folders = ReadonlyMap<string, string> | null;

/**
 * The report for staff: never for students, as it has names and suspicions.
 * @param folders of the students' pages, by id, for links; null where there are none beside it
 */
export function staffPage(report: ClassReport, folders: Folders): string {
  const { grades, program } = report;
  const statistics = classStatistics(grades);
  const { title, points } = grades.rubric;
  const body = html`<h1><bdi>${plainText(title)}</bdi> <span class="badge error">for staff alone</span></h1>
    <p>
      ${statistics.students} students: ${statistics.graded} graded (${statistics.late} of them late),
      ${statistics.absent} handed nothing in, ${statistics.tooLate} came too late; ${statistics.severalHandIns} handed
      in more than once.
    </p>
    <h2 id="likenesses">Likenesses</h2>
    <p>${likenessWords(report)}</p>
    ${likenesses(report, folders)}
    ${staffSections(report).map(
      ({ id, title: head, words, items }) =>
        html`<section aria-labelledby="${id}">
          <h2 id="${id}">${head}</h2>
          ${words !== null && html`<p>${words}</p>`}
          ${
            items.length > 0 &&
            html`<ul>
              ${items.map(
                ({ who, handIn, what }) =>
                  html`<li>
                    ${who !== null && studentLink(who, folders)}
                    ${handIn !== null && html`<bdi class="path">${plainText(handIn)}</bdi>`}${who !== null && what !== '' && ': '}
                    <bdi>${plainText(what, longestItem)}</bdi>
                  </li> `,
              )}
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
        return [
          studentLink(student, folders),
          html`<bdi>${plainText(student.id)}</bdi>`,
          total,
          counting === null ? null : html`<bdi class="path">${plainText(counting.handIn.name)}</bdi>`,
          others.length + (counting === null ? 0 : 1),
        ];
      }),
    )}`;
  return gradingPage({ title: `${title}: for staff alone`, program, body, foot: 'It has names: do not pass it on.' });
}

/** A student's name, which leads to their page where there is one. */
function studentLink({ id, name }: { readonly id: string; readonly name: string }, folders: Folders): Html {
  const folder = folders?.get(id);
  const shown = html`<bdi>${plainText(name)}</bdi>`;
  return folder === undefined
    ? shown
    : html`<a href="students/${encodeURIComponent(folder)}/feedback.html">${shown}</a>`;
}

function likenesses(report: ClassReport, folders: Folders): Html | null {
  const all = toldLikenesses(report);
  if (all.length === 0) return null;
  const [shown, left] = [all.slice(0, mostLikenesses), all.length - mostLikenesses];
  return html`<ul class="findings">
      ${shown.map(
        ({ title, strength, students, handIns, evidence, lookAt }) =>
          html`<li>
            <p><span class="badge ${badgeOf[strength]}">${strength}</span> <strong>${title}</strong></p>
            <p>
              ${students.map((student, index) => html`${index > 0 && ', '}${studentLink(student, folders)}`)}
              ${handIns.map((name) => html` <bdi class="path">${plainText(name)}</bdi>`)}
            </p>
            ${evidence.map((sentence) => html`<p><bdi>${plainText(sentence, longestItem)}</bdi></p> `)}
            <p class="detail">To look at: ${lookAt}</p>
          </li> `,
      )}
    </ul>
    ${left > 0 && html`<p class="note">… and ${left} more, which grades.json has.</p>`}`;
}

const badgeOf = { certain: 'error', strong: 'warning', hint: 'info' } as const;
