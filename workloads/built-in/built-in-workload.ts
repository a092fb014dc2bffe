import type { WorkloadSpecification } from '../specification.ts';

/** A sample of a built-in data set: the bytes of its input file, and its class. */
export interface BuiltInSample {
  readonly label: number;
  readonly input: Uint8Array;
}

/** A workload with data that are generated here and a model that was trained here on the like of them. */
export interface BuiltInWorkload {
  readonly specification: WorkloadSpecification;
  /** What its data are, in a sentence for people. */
  readonly description: string;
  /** How many samples the test set has. The model has seen none of them. */
  readonly testSamples: number;
  /** How windows slide over an input file, in bytes; null where a file is one input. */
  readonly window: { readonly widthBytes: number; readonly strideBytes: number } | null;
  /** Sample `index` of the set named by `seed`; the same bytes on every machine. */
  readonly generate: (seed: number, index: number) => BuiltInSample;
  /** The trained int8 model, and what is known of it. */
  readonly model: URL;
  readonly record: URL;
}

/** The seeds of the two sets: of what is measured, and of what was learned from. */
export const TEST_SEED = 2;
export const TRAINING_SEED = 1;
