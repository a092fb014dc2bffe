import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BenchError, errorTable, failure } from '../../../harness/errors.ts';
import type { ErrorCode } from '../../../harness/errors.ts';
import type { ModelFile } from '../open-model.ts';
import type { WorkerReply, WorkerTask } from './messages.ts';
import type { DatasetWindow, WindowChunk } from './windows.ts';

/** The results of each window of a chunk. */
export type ChunkResults = readonly (readonly number[])[];

interface Waiting {
  readonly windows: readonly DatasetWindow[];
  readonly resolve: (results: ChunkResults) => void;
  readonly reject: (error: Error) => void;
}

/** Where a worker thread begins: from TypeScript sources it has to learn to read them first. */
function entry(): URL {
  const isSource = extname(new URL(import.meta.url).pathname) === '.ts';
  return new URL(isSource ? 'start-worker.mjs' : 'worker.js', import.meta.url);
}

/** A worker thread with a model. What ends it, ends everything that waits for it. */
export class ModelThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #model: string;
  readonly #position = new Int32Array(new SharedArrayBuffer(8)).fill(-1);
  #ended: Error | undefined;

  constructor(model: ModelFile, workload: WorkerTask['workload'], threadEntry: URL = entry()) {
    const { input, modelInput, outputs } = workload;
    // Of a specification, what is not wanted cannot be sent to a thread.
    const task: WorkerTask = { ...model, workload: { input, modelInput, outputs }, position: this.#position };
    this.#model = model.file;
    this.#worker = new Worker(threadEntry, { workerData: task, execArgv: [] });
    this.#worker.on('message', (reply: WorkerReply) => {
      this.#take(reply);
    });
    this.#worker.on('error', (error) => {
      this.#end(this.#errorAt(error.message, error));
    });
    this.#worker.on('exit', (status) => {
      this.#end(this.#errorAt(`its thread ended with status ${status}`));
    });
  }

  /**
   * Runs the model on the inputs of a chunk, after those that were given before.
   * @throws BenchError model.failed, with the row; of `openModel`; model.input
   */
  run(chunk: WindowChunk, inputs: readonly Uint8Array[]): Promise<ChunkResults> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.set(chunk.index, { windows: chunk.windows, resolve, reject });
      // Copies, as a view would be sent with all of the file that it shows a part of.
      const copies = inputs.map((input) => new Uint8Array(input));
      this.#worker.postMessage(
        { index: chunk.index, inputs: copies },
        copies.map(({ buffer }) => buffer),
      );
    });
  }

  /** Ends the thread, whatever it is at. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(reply: WorkerReply): void {
    if (reply.kind === 'failed') {
      this.#end(isErrorCode(reply.code) ? new BenchError(reply.code, reply.details) : this.#errorAt(reply.problem));
      return;
    }
    this.#waiting.get(reply.index)?.resolve(reply.results);
    this.#waiting.delete(reply.index);
  }

  /** An error at the input that the thread says it is at. */
  #errorAt(problem: string, cause?: Error): BenchError {
    const chunk = this.#waiting.get(Atomics.load(this.#position, 0));
    const window = chunk?.windows[Atomics.load(this.#position, 1)];
    const place = window === undefined ? '' : ` at row ${window.row.index + 1} (${window.row.file})`;
    return failure('model.failed', { file: this.#model, place, problem }, { cause });
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && code in errorTable;
}
