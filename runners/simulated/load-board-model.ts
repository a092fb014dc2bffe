import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { modelPath } from '../../workloads/built-in/catalogue.ts';
import { catalogue } from '../../workloads/catalogue.ts';
import { boardInference, realValues } from '../../workloads/models/board-results.ts';
import { bytesPerElement } from '../../workloads/models/graph.ts';
import { loadModel } from '../../workloads/models/load-model.ts';
import type { Model, TensorSpecification } from '../../workloads/models/model.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import type { BoardModel } from './board-model.ts';

/**
 * Reads a .tflite file as a board holds it, or the project's own behind `built-in:`.
 * @throws BenchError workload.unknown, file.missing, model.unreadable, model.unsupported
 */
export async function loadBoardModel(name: string): Promise<BoardModel> {
  const file = modelPath(name);
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

/**
 * A model as the firmware of its workload runs it. Which workload that is follows from its shapes, then from the
 * beginning of the file's name (`kws01_int8.tflite`), then from its size. A model of no workload takes the bytes of its
 * input tensor and prints its outputs.
 */
export function boardModelOf(model: Model, fileName: string): BoardModel {
  const workload = workloadOf(model, fileName);
  const { costs } = model;
  if (workload === undefined) {
    return {
      name: nameIn(fileName) ?? 'unknown',
      inputBytes: elementsOf(model.input) * (model.input.type === 'float32' ? 4 : 1),
      outputs: elementsOf(model.output),
      costs,
      infer: (input) => realValues(model.invoke(input), model.output),
    };
  }
  return {
    name: workload.modelNames[0] ?? workload.name,
    inputBytes: elementsOf(model.input) * bytesPerElement[workload.input.type],
    outputs: workload.outputs,
    costs,
    infer: boardInference(workload, model),
  };
}

function workloadOf(model: Model, fileName: string): WorkloadSpecification | undefined {
  const fitting = catalogue.filter((workload) => fits(workload, model));
  const macs = model.costs.reduce((sum, cost) => sum + cost.macs, 0);
  const distance = (workload: WorkloadSpecification): number => Math.abs(Math.log(macs / workload.macs));
  return (
    fitting.find((workload) => workload.modelNames.includes(nameIn(fileName) ?? '')) ??
    fitting.sort((a, b) => distance(a) - distance(b))[0]
  );
}

function fits({ input, outputs }: WorkloadSpecification, model: Model): boolean {
  const elements = elementsOf(model.input);
  const results = elementsOf(model.output);
  const isReconstruction = outputs === 1 && results === elements;
  return elements * bytesPerElement[input.type] === input.bytes && (results === outputs || isReconstruction);
}

/** The model's name that a file's begins with. */
function nameIn(fileName: string): string | undefined {
  return /^[a-z]+\d+/.exec(fileName)?.[0];
}

function elementsOf(tensor: TensorSpecification): number {
  return tensor.shape.reduce((product, length) => product * length, 1);
}
