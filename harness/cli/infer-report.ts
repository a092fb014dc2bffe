import type { Dataset } from '../../workloads/datasets/dataset.ts';
import { recordingScore } from '../../workloads/metrics/anomaly.ts';
import { metricValue, qualityOf } from '../../workloads/metrics/quality.ts';
import type { Quality } from '../../workloads/metrics/quality.ts';
import type { BoardDifference } from '../../workloads/models/comparison/compare-board.ts';
import { answered } from '../../workloads/models/comparison/compare-models.ts';
import type { ModelComparison } from '../../workloads/models/comparison/compare-models.ts';
import type { Tolerance } from '../../workloads/models/comparison/tolerance.ts';
import type { EvaluatedRow } from '../../workloads/models/evaluation/collected-rows.ts';
import { qualityTargetText } from '../../workloads/specification.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import type { SessionComparison } from '../session/compare-host.ts';

/** A model file, and what ran it. */
export interface ReportedModel {
  readonly file: string;
  readonly sha256: string;
  readonly precision: 'int8' | 'float32';
  readonly engine: string;
}

/** What `infer` has found. */
export interface InferenceReport {
  readonly model: ReportedModel;
  readonly workload: WorkloadSpecification;
  readonly dataset: Dataset;
  /** Of the samples that were asked for. */
  readonly rows: readonly EvaluatedRow[];
  readonly against: { readonly model: ReportedModel; readonly comparison: ModelComparison } | null;
  readonly tolerance: Tolerance;
  readonly sessions: readonly SessionComparison[];
}

/** The document of `infer --json`; its help describes it. */
export function inferenceToJson(report: InferenceReport): object {
  const { model, workload, dataset, rows, against, tolerance, sessions } = report;
  const { directory, kind, labelsSha256, inputsSha256, samples } = dataset;
  const quality = qualityOf(workload.metric, answered(rows));
  return {
    model,
    workload: workload.name,
    dataset: { directory, kind, labelsSha256, inputsSha256, samples },
    samples: rows.length,
    metric: workload.metric,
    ...qualityToJson(quality),
    qualityTarget: workload.qualityTarget,
    reachesTarget: reachesTarget(workload, quality),
    ...(workload.metric === 'auc' ? { scores: scoresOf(rows) } : {}),
    against: against === null ? null : againstToJson(against.model, against.comparison),
    sessions: sessions.map(({ comparison, ...session }) => ({ ...session, tolerance, ...comparison })),
  };
}

function qualityToJson({ correct, top1, auc }: Quality): object {
  return { correct, top1, auc };
}

function againstToJson(model: ReportedModel, { against, ...differences }: ModelComparison): object {
  return { model, ...qualityToJson(against), ...differences };
}

function reachesTarget({ metric, qualityTarget }: WorkloadSpecification, quality: Quality): boolean | null {
  const value = metricValue(metric, quality);
  return value === null ? null : value >= qualityTarget;
}

/** The score of each recording: the mean over its windows. */
function scoresOf(rows: readonly EvaluatedRow[]): object[] {
  return rows.map(({ row: { file, label }, results }) => ({ file, label, score: recordingScore(results.flat()) }));
}

/** The same for people. */
export function inferenceToLines(report: InferenceReport): string[] {
  const { model, workload, dataset, rows, against, tolerance, sessions } = report;
  const quality = qualityOf(workload.metric, answered(rows));
  const reaches = reachesTarget(workload, quality);
  const part = rows.length < dataset.samples ? `the first ${rows.length} of ${dataset.samples}` : String(rows.length);
  const target = reaches === null ? [] : [`  ${reaches ? 'reaches' : 'misses'} ${qualityTargetText(workload)}`];
  return [
    `${modelText(model)} on ${dataset.directory}: ${workload.name}, ${part} samples (${dataset.kind} data)`,
    ...qualityLines(workload, quality, rows.length),
    ...target,
    ...(against === null ? [] : againstLines(workload, against.model, against.comparison, rows.length)),
    ...sessions.flatMap((session) => sessionLines(session, tolerance)),
  ];
}

function modelText({ file, precision, engine }: ReportedModel): string {
  return `${file} (${precision}, ${engine})`;
}

function qualityLines({ metric }: WorkloadSpecification, { correct, top1, auc }: Quality, samples: number): string[] {
  const lines = top1 === null ? [] : [`  top-1 ${percent(top1)} (${correct ?? 0} of ${samples})`];
  if (auc.eembc === null || auc.mlcommons === null)
    return metric === 'auc' ? ['  AUC unknown: the samples are all normal, or all anomalies'] : lines;
  if (metric === 'auc') return [`  AUC ${auc.mlcommons.toFixed(3)}`];
  return [...lines, `  AUC ${auc.eembc.toFixed(2)} (EEMBC), ${auc.mlcommons.toFixed(3)} (MLCommons)`];
}

function againstLines(
  workload: WorkloadSpecification,
  model: ReportedModel,
  comparison: ModelComparison,
  samples: number,
): string[] {
  const { accuracyLost, answersDiffer, onlyThisRight, onlyAgainstRight, largestDifference, first } = comparison;
  const name = (label: number): string => workload.classNames[label] ?? String(label);
  const amount = (value: number): string =>
    workload.metric === 'top1'
      ? `${(100 * value).toFixed(1)} percentage points of top-1`
      : `${value.toFixed(3)} of AUC`;
  const verdict = (lost: number): string =>
    lost === 0 ? 'nothing lost' : `${amount(Math.abs(lost))} ${lost > 0 ? 'lost' : 'won'}`;
  return [
    `against ${modelText(model)}`,
    ...qualityLines(workload, comparison.against, samples),
    ...(accuracyLost === null ? [] : [`  ${verdict(accuracyLost)}`]),
    ...(answersDiffer === null
      ? []
      : [
          `  ${answersDiffer} of ${samples} answers differ: ${onlyAgainstRight ?? 0} right before, ${onlyThisRight ?? 0} right now`,
        ]),
    `  the values differ by up to ${largestDifference.toPrecision(3)}`,
    ...first.map(
      ({ file, label, answer, againstAnswer }) =>
        `  ${file} (${name(label)}): ${name(answer)}, was ${name(againstAnswer)}`,
    ),
  ];
}

function sessionLines({ folder, device, simulated, comparison }: SessionComparison, tolerance: Tolerance): string[] {
  const { compared, differing, answersDiffer, largestDifference, first } = comparison;
  const title = `session ${folder} of ${device}${simulated ? ' (simulated)' : ''}`;
  if (compared === 0) return [title, '  nothing to compare: it holds none of these samples'];
  const allowed = `${tolerance.absolute.toPrecision(2)}${tolerance.relative === 0 ? '' : ` and ${tolerance.relative} of the value`}`;
  const answers = answersDiffer === null ? '' : `, ${answersDiffer} in their answer`;
  return [
    title,
    `  ${differing} of ${compared} results differ by more than ${allowed} (${tolerance.reason})${answers}`,
    `  the largest difference is ${largestDifference.toPrecision(3)}`,
    ...first.flatMap(differenceLines),
  ];
}

function differenceLines({ file, index, segment, board, host }: BoardDifference): string[] {
  const decimals = (values: readonly (number | null)[]): string =>
    values.map((value) => (value === null ? 'no number' : value.toFixed(4))).join(', ');
  return [
    `  sample ${index}, window ${segment}: ${file}`,
    `    board ${decimals(board)}`,
    `    host  ${decimals(host)}`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
