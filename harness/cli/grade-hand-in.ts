import { stat, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileProblem } from '../../submissions/file-problem.ts';
import { feedbackPage } from '../../site/grading/feedback-page.ts';
import { readSubmissionMetadata } from '../../submissions/grading/autograder/submission-metadata.ts';
import type { SubmissionMetadata } from '../../submissions/grading/autograder/submission-metadata.ts';
import { measureHandIns } from '../../submissions/grading/measuring/measure.ts';
import { classFeedback } from '../../submissions/grading/outputs/feedback.ts';
import { feedbackMarkdown } from '../../submissions/grading/outputs/feedback-markdown.ts';
import { gradescopeResults, gradescopeText } from '../../submissions/grading/outputs/gradescope-results.ts';
import { toldGrades } from '../../submissions/grading/outputs/told-grades.ts';
import { readRubric } from '../../submissions/grading/rubric/read-rubric.ts';
import { rubricAlone } from '../../submissions/grading/scoring/alone.ts';
import { gradeClass } from '../../submissions/grading/scoring/grade-class.ts';
import type { StudentGrade } from '../../submissions/grading/scoring/grades.ts';
import { asError, systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { programVersion } from '../program.ts';
import { bandsOf } from './grade-basis.ts';
import { interruptSignal } from './interrupt.ts';
import { printLine } from './output.ts';

export interface OneOptions {
  readonly rubric: string;
  readonly results?: string;
  readonly page?: string;
  readonly markdown?: string;
  readonly metadata?: string;
  readonly quiet?: true;
}

/**
 * Grades one hand-in by itself, and tells what its student is told.
 * @throws BenchError grade.unreadable where there is none: a path that is mistyped is no empty hand-in
 */
export async function gradeTheHandIn(path: string, options: OneOptions): Promise<void> {
  await refuseIfAbsent(path);
  const { rubric, ranked } = rubricAlone(await readRubric(options.rubric));
  const { student, handedInAt, attempt } = await metadataOf(options.metadata);
  const handIn = {
    student,
    path: resolve(path),
    name: basename(resolve(path)),
    handedInAt,
    isMarkedLate: false,
    attempt,
  };
  const bands = await bandsOf(rubric);
  const { signal, release } = interruptSignal();
  try {
    const { measured } = await measureHandIns([handIn], rubric, {
      workers: 1,
      cacheFolder: null,
      clock: systemClock,
      signal,
    });
    const grades = gradeClass(rubric, measured, [student], bands);
    const told = toldGrades(grades);
    const [feedback] = classFeedback(told);
    const [grade] = grades.students;
    const [toldGrade] = told.grades.students;
    if (feedback === undefined || grade === undefined || toldGrade === undefined)
      throw new Error('there is one student');
    const waiting = ranked.map(({ title, weight }) => `${title} (up to ${weight} points)`);
    const note =
      waiting.length === 0 ? '' : `Known when all have handed in, as it goes by rank: ${waiting.join(', ')}.\n`;
    const markdown = [feedbackMarkdown(feedback), ...(note === '' ? [] : [note])].join('\n');
    await write(options.results, () => {
      const results = gradescopeResults({ grade, told: toldGrade, hidden: told.hidden }, rubric, programVersion);
      const output = [results.output, note.trimEnd()].filter((line) => line !== '').join('\n');
      return gradescopeText({ ...results, output });
    });
    await write(options.markdown, () => markdown);
    await write(options.page, () => feedbackPage(feedback, programVersion));
    if (options.quiet !== true) printLine(markdown.trimEnd());
    if (isBad(toldGrade)) process.exitCode = 1;
  } catch (error) {
    if (signal.aborted) throw failure('grade.interrupted', { done: 0, total: 1 }, { cause: error });
    throw error;
  } finally {
    release();
  }
}

async function refuseIfAbsent(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (cause) {
    throw failure('grade.unreadable', { path, problem: fileProblem(cause) }, { cause });
  }
}

async function metadataOf(file: string | undefined): Promise<SubmissionMetadata> {
  if (file !== undefined) return readSubmissionMetadata(file);
  return { student: { id: 'student', name: 'Your hand-in', email: null }, handedInAt: null, attempt: 1 };
}

function isBad({ counting }: StudentGrade): boolean {
  if (counting === null) return true;
  const isFatal = counting.measured.problems.some(({ severity }) => severity === 'fatal');
  return isFatal || counting.conditions.some(({ holds }) => !holds);
}

/** @throws BenchError output.failed */
async function write(file: string | undefined, text: () => string): Promise<void> {
  if (file === undefined) return;
  try {
    await writeFile(file, text());
  } catch (cause) {
    throw failure('output.failed', { file, problem: asError(cause).message }, { cause });
  }
}
