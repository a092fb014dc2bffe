import { recordingScore } from '../../../workloads/metrics/anomaly.ts';
import { meanOfSegments } from '../../../workloads/metrics/quality.ts';
import { firstMaximum } from '../../../workloads/metrics/top1.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import { samplesOf } from '../../evidence/accuracy.ts';
import type { ResultEvidence, RunEvidence } from '../../evidence/evidence.ts';
import { runsOf } from '../../rules/rule.ts';
import type { FileTree } from '../../tree.ts';
import { judgeAnswers } from './answers.ts';
import type { AnsweredRow } from './answers.ts';
import { journalHead } from './journal-head.ts';
import type { Figure, Problem } from './measured.ts';
import type { PreparedData } from './prepared-data.ts';
import { problem } from './problems.ts';
import { folderName, isSimulatedRun } from './run-facts.ts';

/** What answers of a board are judged by. */
export interface AnswersTask {
  readonly tree: FileTree;
  readonly workload: WorkloadSpecification;
  /** The public data, where they are known: without them nothing is said of answers. */
  readonly data: PreparedData | null;
  /** What the model that was handed in answers to them on the host; null where none could be run. */
  readonly answered: readonly AnsweredRow[] | null;
}

export interface FoundAccuracy {
  readonly figure: Figure | null;
  readonly problems: readonly Problem[];
}

/** Accuracy by the answers of the board and the labels of the rubric's data; inputs that are missing count as wrong. */
export async function accuracyFigure({ tree, workload, data }: AnswersTask, run: RunEvidence): Promise<FoundAccuracy> {
  if (data === null) return { figure: null, problems: [] };
  const folder = folderName(run.files.folder);
  const head = run.files.journal === undefined ? null : await journalHead(tree, run.files.journal);
  const samples = new Map(samplesOf(run.windows).map((sample) => [sample.file, sample]));
  const rows = data.rows.flatMap(({ file, label }): AnsweredRow[] => {
    const sample = samples.get(file);
    return sample === undefined ? [] : [{ label, segments: sample.segments }];
  });
  const { inputsSha256 } = data;
  if ((head !== null && head.dataset.inputsSha256 !== inputsSha256) || rows.length === 0) {
    return { figure: null, problems: [problem('grade.other-data', 'error', { folder }, run.files.folder)] };
  }
  const problems: Problem[] = [];
  if (rows.length < data.rows.length) {
    const details = { folder, found: rows.length, wanted: data.rows.length };
    problems.push(problem('grade.part-of-data', 'warning', details, run.files.folder));
    // An area cannot be told of a part.
    if (workload.metric === 'auc') return { figure: null, problems };
  }
  const judged = judgeAnswers(workload.metric, rows, data.rows.length);
  const kind = isSimulatedRun(run) ? 'simulated' : 'measured';
  return { figure: judged === null ? null : { measure: 'accuracy', data: 'public', ...judged, kind }, problems };
}

/** Boards compute a few answers otherwise than the host; another model answers otherwise again and again. */
const toleratedShare = 0.1;
const fewestOther = 3;
const toleratedScore = 0.05;

/** Says that the board ran another model than the one that was handed in. */
export function contradictionOf({ workload, data, answered }: AnswersTask, evidence: ResultEvidence): Problem | null {
  if (data === null || answered === null) return null;
  const expected = new Map(data.rows.map(({ file }, index) => [file, answered[index]]));
  let [compared, other] = [0, 0];
  for (const [, { windows }] of runsOf(evidence)) {
    for (const { file, segments } of samplesOf(windows)) {
      const row = expected.get(file);
      if (row?.segments.length !== segments.length) continue;
      compared++;
      if (!isSameAnswer(workload.metric, row.segments, segments)) other++;
    }
  }
  if (other < fewestOther || other <= toleratedShare * compared) return null;
  return problem('grade.other-model', 'error', { other, compared });
}

type Segments = readonly (readonly number[])[];

function isSameAnswer(metric: WorkloadSpecification['metric'], host: Segments, board: Segments): boolean {
  if (metric === 'top1') return firstMaximum(meanOfSegments(host)) === firstMaximum(meanOfSegments(board));
  const [expected, found] = [recordingScore(host.flat()), recordingScore(board.flat())];
  if (expected === null || found === null) return expected === found;
  return Math.abs(found - expected) <= toleratedScore * Math.max(Math.abs(expected), Math.abs(found));
}
