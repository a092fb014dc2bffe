import { readFileSync } from 'node:fs';
import type { BuiltInWorkload } from './built-in-workload.ts';

/** What is known of a trained model and the data it was tried on; written when it is trained, checked by the tests. */
export interface TrainingRecord {
  readonly trainedOn: { readonly seed: number; readonly samples: number; readonly epochs: number };
  readonly testedOn: {
    readonly seed: number;
    readonly samples: number;
    /** See `labelsDigest` and `inputsDigest` of workloads/datasets. */
    readonly labelsSha256: string;
    readonly inputsSha256: string;
  };
  readonly model: { readonly bytes: number; readonly sha256: string };
  /** What the int8 model reaches on the test set, and the same network in float32. */
  readonly quality: { readonly int8: Quality; readonly float32: Quality };
}

export type Quality =
  | { readonly metric: 'top1'; readonly correct: number; readonly samples: number }
  /** The area under the ROC curve over files, to four decimals. */
  | { readonly metric: 'auc'; readonly area: number; readonly files: number };

export function readRecord(workload: BuiltInWorkload): TrainingRecord {
  return JSON.parse(readFileSync(workload.record, 'utf8')) as TrainingRecord;
}
