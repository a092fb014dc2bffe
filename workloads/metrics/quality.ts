import { aucAnomaly } from './anomaly.ts';
import { aucEembc } from './auc-eembc.ts';
import { aucMlcommons } from './auc-mlcommons.ts';
import type { ScoredSample } from './scored-sample.ts';
import { countCorrect } from './top1.ts';

/** A row of the label file with the results of each window of its input. */
export interface AnsweredRow {
  readonly label: number;
  readonly segments: readonly (readonly number[])[];
}

/** How good a model's results are. */
export interface Quality {
  /** Share of the samples that were right, 0 to 1; null where the metric is not by class. */
  readonly top1: number | null;
  /** Samples that were right; null where the metric is not by class. */
  readonly correct: number | null;
  /** Area under the curve by the two definitions of the rounds, which cannot be compared; null where undefined. */
  readonly auc: { readonly eembc: number | null; readonly mlcommons: number | null };
}

/**
 * The quality of results. Anomaly detection (metric `auc`) has one value a window and no classes, so that it has areas
 * alone, and both definitions are the same there.
 * @param samples of how many the share is taken, where some have no usable results and count as wrong
 */
export function qualityOf(
  metric: 'top1' | 'auc',
  rows: readonly AnsweredRow[],
  samples: number = rows.length,
): Quality {
  if (metric === 'auc') {
    const area = aucAnomaly(rows.map(({ label, segments }) => ({ label, windowScores: segments.flat() })));
    return { top1: null, correct: null, auc: { eembc: area, mlcommons: area } };
  }
  const scored = rows.map(({ label, segments }): ScoredSample => ({ label, scores: meanOfSegments(segments) }));
  const correct = countCorrect(scored);
  const top1 = samples === 0 ? null : correct / samples;
  return { top1, correct, auc: { eembc: aucEembc(scored), mlcommons: aucMlcommons(scored) } };
}

/** The figure that a quality target is about, 0 to 1; null where it cannot be told. */
export function metricValue(metric: 'top1' | 'auc', quality: Quality): number | null {
  return metric === 'top1' ? quality.top1 : quality.auc.mlcommons;
}

/** The mean of the results of a row's windows, place by place: its scores for each class, or its anomaly score. */
export function meanOfSegments(segments: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = segments;
  if (segments.length === 1) return first;
  return first.map((_, place) => segments.reduce((sum, values) => sum + (values[place] ?? 0), 0) / segments.length);
}
