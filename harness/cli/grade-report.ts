import { join } from 'node:path';
import type { WrittenGrades } from '../../site/grading/grade-folder.ts';
import { gradeFiles } from '../../site/grading/grade-folder.ts';
import { finalFiles } from '../../site/grading/class-files.ts';
import type { ClassReport } from '../../submissions/grading/outputs/class-report.ts';
import { hasHiddenPart } from '../../submissions/grading/outputs/told-grades.ts';
import { studentFolders } from '../../submissions/grading/outputs/student-folders.ts';
import type { StudentGrade } from '../../submissions/grading/scoring/grades.ts';
import { printable } from '../../submissions/printable.ts';
import { formatTable } from './output.ts';

/** A class that was graded, and how that went. */
export interface Graded {
  readonly report: ClassReport;
  readonly out: string;
  readonly handIns: number;
  readonly fromCache: number;
  readonly written: WrittenGrades;
  readonly changes: Changes | null;
  /** Pseudonyms to show in place of names. */
  readonly names: ReadonlyMap<string, string> | null;
  readonly seconds: number;
}

/** What is otherwise than the last time; ids of students. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly from: number; readonly to: number }[];
  readonly same: number;
  /** The rubric was another one. */
  readonly rubric: boolean;
}

interface GradesFile {
  readonly rubric: { readonly sha256: string };
  readonly students: readonly { readonly id: string; readonly total: number }[];
}

const mostNamed = 8;

/**
 * What is otherwise than in the grades before.
 * @param before grades.json of the former run; null where there was none
 * @returns null where there was none
 */
export function changesSince(before: string | null, after: string): Changes | null {
  if (before === null) return null;
  const [former, now] = [JSON.parse(before) as GradesFile, JSON.parse(after) as GradesFile];
  const known = new Map(former.students.map((student) => [student.id, student]));
  const ids = new Set(now.students.map(({ id }) => id));
  const changed = now.students.flatMap((student) => {
    const last = known.get(student.id);
    if (last === undefined || JSON.stringify(last) === JSON.stringify(student)) return [];
    return [{ id: student.id, from: last.total, to: student.total }];
  });
  const added = now.students.flatMap(({ id }) => (known.has(id) ? [] : [id]));
  return {
    added,
    removed: former.students.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
    changed,
    same: now.students.length - added.length - changed.length,
    rubric: former.rubric.sha256 !== now.rubric.sha256,
  };
}

/** What people are shown of a class that was graded. */
export function gradedLines(graded: Graded): string[] {
  const { report, out, handIns, fromCache, seconds } = graded;
  const { rubric, students } = report.grades;
  const header = ['student', 'total', ...rubric.criteria.map(({ id }) => id), ''];
  const rows = students.map((student) => [
    nameOf(student, graded),
    String(student.total),
    ...rubric.criteria.map((_, index) => {
      const score = student.counting?.scores[index];
      return score === undefined ? '–' : score.figure === null ? '–' : String(score.points);
    }),
    remark(student),
  ]);
  const folders = studentFolders(students.map(({ student }) => student.id));
  const [first] = students;
  const example = first === undefined ? 'ID' : (folders.get(first.student.id) ?? 'ID');
  return [
    ...formatTable(header, rows),
    '',
    `${counted(students.length, 'student')} graded, ${counted(handIns, 'hand-in')}: ` +
      `${fromCache === 0 ? 'all measured' : `${handIns - fromCache} measured, ${fromCache} known already`}, in ${seconds.toFixed(1)} s`,
    ...changeLines(graded),
    ...staffLines(graded),
    `Pages: ${join(out, 'class.html')} (no names), ${join(out, gradeFiles.students, graded.names === null ? example : 'ID', 'feedback.html')} and so on`,
    `Tables: ${join(out, 'grades.csv')}, canvas.csv, moodle.csv, and results.json of each student for Gradescope`,
    ...hiddenLines(graded),
  ].map(printable);
}

/** The same for programs. */
export function gradedDocument({ report, names, ...rest }: Graded): object {
  const { rubric, students } = report.grades;
  return {
    rubric: { title: rubric.title, sha256: rubric.sha256, points: rubric.points },
    ...rest,
    students: students.map(({ student, total, counting }) => ({
      ...(names === null ? { id: student.id, name: student.name } : { pseudonym: names.get(student.id) ?? '' }),
      total,
      scores: Object.fromEntries(
        (counting?.scores ?? []).map(({ criterion, points: reached }) => [criterion.id, reached]),
      ),
      problems: counting?.measured.problems ?? [],
    })),
    likenesses: report.likenesses.length,
    notes: report.notes,
  };
}

function nameOf({ student }: StudentGrade, { names }: Graded): string {
  return names === null ? student.name : (names.get(student.id) ?? '');
}

/** What staff should know beside the points, in a few words. */
function remark({ counting, others }: StudentGrade): string {
  if (counting === null) return others.length === 0 ? 'nothing handed in' : 'too late';
  const { measured, conditions, lateness } = counting;
  const grave = measured.problems.find(({ severity }) => severity === 'fatal' || severity === 'error');
  return [
    ...(grave === undefined ? [] : [grave.message]),
    ...(grave?.severity === 'fatal'
      ? []
      : conditions.filter(({ holds }) => !holds).map(({ condition }) => `does not hold: ${condition.title}`)),
    ...(lateness === null ? [] : [lateness]),
  ].join('; ');
}

function changeLines(graded: Graded): string[] {
  const { changes, report, written } = graded;
  if (changes === null) return [];
  const { students } = report.grades;
  const { added, removed, changed, same, rubric } = changes;
  if (!rubric && added.length + removed.length + changed.length === 0) {
    const files = written.written + written.removed;
    const rest = files === 0 ? '' : `; ${counted(files, 'file')} written anew all the same`;
    return [`Nothing changed: ${same} of ${students.length} as before${rest}.`];
  }
  const byId = new Map(students.map((grade) => [grade.student.id, nameOf(grade, graded)]));
  const name = (id: string): string => byId.get(id) ?? (graded.names === null ? id : 'somebody');
  const parts = [
    ...(rubric ? ['another rubric'] : []),
    ...(added.length === 0 ? [] : [`${added.length} new (${listed(added.map(name))})`]),
    ...(changed.length === 0
      ? []
      : [`${changed.length} changed (${listed(changed.map(({ id, from, to }) => `${name(id)} ${from} → ${to}`))})`]),
    ...(removed.length === 0 ? [] : [`${removed.length} gone (${listed(removed.map(name))})`]),
    `${same} as before`,
  ];
  return [`Since the last time: ${parts.join(', ')}.`];
}

function staffLines({ report, out }: Graded): string[] {
  const { likenesses, notes } = report;
  if (likenesses.length + notes.length === 0) return [];
  const parts = [
    ...(likenesses.length === 0 ? [] : [counted(likenesses.length, 'likeness', 'likenesses')]),
    ...(notes.length === 0 ? [] : [counted(notes.length, 'note')]),
  ];
  return [`For staff alone: ${parts.join(' and ')} to look at, in ${join(out, 'staff.html')}`];
}

function hiddenLines({ report }: Graded): string[] {
  if (!hasHiddenPart(report.grades.rubric)) return [];
  const finals = `${finalFiles.canvas} and ${finalFiles.moodle}`;
  return [`canvas.csv and moodle.csv have the open part alone; the final grades, for after publication: ${finals}`];
}

function listed(texts: readonly string[]): string {
  const more = texts.length - mostNamed;
  return more > 0 ? `${texts.slice(0, mostNamed).join(', ')} and ${more} more` : texts.join(', ');
}

function counted(count: number, what: string, many = `${what}s`): string {
  return `${count} ${count === 1 ? what : many}`;
}
