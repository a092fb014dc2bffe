import { failure } from '../../harness/errors.ts';
import { operatorCosts } from './costs.ts';
import { bytesPerElement } from './graph.ts';
import type { GraphTensor, ModelGraph } from './graph.ts';
import type { Kernel, KernelSet } from './kernels/kernel-set.ts';
import { plainKernels } from './kernels/plain.ts';
import type { Model, TensorSpecification } from './model.ts';
import { supportedOperators } from './operators/supported.ts';
import { readModelGraph } from './tflite/read.ts';

/** More than any microcontroller has; a file that asks for more is no model for one. */
const mostActivationBytes = 16 * 2 ** 20;
const mostMacs = 1e10;

/**
 * Makes an int8 .tflite model ready to run: weights are packed, offsets folded and all memory allocated here, so that
 * an inference allocates nothing but the copy of its output.
 * @throws BenchError model.unreadable, model.unsupported
 */
export function loadModel(bytes: Uint8Array, fileName: string, kernels: KernelSet = plainKernels): Model {
  const graph = readModelGraph(bytes, fileName);
  const refuse = (problem: string): never => {
    throw failure('model.unreadable', { file: fileName, problem });
  };
  const inputTensor = onlyTensor(graph, graph.inputs) ?? refuse(`it has ${graph.inputs.length} inputs, not one`);
  const outputTensor = onlyTensor(graph, graph.outputs) ?? refuse(`it has ${graph.outputs.length} outputs, not one`);
  const costs = operatorCosts(graph);
  const macs = costs.reduce((sum, cost) => sum + cost.macs, 0);
  if (macs > mostMacs) refuse(`one inference takes ${macs.toPrecision(3)} multiply-accumulates`);
  checkOperators(graph);
  const memory = allocateTensors(graph, kernels, refuse);
  const input = memory.get(inputTensor.index) ?? refuse('its input has no memory');
  const output = memory.get(outputTensor.index) ?? refuse('its output has no memory');
  const steps = prepareKernels(graph, kernels, memory);

  return {
    input: specificationOf(inputTensor, refuse),
    output: specificationOf(outputTensor, refuse),
    costs,
    invoke(values) {
      if (values.length !== input.length) throw failure('model.input', { wanted: input.length, found: values.length });
      input.set(new Int8Array(values.buffer, values.byteOffset, values.length));
      for (const step of steps) step();
      return Uint8Array.from(output);
    },
  };
}

/** Refuses what no kernel of ours computes, before anything is allocated for it. */
function checkOperators(graph: ModelGraph): void {
  for (const { index, name, version } of graph.operators) {
    const supported = supportedOperators.get(name);
    const details = { file: graph.fileName, index, operator: name };
    if (supported === undefined)
      throw failure('model.unsupported', { ...details, problem: 'there is no kernel for it' });
    if (version > supported.newestVersion)
      throw failure('model.unsupported', {
        ...details,
        problem: `it has version ${version}, and ${supported.newestVersion} is the newest known`,
      });
  }
}

/** Memory for every tensor that the caller or an operator fills. */
function allocateTensors(graph: ModelGraph, kernels: KernelSet, refuse: (problem: string) => never) {
  const filled = [...graph.inputs, ...graph.operators.flatMap((operator) => operator.outputs)];
  const sizes = filled.map((index) => {
    const tensor = graph.tensors[index];
    return tensor === undefined ? 0 : tensor.elements * bytesPerElement[tensor.type];
  });
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > mostActivationBytes) refuse(`its activations take ${bytes} bytes`);
  return new Map(filled.map((index, position) => [index, kernels.allocate(sizes[position] ?? 0)]));
}

function prepareKernels(graph: ModelGraph, kernels: KernelSet, memory: ReadonlyMap<number, Int8Array>): Kernel[] {
  return graph.operators.map((operator) => {
    const refuse = (problem: string): never => {
      throw failure('model.unsupported', {
        file: graph.fileName,
        index: operator.index,
        operator: operator.name,
        problem,
      });
    };
    const prepare = supportedOperators.get(operator.name)?.prepare ?? refuse('there is no kernel for it');
    return prepare({
      graph,
      operator,
      kernels,
      memory: (tensor) => memory.get(tensor) ?? refuse(`tensor ${tensor} is a constant where a computed one is wanted`),
      refuse,
    });
  });
}

function onlyTensor(graph: ModelGraph, indexes: readonly number[]): GraphTensor | undefined {
  return indexes.length === 1 ? graph.tensors[indexes[0] ?? -1] : undefined;
}

/** What enters and leaves a model is int8 or float32; nothing else is fed or read. */
function specificationOf(tensor: GraphTensor, refuse: (problem: string) => never): TensorSpecification {
  const { name, type, shape, quantisation } = tensor;
  if (type !== 'int8' && type !== 'float32') return refuse(`its input or output ${name} is ${type}, not int8`);
  return { name, type, shape, scale: quantisation?.scales[0] ?? 0, zeroPoint: quantisation?.zeroPoints[0] ?? 0 };
}
