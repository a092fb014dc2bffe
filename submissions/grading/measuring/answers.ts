import { recordingScore } from '../../../workloads/metrics/anomaly.ts';
import { meanOfSegments, metricValue, qualityOf } from '../../../workloads/metrics/quality.ts';
import { firstMaximum } from '../../../workloads/metrics/top1.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';

/** A row with the results of each of its inputs. */
export interface AnsweredRow {
  readonly label: number;
  readonly segments: readonly (readonly number[])[];
}

/** How good answers are, as a share of 1, and in words. */
export interface JudgedAnswers {
  readonly value: number;
  readonly basis: string;
  /** Absent where the value is no share of them. */
  readonly samples?: number;
}

type Metric = WorkloadSpecification['metric'];

/**
 * How good answers are; null where that cannot be told.
 * @param samples of how many: those that are missing count as wrong
 */
export function judgeAnswers(
  metric: Metric,
  rows: readonly AnsweredRow[],
  samples = rows.length,
): JudgedAnswers | null {
  const quality = qualityOf(metric, rows, samples);
  const value = metricValue(metric, quality);
  if (value === null || !Number.isFinite(value)) return null;
  const { correct } = quality;
  if (correct === null) return { value, basis: `area under the curve over ${samples} recordings` };
  return { value, basis: `${correct} of ${samples} right`, samples };
}

/** See `MeasuredModel.answers`. */
export function answersText(metric: Metric, rows: readonly AnsweredRow[]): string {
  return rows.map((row) => (metric === 'auc' ? scoreText(row) : classText(row))).join(',');
}

function classText({ label, segments }: AnsweredRow): string {
  const answer = firstMaximum(meanOfSegments(segments));
  return answer === label ? String(answer) : `${answer}!`;
}

function scoreText({ segments }: AnsweredRow): string {
  return recordingScore(segments.flat())?.toFixed(3) ?? '';
}
