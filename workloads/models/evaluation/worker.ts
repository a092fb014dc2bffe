/** A thread that runs a model on the inputs that it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { asError } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { boardInference } from '../board-results.ts';
import type { Inference } from '../board-results.ts';
import { openModel } from '../open-model.ts';
import type { Chunk, WorkerReply, WorkerTask } from './messages.ts';

const { file, bytes, workload, position } = workerData as WorkerTask;

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}

function fail(thrown: unknown): void {
  const isKnown = thrown instanceof BenchError;
  reply({
    kind: 'failed',
    code: isKnown ? thrown.code : undefined,
    details: isKnown ? thrown.details : {},
    problem: asError(thrown).message,
  });
}

function run(infer: Inference, { index, inputs }: Chunk): void {
  Atomics.store(position, 0, index);
  const results = inputs.map((input, window) => {
    Atomics.store(position, 1, window);
    return infer(input);
  });
  reply({ kind: 'results', index, results });
}

try {
  const { model } = await openModel(bytes, file);
  const infer = boardInference(workload, model);
  parentPort?.on('message', (chunk: Chunk) => {
    try {
      run(infer, chunk);
    } catch (error) {
      fail(error);
    }
  });
} catch (error) {
  fail(error);
}
