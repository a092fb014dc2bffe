import { classLeaderboard } from '../../submissions/grading/outputs/class-leaderboard.ts';
import type { ClassReport } from '../../submissions/grading/outputs/class-report.ts';
import { classFeedback } from '../../submissions/grading/outputs/feedback.ts';
import { feedbackMarkdown } from '../../submissions/grading/outputs/feedback-markdown.ts';
import { gradesCsv } from '../../submissions/grading/outputs/grades-csv.ts';
import { gradesJson } from '../../submissions/grading/outputs/grades-json.ts';
import { gradescopeResults, gradescopeText } from '../../submissions/grading/outputs/gradescope-results.ts';
import { canvasCsv, moodleCsv } from '../../submissions/grading/outputs/lms-csv.ts';
import type { CanvasId, MoodleId } from '../../submissions/grading/outputs/lms-csv.ts';
import { pseudonyms, pseudonymsCsv } from '../../submissions/grading/outputs/pseudonyms.ts';
import { staffMarkdown } from '../../submissions/grading/outputs/staff-markdown.ts';
import { studentFolders } from '../../submissions/grading/outputs/student-folders.ts';
import { toldGrades } from '../../submissions/grading/outputs/told-grades.ts';
import { resultsText } from '../../submissions/results-file/merge-results.ts';
import { classPage } from './class-page.ts';
import { feedbackPage } from './feedback-page.ts';
import { staffPage } from './staff-page.ts';

/** The folder of what students may be given; each has one of their own in it. */
export const studentsTop = 'students';

/** The folder of what is for Gradescope and not for students: results that tell of the hidden part. */
export const gradescopeTop = 'gradescope';

/** Gradebooks with the hidden part, for when it is published; not there where nothing is hidden. */
export const finalFiles = { canvas: 'canvas-final.csv', moodle: 'moodle-final.csv' } as const;

/** What may be in the folder of a student. */
export const studentFiles: readonly string[] = ['feedback.html', 'feedback.md', 'results.json'];

/** A file to write, with its path from the folder of the output. */
export interface ClassFile {
  readonly path: string;
  readonly content: string;
}

export interface ClassFileOptions {
  /** Of the pseudonyms. */
  readonly key: Uint8Array;
  readonly canvasId?: CanvasId;
  readonly moodleId?: MoodleId;
}

/**
 * All that comes out of grading a class; the same bytes for the same report and key. Without `leaderboard.json` where the
 * workload is one of the course's own.
 */
export function* classFiles(report: ClassReport, { key, canvasId, moodleId }: ClassFileOptions): Generator<ClassFile> {
  const { grades, program } = report;
  const students = grades.students.map(({ student }) => student);
  const ids = students.map(({ id }) => id);
  const folders = studentFolders(ids);
  const told = toldGrades(grades);
  yield { path: 'grades.csv', content: gradesCsv(grades) };
  yield { path: 'canvas.csv', content: canvasCsv(told, canvasId) };
  yield { path: 'moodle.csv', content: moodleCsv(told, moodleId) };
  if (told.hidden !== null) {
    const final = { grades, hidden: null };
    yield { path: finalFiles.canvas, content: canvasCsv(final, canvasId) };
    yield { path: finalFiles.moodle, content: moodleCsv(final, moodleId) };
  }
  yield { path: 'grades.json', content: gradesJson(report) };
  yield { path: 'class.html', content: classPage(told, program) };
  yield { path: 'staff.html', content: staffPage(report, folders) };
  yield { path: 'staff.md', content: staffMarkdown(report) };
  const names = pseudonyms(key, ids);
  const leaderboard = classLeaderboard(grades, names);
  if (leaderboard !== null) yield { path: 'leaderboard.json', content: resultsText(leaderboard) };
  yield { path: 'pseudonyms.csv', content: pseudonymsCsv(students, names) };
  const resultsTop = told.hidden === null ? studentsTop : gradescopeTop;
  const byId = new Map(grades.students.map((grade) => [grade.student.id, grade]));
  const toldById = new Map(told.grades.students.map((grade) => [grade.student.id, grade]));
  for (const feedback of classFeedback(told)) {
    const { id } = feedback.student;
    const own = folders.get(id) ?? '';
    const folder = `${studentsTop}/${own}`;
    yield { path: `${folder}/feedback.html`, content: feedbackPage(feedback, program) };
    yield { path: `${folder}/feedback.md`, content: feedbackMarkdown(feedback) };
    const [grade, toldGrade] = [byId.get(id), toldById.get(id)];
    if (grade === undefined || toldGrade === undefined) continue;
    const results = gradescopeResults({ grade, told: toldGrade, hidden: told.hidden }, grades.rubric, program);
    yield { path: `${resultsTop}/${own}/results.json`, content: gradescopeText(results) };
  }
}
