import { qualityOf } from '../../../workloads/metrics/quality.ts';
import type { AnsweredRow, Quality } from '../../../workloads/metrics/quality.ts';
import type { SampleMeasured } from '../events.ts';
import type { SessionState } from '../state.ts';

/** What the samples of an accuracy session come to. */
export interface AccuracyResult extends Quality {
  readonly kind: 'accuracy';
  /** Rows of the label file that were measured wholly, those without usable results included. */
  readonly samples: number;
  /** Samples whose results are missing, too few or no numbers: counted as wrong, and left out of the areas. */
  readonly invalidSamples: number;
  /** The first of them, by file name. */
  readonly invalid: readonly string[];
}

/** Names of invalid samples that a result lists. */
const listedInvalid = 20;

/** The result of the samples measured so far; null where there is none yet. */
export function accuracyResult(state: SessionState): AccuracyResult | null {
  const { metric, classes } = state.head.workload;
  const outputs = metric === 'top1' ? classes : 1;
  const valid: AnsweredRow[] = [];
  const invalid: string[] = [];
  for (const samples of state.samples.byFile()) {
    const [first] = samples;
    if (first === undefined || samples.length < first.segments) continue;
    const segments = samples.flatMap((sample) => usableResults(sample, outputs));
    if (segments.length === samples.length) valid.push({ label: first.label, segments });
    else invalid.push(first.file);
  }
  const samples = valid.length + invalid.length;
  if (samples === 0) return null;
  return {
    kind: 'accuracy',
    samples,
    ...qualityOf(metric, valid, samples),
    invalidSamples: invalid.length,
    invalid: invalid.slice(0, listedInvalid),
  };
}

/** The results in a list of their own, or none where they are too few, too many, or no numbers. */
function usableResults({ results }: SampleMeasured, outputs: number): number[][] {
  const numbers = results.filter((value) => value !== null);
  return numbers.length === outputs && results.length === outputs ? [numbers] : [];
}
