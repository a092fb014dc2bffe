import { availableParallelism } from 'node:os';
import { asError } from '../../../harness/clock.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { WorkloadSpecification } from '../../specification.ts';
import type { ModelFile } from '../open-model.ts';
import { CollectedRows } from './collected-rows.ts';
import type { EvaluatedRow } from './collected-rows.ts';
import { ModelThread } from './model-thread.ts';
import type { WindowChunk } from './windows.ts';
import { chunksOf } from './windows.ts';

export type { EvaluatedRow } from './collected-rows.ts';

export interface EvaluationOptions {
  /** Threads; as many as there are cores where it is left out. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Called with the number of rows that are done, and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Windows that are sent to a thread at once: enough that sending them does not count, few enough to share them out. */
const chunkWindows = 32;

/** Chunks that a thread has at hand, so that it need not wait for the next. */
const chunksAhead = 2;

/**
 * Runs a model on all inputs of a data set, on all cores. Inputs are read as they are needed: memory stays flat however
 * large the data set is.
 * @returns the rows in their order
 * @throws BenchError model.failed with the row, model.input, those of `openModel` and of reading an input; the signal's
 * reason when it aborts
 */
export async function evaluate(
  model: ModelFile,
  dataset: Dataset,
  workload: Pick<WorkloadSpecification, 'input' | 'modelInput' | 'outputs'>,
  options: EvaluationOptions = {},
): Promise<readonly EvaluatedRow[]> {
  const { signal, workers = availableParallelism() } = options;
  const chunks = chunksOf(dataset.rows, chunkWindows);
  const collected = new CollectedRows(dataset.rows, options.onProgress);
  const windows = dataset.rows.reduce((sum, row) => sum + row.segments, 0);
  const needed = Math.ceil(windows / chunkWindows);
  const count = Math.max(1, Math.min(workers, needed));
  const abortion = whenAborted(signal);
  const threads = Array.from({ length: count }, () => new ModelThread(model, workload));
  try {
    const work = threads.flatMap((thread) =>
      Array.from({ length: chunksAhead }, async () => {
        // All take from one generator; the first that fails ends it, and so the others.
        for (const chunk of chunks) collected.add(chunk, await thread.run(chunk, await readChunk(dataset, chunk)));
      }),
    );
    await Promise.race([Promise.all(work), abortion.promise]);
    return collected.rows();
  } finally {
    abortion.forget();
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

async function readChunk(dataset: Dataset, { windows }: WindowChunk): Promise<readonly Uint8Array[]> {
  const inputs: Uint8Array[] = [];
  // One after the other: a data set keeps the last file that it read.
  for (const { row, segment } of windows) inputs.push(await dataset.read(row, segment));
  return inputs;
}

/** A promise that is rejected with the signal's reason, and a way to be rid of it. */
function whenAborted(signal: AbortSignal | undefined): { readonly promise: Promise<never>; forget(): void } {
  signal?.throwIfAborted();
  let listener = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => {
      reject(asError(signal?.reason));
    };
    signal?.addEventListener('abort', listener, { once: true });
  });
  return {
    promise,
    forget() {
      signal?.removeEventListener('abort', listener);
    },
  };
}
