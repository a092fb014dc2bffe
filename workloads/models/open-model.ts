import { readFile } from 'node:fs/promises';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { modelPath } from '../built-in/catalogue.ts';
import { prepareModel } from './load-model.ts';
import type { Model } from './model.ts';
import { readModelGraph } from './tflite/read.ts';

/** A model that is ready to run, and what runs it. */
export interface OpenedModel {
  readonly model: Model;
  readonly precision: 'int8' | 'float32';
  /** The kernels of this project, or TensorFlow.js with the name of its backend. */
  readonly engine: string;
}

/**
 * Makes a .tflite model ready to run, an int8 one by this project's kernels, a float32 one by TensorFlow.js.
 * @throws BenchError model.unreadable, model.unsupported, tool.missing
 */
export async function openModel(bytes: Uint8Array, fileName: string): Promise<OpenedModel> {
  const graph = readModelGraph(bytes, fileName);
  const isFloat = graph.inputs.some((index) => graph.tensors[index]?.type === 'float32');
  if (!isFloat) return { model: prepareModel(graph), precision: 'int8', engine: 'boardbench' };
  // TensorFlow.js takes its time to load, and few commands need it.
  const { prepareFloatModel } = await import('./tensorflow/load-float-model.ts');
  const model = await prepareFloatModel(graph);
  return { model, precision: 'float32', engine: `TensorFlow.js (${model.backend})` };
}

/** A model's file, and its bytes. */
export interface ModelFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a .tflite file, or the project's own behind `built-in:`.
 * @throws BenchError workload.unknown, file.missing, model.unreadable
 */
export async function readModelFile(name: string): Promise<ModelFile> {
  const file = modelPath(name);
  try {
    return { file, bytes: await readFile(file) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw failure('model.unreadable', { file, problem: asError(error).message }, { cause: error });
  }
}
