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

/** A sample as the metrics want it: which class it is of, and one number for each class (or the anomaly's score). */
interface Prediction {
  readonly label: number;
  readonly scores: readonly number[];
}

/**
 * The result of the samples measured so far; null where there is none yet.
 * A file of several windows (anomaly detection) has the mean of their scores.
 */
export function accuracyResult(state: SessionState): AccuracyResult | null {
  const { workload } = state.head;
  const byClass = workload.metric === 'top1';
  const outputs = byClass ? workload.classes : 1;
  const valid: Prediction[] = [];
  const invalid: string[] = [];
  let samples = 0;
  let correct = 0;
  for (const segments of state.samples.byFile()) {
    const [first] = segments;
    if (first === undefined || segments.length < first.segments) continue;
    samples += 1;
    const scores = meanScores(segments, outputs);
    if (scores === undefined) {
      invalid.push(first.file);
      continue;
    }
    if (firstLargest(scores) === first.label) correct += 1;
    valid.push({ label: first.label, scores });
  }
  if (samples === 0) return null;
  return {
    kind: 'accuracy',
    samples,
    top1: byClass ? correct / samples : null,
    correct: byClass ? correct : null,
    auc: { eembc: null, mlcommons: null },
    invalidSamples: invalid.length,
    invalid: invalid.slice(0, listedInvalid),
  };
}

/** The mean over the segments, output by output; undefined where one has other than `outputs` numbers. */
function meanScores(segments: readonly SampleMeasured[], outputs: number): number[] | undefined {
  const sums = new Array<number>(outputs).fill(0);
  for (const { results } of segments) {
    if (results.length !== outputs) return undefined;
    for (const [output, value] of results.entries()) {
      if (value === null) return undefined;
      sums[output] = (sums[output] ?? 0) + value;
    }
  }
  return sums.map((sum) => sum / segments.length);
}

/** The first index of the maximum, as the rounds' runners take it. */
function firstLargest(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}
