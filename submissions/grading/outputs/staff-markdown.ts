import { figureText } from '../rubric/figure-text.ts';
import type { StudentGrade } from '../scoring/grades.ts';
import type { ClassReport } from './class-report.ts';
import { classStatistics } from './class-statistics.ts';
import type { ClassStatistics } from './class-statistics.ts';
import { markdownTable, markdownText as text } from './markdown-text.ts';
import { likenessWords, staffSections, toldLikenesses } from './staff-sections.ts';
import type { StaffItem } from './staff-sections.ts';

/** The report for staff as Markdown: never for students, as it has names and suspicions. */
export function staffMarkdown(report: ClassReport): string {
  const { grades } = report;
  const statistics = classStatistics(grades);
  const sections = staffSections(report);
  return [
    `# ${text(grades.rubric.title)}: for staff alone\n`,
    `${overview(statistics)}\n`,
    statistics.totals === null ? '' : `${totals(statistics.totals, grades.rubric.points)}\n`,
    `## Criteria\n\n${criteria(statistics)}`,
    `## Likenesses\n\n${likenessWords(report)}\n`,
    likenesses(report),
    ...sections.flatMap(({ title, words, items }) => [
      `## ${title}\n`,
      words === null ? '' : `${words}\n`,
      items.length === 0 ? '' : `${items.map(item).join('\n')}\n`,
    ]),
    `## Students\n\n${students(grades.students)}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function likenesses(report: ClassReport): string {
  const items = toldLikenesses(report).map(({ title, strength, students: who, handIns, evidence, lookAt }) => {
    const names = who.map(({ id, name }) => `${text(name)} (${text(id)})`).join(', ');
    const lines = [...evidence.map(text), `Hand-ins: ${handIns.map(text).join(', ')}`, `Look at: ${lookAt}`];
    return [`- **${title}** (${strength}): ${names}`, ...lines.map((line) => `  - ${line}`)].join('\n');
  });
  return items.length === 0 ? '' : `${items.join('\n')}\n`;
}

function item({ who, handIn, what }: StaffItem): string {
  const parts = [
    ...(who === null ? [] : [`${text(who.name)} (${text(who.id)})`]),
    ...[handIn, what].flatMap((part) => (part === null || part === '' ? [] : [text(part)])),
  ];
  return `- ${parts.join(': ')}`;
}

function overview({ students: all, graded, absent, tooLate, late, severalHandIns }: ClassStatistics): string {
  return (
    `${all} students: ${graded} graded (${late} of them late), ${absent} handed nothing in, ` +
    `${tooLate} came too late; ${severalHandIns} handed in more than once.`
  );
}

function totals({ least, most, mean, quartiles }: NonNullable<ClassStatistics['totals']>, of: number): string {
  const [lower, median, upper] = quartiles;
  return `Totals of ${of}: from ${least} to ${most}, mean ${mean}, median ${median}, quartiles ${lower} and ${upper}.`;
}

function criteria({ criteria: all, hardest }: ClassStatistics): string {
  const rows = all.map(({ criterion, meanShare, meanPoints, all: full, none, without, figures }) => [
    `${text(criterion.title)}${criterion.id === hardest ? ' (the hardest)' : ''}`,
    `${Math.round(100 * meanShare)} %`,
    `${meanPoints} of ${criterion.weight}`,
    figures === null ? '–' : figureText(criterion.measure, figures[1]),
    ...[String(full), String(none), String(without)],
  ]);
  return markdownTable(
    ['Criterion', 'Mean share', 'Mean points', 'Median figure', 'All points', 'No points', 'No figure'],
    rows,
    [1, 2, 3, 4, 5, 6],
  );
}

function students(all: readonly StudentGrade[]): string {
  const rows = all.map(({ student, total, counting, others }) => [
    text(student.name),
    text(student.id),
    String(total),
    counting === null ? '–' : text(counting.handIn.name),
    String(others.length + (counting === null ? 0 : 1)),
  ]);
  return markdownTable(['Student', 'Id', 'Total', 'Hand-in', 'Hand-ins'], rows, [2, 4]);
}
