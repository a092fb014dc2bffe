import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { loadModel } from '../../workloads/models/load-model.ts';
import type { Model } from '../../workloads/models/model.ts';
import type { BoardModel } from './board-model.ts';

/**
 * Reads a .tflite file as a board holds it.
 * @throws BenchError file.missing, model.unreadable, model.unsupported
 */
export async function loadBoardModel(file: string): Promise<BoardModel> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw failure('model.unreadable', { file, problem: asError(error).message }, { cause: error });
  }
  return boardModelOf(loadModel(bytes, file), basename(file));
}

/** A model behind the benchmark's inputs and results. */
export function boardModelOf(model: Model, fileName: string): BoardModel {
  const inputBytes = model.input.shape.reduce((product, length) => product * length, 1);
  const outputs = model.output.shape.reduce((product, length) => product * length, 1);
  return {
    name: modelName(fileName),
    inputBytes,
    outputs,
    costs: model.costs,
    infer(input) {
      const values = new Int8Array(model.invoke(input).buffer);
      return Array.from(values, (value) => (value - model.output.zeroPoint) * model.output.scale);
    },
  };
}

/** The official models' files begin with the name that their firmware gives: `kws01_int8.tflite`. */
function modelName(fileName: string): string {
  return /^[a-z]+\d+/i.exec(fileName)?.[0] ?? fileName.replace(/\.tflite$/i, '');
}
