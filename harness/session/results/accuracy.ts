import { aucAnomaly } from '../../../workloads/metrics/anomaly.ts';
import { aucEembc } from '../../../workloads/metrics/auc-eembc.ts';
import { aucMlcommons } from '../../../workloads/metrics/auc-mlcommons.ts';
import type { ScoredSample } from '../../../workloads/metrics/scored-sample.ts';
import { countCorrect } from '../../../workloads/metrics/top1.ts';
import type { SampleMeasured } from '../events.ts';
import type { SessionState } from '../state.ts';

/** What the samples of an accuracy session come to. */
export interface AccuracyResult {
  readonly kind: 'accuracy';
  /** Rows of the label file that were measured wholly, those without usable results included. */
  readonly samples: number;
  /** Share of the samples that were right, 0 to 1; null where the metric is not by class. */
  readonly top1: number | null;
  /** Samples that were right; null where the metric is not by class. */
  readonly correct: number | null;
  /** Area under the curve by the two definitions of the rounds, which cannot be compared; null where undefined. */
  readonly auc: { readonly eembc: number | null; readonly mlcommons: number | null };
  /** Samples whose results are missing, too few or no numbers: counted as wrong, and left out of the areas. */
  readonly invalidSamples: number;
  /** The first of them, by file name. */
  readonly invalid: readonly string[];
}

/** Names of invalid samples that a result lists. */
const listedInvalid = 20;

/** A wholly measured row of the label file: the results of each of its segments. */
interface MeasuredRow {
  readonly file: string;
  readonly label: number;
  readonly segments: readonly (readonly number[])[];
}

/**
 * The result of the samples measured so far; null where there is none yet. Anomaly detection (metric `auc`) has one
 * value a window and no classes, so that it has areas alone, and both definitions are the same there.
 */
export function accuracyResult(state: SessionState): AccuracyResult | null {
  const { metric, classes } = state.head.workload;
  const outputs = metric === 'top1' ? classes : 1;
  const valid: MeasuredRow[] = [];
  const invalid: string[] = [];
  for (const samples of state.samples.byFile()) {
    const [first] = samples;
    if (first === undefined || samples.length < first.segments) continue;
    const segments = samples.flatMap((sample) => usableResults(sample, outputs));
    if (segments.length === samples.length) valid.push({ file: first.file, label: first.label, segments });
    else invalid.push(first.file);
  }
  const samples = valid.length + invalid.length;
  if (samples === 0) return null;
  return {
    kind: 'accuracy',
    samples,
    ...(metric === 'top1' ? classFigures(valid, samples) : anomalyFigures(valid)),
    invalidSamples: invalid.length,
    invalid: invalid.slice(0, listedInvalid),
  };
}

type Figures = Pick<AccuracyResult, 'top1' | 'correct' | 'auc'>;

function classFigures(rows: readonly MeasuredRow[], samples: number): Figures {
  const scored = rows.map(({ label, segments }): ScoredSample => ({ label, scores: mean(segments) }));
  const correct = countCorrect(scored);
  return { top1: correct / samples, correct, auc: { eembc: aucEembc(scored), mlcommons: aucMlcommons(scored) } };
}

function anomalyFigures(rows: readonly MeasuredRow[]): Figures {
  const area = aucAnomaly(rows.map(({ label, segments }) => ({ label, windowScores: segments.flat() })));
  return { top1: null, correct: null, auc: { eembc: area, mlcommons: area } };
}

/** The mean of lists of equal length, place by place. */
function mean(lists: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = lists;
  if (lists.length === 1) return first;
  return first.map((_, place) => lists.reduce((sum, list) => sum + (list[place] ?? 0), 0) / lists.length);
}

/** The results in a list of their own, or none where they are too few, too many, or no numbers. */
function usableResults({ results }: SampleMeasured, outputs: number): number[][] {
  const numbers = results.filter((value) => value !== null);
  return numbers.length === outputs && results.length === outputs ? [numbers] : [];
}
