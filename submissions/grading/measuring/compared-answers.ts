import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import type { MeasuredWindow, ResultEvidence } from '../../evidence/evidence.ts';
import { runsOf } from '../../rules/rule.ts';
import type { RunMode } from '../../submission.ts';
import type { AnswersTask } from './board-answers.ts';
import type { Problem } from './measured.ts';
import { problem } from './problems.ts';
import { folderName } from './run-facts.ts';

type Metric = WorkloadSpecification['metric'];
type Answer = readonly number[];

/** The answers to the windows of each input, by its name. */
type Answers = ReadonlyMap<string, readonly (Answer | undefined)[]>;

/**
 * How far a score may be off: eight of the 256 steps that an int8 softmax has. Kernels of boards round otherwise than those of
 * the host, by a step or two of the layer before it.
 */
const toleratedDistance = 8 / 256;
/** Of an anomaly score, as a share of it. */
const toleratedScore = 0.05;
/** No rounding comes to this. */
const greatDistance = 0.25;
/** Of the inputs of a run; and one alone may be a close call. */
const toleratedShare = 0.1;
const fewestOther = 2;

export interface ComparedAnswers {
  /** What contradicts the runs: another model ran in one of them. */
  readonly contradictions: readonly Problem[];
  /** Runs of which nothing can be compared, though there is something to compare with. */
  readonly uncompared: ReadonlyMap<RunMode, Problem>;
}

/**
 * Compares all scores of each mode with those that the model handed in gives on the host, and those of performance and
 * energy mode with those of accuracy mode: a fast model in one and an accurate one in the other show.
 */
export function compareAnswers(task: AnswersTask, evidence: ResultEvidence): ComparedAnswers {
  const { metric } = task.workload;
  const host = hostAnswers(task);
  const accuracy = evidence.runs.accuracy === undefined ? null : boardAnswers(evidence.runs.accuracy.windows);
  const contradictions: Problem[] = [];
  const uncompared = new Map<RunMode, Problem>();
  for (const [mode, { windows, files }] of runsOf(evidence)) {
    const folder = folderName(files.folder);
    const withHost = host === null ? null : compare(metric, host, windows);
    const withAccuracy = mode === 'accuracy' || accuracy === null ? null : compare(metric, accuracy, windows);
    if (withHost !== null && isOther(withHost)) {
      const { other, compared } = withHost;
      contradictions.push(problem('grade.other-model', 'error', { mode, folder, other, compared }, files.folder));
    } else if (withAccuracy !== null && isOther(withAccuracy)) {
      const { other, compared } = withAccuracy;
      contradictions.push(problem('grade.other-answers', 'error', { mode, folder, other, compared }, files.folder));
    }
    const compared = [withHost, withAccuracy].filter((one) => one !== null);
    if (mode !== 'accuracy' && compared.length > 0 && compared.every((one) => one.compared === 0)) {
      uncompared.set(mode, problem('grade.not-compared', 'error', { mode, folder }, files.folder));
    }
  }
  return { contradictions, uncompared };
}

function hostAnswers({ data, answered }: AnswersTask): Answers | null {
  if (data === null || answered === null) return null;
  return new Map(data.rows.map(({ file }, index) => [file, answered[index]?.segments ?? []]));
}

function boardAnswers(windows: readonly MeasuredWindow[]): Answers {
  const answers = new Map<string, (Answer | undefined)[]>();
  for (const { input, segment, results } of windows) {
    if (input === null || results === null) continue;
    const of = answers.get(input) ?? [];
    of[segment] ??= results;
    answers.set(input, of);
  }
  return answers;
}

interface Comparison {
  readonly compared: number;
  readonly other: number;
  readonly greatest: number;
}

function compare(metric: Metric, expected: Answers, windows: readonly MeasuredWindow[]): Comparison {
  const tolerated = metric === 'auc' ? toleratedScore : toleratedDistance;
  const distances = new Map<string, number>();
  for (const { input, segment, results } of windows) {
    const answer = input === null ? undefined : expected.get(input)?.[segment];
    if (input === null || answer === undefined || results === null || results.length === 0) continue;
    distances.set(input, Math.max(distances.get(input) ?? 0, distanceOf(metric, answer, results)));
  }
  const all = [...distances.values()];
  return {
    compared: all.length,
    other: all.filter((distance) => distance > tolerated).length,
    greatest: all.reduce((greatest, distance) => Math.max(greatest, distance), 0),
  };
}

function isOther({ compared, other, greatest }: Comparison): boolean {
  if (other <= toleratedShare * compared) return false;
  return other >= Math.min(fewestOther, compared) || greatest > greatDistance;
}

function distanceOf(metric: Metric, expected: Answer, found: Answer): number {
  if (expected.length !== found.length) return Infinity;
  return expected.reduce((greatest, value, index) => {
    const other = found[index] ?? NaN;
    // Boards print three decimals.
    const distance = Math.max(0, Math.abs(value - other) - 0.0005);
    const share = metric === 'auc' ? distance / Math.max(Math.abs(value), Math.abs(other), 0.001) : distance;
    return Math.max(greatest, Number.isNaN(share) ? Infinity : share);
  }, 0);
}
