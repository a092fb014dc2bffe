import { BenchError } from '../../../harness/errors.ts';
import { chooseWorkload } from '../../../workloads/own/own-workload.ts';
import type { DataPart } from '../rubric/rubric.ts';
import { findModel } from './find-model.ts';
import { openHandIn } from './hand-in-tree.ts';
import type { OpenHandIn } from './hand-in-tree.ts';
import type { Figure, Measured, MeasuredRun, Problem } from './measured.ts';
import { measureModel } from './measure-model.ts';
import type { ModelMeasurement } from './measure-model.ts';
import { measureRuns } from './measure-runs.ts';
import { matchesPattern } from './patterns.ts';
import type { MeasureProgress, MeasureTask, MeasuringPlan } from './plan.ts';
import { openPrepared } from './prepared-data.ts';
import type { PreparedData } from './prepared-data.ts';
import { problemOf } from './problems.ts';

/** Data that this process has opened: they are the same for all hand-ins. */
const opened = new Map<string, Promise<PreparedData>>();

/**
 * Measures one hand-in. What is wrong with it is among its problems; an error that is thrown is not the student's. The
 * outcome is that of its content, the plan and the data alone.
 */
export async function measureTask(
  { path, plan }: MeasureTask,
  report: (progress: MeasureProgress) => void = () => undefined,
): Promise<Measured> {
  let handIn: OpenHandIn;
  try {
    handIn = await openHandIn(path, plan.mostBytes);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    // Its digest is that of what was packed, which whoever asked has.
    return failed('', 0, problemOf(error));
  }
  try {
    report({ digest: handIn.digest, bytes: handIn.bytes });
    return await measureOpened(handIn, plan);
  } finally {
    await handIn.close();
  }
}

/** A hand-in of which nothing could be measured. */
export function failed(digest: string, bytes: number, why: Problem): Measured {
  return { digest, figures: [], problems: [why], model: null, runs: [], missingFiles: [], bytes };
}

async function measureOpened({ tree, digest, bytes }: OpenHandIn, plan: MeasuringPlan): Promise<Measured> {
  const { requiredFiles } = plan.handIn;
  const files = tree.entries.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  const missingFiles = requiredFiles.filter((pattern) => !files.some((path) => matchesPattern(path, pattern)));
  const figures: Figure[] = [];
  if (requiredFiles.length > 0) {
    const found = requiredFiles.length - missingFiles.length;
    const basis = `${found} of ${requiredFiles.length} there`;
    figures.push({ measure: 'files', data: null, value: found / requiredFiles.length, basis, kind: 'derived' });
  }
  const problems: Problem[] = [];
  const data = new Map<DataPart, PreparedData>();
  for (const { part, folder } of plan.data) data.set(part, await preparedOnce(folder));
  const workload = chooseWorkload(plan.workload).specification;
  const { judgeOn } = plan;
  const isModel = plan.handIn.kind === 'model';

  let measured: ModelMeasurement | null = null;
  try {
    const { file, problems: doubts } = findModel(tree, plan.handIn.model);
    problems.push(...doubts);
    measured = await measureModel({ file, bytes: await tree.readBytes(file, plan.mostBytes), workload, judgeOn, data });
    figures.push(...measured.figures);
    problems.push(...measured.problems);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    // Runs count without the model; what is told of the model alone is missing.
    const isAbsent = error.code === 'grade.no-model';
    if (isModel || !isAbsent || plan.needsModel) {
      problems.push(problemOf(error, isModel ? 'fatal' : isAbsent ? 'info' : 'error'));
    }
  }
  let runs: readonly MeasuredRun[] = [];
  if (!isModel) {
    const answered = measured?.answered ?? null;
    const found = await measureRuns({ tree, workload, judgeOn, data: data.get('public') ?? null, answered });
    figures.push(...found.figures);
    problems.push(...found.problems);
    runs = found.runs;
  }
  return { digest, figures, problems, model: measured?.model ?? null, runs, missingFiles, bytes };
}

function preparedOnce(folder: string): Promise<PreparedData> {
  const known = opened.get(folder) ?? openPrepared(folder);
  opened.set(folder, known);
  return known;
}
