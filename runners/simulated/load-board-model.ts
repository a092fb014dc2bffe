import { basename } from 'node:path';
import { boardInference, realValues } from '../../workloads/models/board-results.ts';
import { bytesPerElement } from '../../workloads/models/graph.ts';
import type { Model } from '../../workloads/models/model.ts';
import { openModel, readModelFile } from '../../workloads/models/open-model.ts';
import { elementsOf, modelNameIn, workloadOfModel } from '../../workloads/models/workload-of-model.ts';
import type { BoardModel } from './board-model.ts';

/**
 * Reads a .tflite file as a board holds it, or the project's own behind `built-in:`.
 * @throws BenchError workload.unknown, file.missing, model.unreadable, model.unsupported
 */
export async function loadBoardModel(name: string): Promise<BoardModel> {
  const { file, bytes } = await readModelFile(name);
  const { model } = await openModel(bytes, file);
  return boardModelOf(model, basename(file));
}

/**
 * A model as the firmware of its workload runs it (`workloadOfModel` tells which). A model of no workload takes the bytes
 * of its input tensor and prints its outputs.
 */
export function boardModelOf(model: Model, fileName: string): BoardModel {
  const workload = workloadOfModel(model, fileName);
  const { costs } = model;
  if (workload === undefined) {
    return {
      name: modelNameIn(fileName) ?? 'unknown',
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
