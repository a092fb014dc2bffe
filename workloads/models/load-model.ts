import { failure } from '../../harness/errors.ts';
import type { ModelGraph } from './graph.ts';
import type { Kernel, KernelSet } from './kernels/kernel-set.ts';
import type { Model } from './model.ts';
import { supportedOperators } from './operators/supported.ts';
import { filledTensors, operatorRefusal, outlineOf, tensorBytes } from './outline.ts';
import { readModelGraph } from './tflite/read.ts';
import { fastestKernels } from './wasm/kernels.ts';

/**
 * Makes an int8 .tflite model ready to run: weights are packed, offsets folded and all memory allocated here, so that
 * an inference allocates nothing but the copy of its output.
 * @param makeKernels gives the set of kernels that computes it
 * @throws BenchError model.unreadable, model.unsupported
 */
export function loadModel(bytes: Uint8Array, fileName: string, makeKernels: () => KernelSet = fastestKernels): Model {
  return prepareModel(readModelGraph(bytes, fileName), makeKernels);
}

/**
 * The same of a graph that was read already.
 * @throws BenchError model.unreadable, model.unsupported
 */
export function prepareModel(graph: ModelGraph, makeKernels: () => KernelSet = fastestKernels): Model {
  const refuse = (problem: string): never => {
    throw failure('model.unreadable', { file: graph.fileName, problem });
  };
  const { inputIndex, outputIndex, ...outline } = outlineOf(graph, supportedOperators);
  const kernels = makeKernels();
  const memory = new Map(filledTensors(graph).map((index) => [index, kernels.allocate(tensorBytes(graph, index))]));
  const input = memory.get(inputIndex) ?? refuse('its input has no memory');
  const output = memory.get(outputIndex) ?? refuse('its output has no memory');
  const steps = prepareKernels(graph, kernels, memory);

  return {
    ...outline,
    invoke(values) {
      if (values.length !== input.length) throw failure('model.input', { wanted: input.length, found: values.length });
      input.set(new Int8Array(values.buffer, values.byteOffset, values.length));
      for (const step of steps) step();
      return Uint8Array.from(output);
    },
  };
}

function prepareKernels(graph: ModelGraph, kernels: KernelSet, memory: ReadonlyMap<number, Int8Array>): Kernel[] {
  return graph.operators.map((operator) => {
    const refuse = operatorRefusal(graph, operator);
    const prepare = supportedOperators.get(operator.name)?.prepare ?? refuse('there is no kernel for it');
    const memoryOf = (tensor: number): Int8Array =>
      memory.get(tensor) ?? refuse(`tensor ${tensor} is a constant where a computed one is wanted`);
    try {
      return prepare({ graph, operator, kernels, memory: memoryOf, refuse });
    } catch (error) {
      // What every allocation throws that cannot be had.
      if (error instanceof RangeError) return refuse(`there is not enough memory for it (${error.message})`);
      throw error;
    }
  });
}
