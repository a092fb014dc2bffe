import type { WorkloadSpecification } from '../../specification.ts';

/** What a worker thread is started with. */
export interface WorkerTask {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly workload: Pick<WorkloadSpecification, 'input' | 'modelInput' | 'outputs'>;
  /** Shared: the chunk that the worker is at, and the input in it, for the case that it dies there. */
  readonly position: Int32Array;
}

/** Inputs for a worker, one after the other. */
export interface Chunk {
  /** Which chunk it is, from 0. */
  readonly index: number;
  readonly inputs: readonly Uint8Array[];
}

export type WorkerReply =
  /** The results of each input, as a board would print them. */
  | { readonly kind: 'results'; readonly index: number; readonly results: readonly (readonly number[])[] }
  /** The model cannot be run, or not on this input. `code` and `details` are of an error of the table. */
  | {
      readonly kind: 'failed';
      readonly code: string | undefined;
      readonly details: Readonly<Record<string, string | number>>;
      readonly problem: string;
    };
