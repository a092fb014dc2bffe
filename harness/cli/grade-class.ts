import { setMaxListeners } from 'node:events';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { classFiles } from '../../site/grading/class-files.ts';
import {
  formerGrades,
  gradeFiles,
  openGradeFolder,
  pseudonymKey,
  writeGradeFolder,
} from '../../site/grading/grade-folder.ts';
import { findHandIns } from '../../submissions/grading/hand-ins/find-hand-ins.ts';
import { findLikenesses } from '../../submissions/grading/likeness/find-likenesses.ts';
import type { FoundHandIns } from '../../submissions/grading/hand-ins/hand-in.ts';
import { measureHandIns } from '../../submissions/grading/measuring/measure.ts';
import type { MeasuredClass } from '../../submissions/grading/measuring/measure.ts';
import type { CanvasId, MoodleId } from '../../submissions/grading/outputs/lms-csv.ts';
import { pseudonyms } from '../../submissions/grading/outputs/pseudonyms.ts';
import { readRubric } from '../../submissions/grading/rubric/read-rubric.ts';
import type { Rubric } from '../../submissions/grading/rubric/rubric.ts';
import { gradeClass } from '../../submissions/grading/scoring/grade-class.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { programVersion } from '../program.ts';
import { calibrationOf, givenModelsOf } from './grade-basis.ts';
import { changesSince, gradedDocument, gradedLines } from './grade-report.ts';
import { interruptSignal } from './interrupt.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

export interface GradeOptions {
  readonly rubric?: string;
  readonly out?: string;
  readonly roster?: string;
  readonly workers?: number;
  readonly cache: boolean;
  readonly retry?: true;
  readonly anonymous?: true;
  readonly canvasId: CanvasId;
  readonly moodleId: MoodleId;
  readonly json?: true;
  readonly quiet?: true;
}

/** Grades the hand-ins under `paths`, writes what comes of it, and prints what people should know. */
export async function gradeTheClass(paths: readonly string[], options: GradeOptions): Promise<void> {
  const startedUs = systemClock.nowUs();
  const out = needed('--out', options.out);
  const rubric = await readRubric(needed('--rubric', options.rubric));
  refuseAmongHandIns(out, paths);
  openGradeFolder(out);
  const { bands, runs: givenRuns } = await calibrationOf(rubric);
  const found = await findHandIns(paths, options.roster);
  try {
    const { measured, fromCache } = await measure(found, rubric, out, options);
    const students = [...found.handIns.map(({ student }) => student), ...found.absent];
    const grades = gradeClass(rubric, measured, students, bands);
    const likenesses = findLikenesses(measured, {
      givenModels: await givenModelsOf(rubric),
      givenRuns,
      device: rubric.judgeOn.kind === 'measured' ? rubric.judgeOn.device : null,
    });
    const report = { grades, likenesses, notes: found.notes, program: programVersion };
    const key = pseudonymKey(out);
    const { canvasId, moodleId } = options;
    const before = formerGrades(out);
    const written = writeGradeFolder(out, classFiles(report, { key, canvasId, moodleId }));
    const ids = grades.students.map(({ student }) => student.id);
    const graded = {
      ...{ report, out, fromCache, written },
      handIns: found.handIns.length,
      changes: changesSince(before, formerGrades(out) ?? ''),
      names: options.anonymous === true ? pseudonyms(key, ids) : null,
      seconds: (systemClock.nowUs() - startedUs) / 1e6,
    };
    if (options.json === true) printJson(gradedDocument(graded));
    else if (options.quiet !== true) for (const line of gradedLines(graded)) printLine(line);
  } finally {
    await found.close();
  }
}

/** @throws BenchError grade.interrupted, and those of measuring */
async function measure(
  { handIns }: FoundHandIns,
  rubric: Rubric,
  out: string,
  { workers, cache, retry, quiet }: GradeOptions,
): Promise<MeasuredClass> {
  const { signal, release } = interruptSignal();
  // Every hand-in that waits listens to it, and Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  const progress = new ProgressLine(systemClock);
  let finished = 0;
  try {
    return await measureHandIns(handIns, rubric, {
      ...(workers === undefined ? {} : { workers }),
      cacheFolder: cache ? join(out, gradeFiles.cache) : null,
      retry: retry === true,
      clock: systemClock,
      signal,
      onProgress: (done, total) => {
        finished = done;
        if (quiet !== true) progress.show('grading', { what: 'hand-in', done, total });
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw failure('grade.interrupted', { done: finished, total: handIns.length }, { cause: error });
  } finally {
    progress.clear();
    release();
  }
}

/** Commander would ask for it behind `grade init` and the like too. */
function needed(option: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw failure('usage.option', { option, problem: 'it is needed', command: 'grade' });
}

/** Grades among the hand-ins would be hand-ins the next time. */
function refuseAmongHandIns(out: string, paths: readonly string[]): void {
  for (const path of paths) {
    const way = relative(resolve(path), resolve(out));
    if (way.split(sep)[0] === '..' || isAbsolute(way)) continue;
    const problem = `${out} is within ${path}, and would be taken for a hand-in the next time`;
    throw failure('usage.option', { option: '--out', problem, command: 'grade' });
  }
}
