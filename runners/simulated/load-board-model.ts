import { basename } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { boardInference, realValues } from '../../workloads/models/board-results.ts';
import { bytesPerElement } from '../../workloads/models/graph.ts';
import type { Model } from '../../workloads/models/model.ts';
import { openModel, readModelFile } from '../../workloads/models/open-model.ts';
import { elementsOf, fitsWorkload, modelNameIn, workloadOfModel } from '../../workloads/models/workload-of-model.ts';
import { readOwnWorkload } from '../../workloads/own/own-workload.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import type { BoardModel } from './board-model.ts';

/**
 * Reads a .tflite file as a board holds it, or the project's own behind `built-in:`.
 * @param workloadFile the YAML file of a workload of one's own that the firmware is for, if it is
 * @throws BenchError workload.unknown, file.missing, workload.file, model.unreadable, model.unsupported, model.unfit
 */
export async function loadBoardModel(name: string, workloadFile: string | null = null): Promise<BoardModel> {
  const workload = workloadFile === null ? undefined : readOwnWorkload(workloadFile).specification;
  const { file, bytes } = await readModelFile(name);
  const { model } = await openModel(bytes, file);
  if (workload === undefined) return boardModelOf(model, basename(file));
  if (fitsWorkload(model, workload)) return firmwareOf(workload, model);
  const problem = `it takes ${elementsOf(model.input)} values and gives ${elementsOf(model.output)}`;
  throw failure('model.unfit', { file, workload: workload.name, problem });
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
  return firmwareOf(workload, model);
}

function firmwareOf(workload: WorkloadSpecification, model: Model): BoardModel {
  return {
    name: workload.modelNames[0] ?? workload.name,
    inputBytes: elementsOf(model.input) * bytesPerElement[workload.input.type],
    outputs: workload.outputs,
    costs: model.costs,
    infer: boardInference(workload, model),
  };
}
