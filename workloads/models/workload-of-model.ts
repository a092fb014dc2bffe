import { catalogue } from '../catalogue.ts';
import type { WorkloadSpecification } from '../specification.ts';
import { bytesPerElement } from './graph.ts';
import type { Model, TensorSpecification } from './model.ts';

/**
 * The workload whose model this is: it follows from the shapes, then from the beginning of the file's name
 * (`kws01_int8.tflite`), then from the size.
 * @param fileName without its folder
 */
export function workloadOfModel(
  model: Pick<Model, 'input' | 'output' | 'costs'>,
  fileName: string,
): WorkloadSpecification | undefined {
  const fitting = catalogue.filter((workload) => fitsWorkload(model, workload));
  const macs = model.costs.reduce((sum, cost) => sum + cost.macs, 0);
  const distance = (workload: WorkloadSpecification): number => Math.abs(Math.log(macs / workload.macs));
  return (
    fitting.find((workload) => workload.modelNames.includes(modelNameIn(fileName) ?? '')) ??
    fitting.sort((a, b) => distance(a) - distance(b))[0]
  );
}

/** Whether a model takes the input of a workload and gives its results, or the input again where errors are scored. */
export function fitsWorkload(
  model: Pick<Model, 'input' | 'output'>,
  { input, outputs }: Pick<WorkloadSpecification, 'input' | 'outputs'>,
): boolean {
  const elements = elementsOf(model.input);
  const results = elementsOf(model.output);
  const isReconstruction = outputs === 1 && results === elements;
  return elements * bytesPerElement[input.type] === input.bytes && (results === outputs || isReconstruction);
}

/** The model's name that a file's begins with. */
export function modelNameIn(fileName: string): string | undefined {
  return /^[a-z]+\d+/.exec(fileName)?.[0];
}

/** The number of elements of a tensor. */
export function elementsOf(tensor: Pick<TensorSpecification, 'shape'>): number {
  return tensor.shape.reduce((product, length) => product * length, 1);
}
