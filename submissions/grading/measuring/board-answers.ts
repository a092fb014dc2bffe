import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import { samplesOf } from '../../evidence/accuracy.ts';
import type { RunEvidence } from '../../evidence/evidence.ts';
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
