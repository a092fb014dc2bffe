import type { KernelSet } from '../kernels/kernel-set.ts';
import { plainKernels } from '../kernels/plain.ts';
import { add } from './add.ts';
import { averagePool2d } from './average-pool-2d.ts';
import { isVectorisable } from './channels.ts';
import { conv2d } from './conv-2d.ts';
import { depthwiseConv2d } from './depthwise-conv-2d.ts';
import { fullyConnected } from './fully-connected.ts';
import { compiledKernels, instantiate } from './instance.ts';
import { KernelMemory } from './memory.ts';

/**
 * The operators in WebAssembly SIMD, bit for bit those of the plain set, which computes what is not worth vectors and
 * requantisations that they cannot do. Tensors must come from the set's own `allocate`. Each call makes a set with a
 * memory of its own: one for each model, so that the memory goes with it.
 * @returns undefined where the machine has no WebAssembly with vectors
 */
export function wasmKernels(): KernelSet | undefined {
  const module = compiledKernels();
  if (module === null) return undefined;
  const memory = new KernelMemory();
  const functions = instantiate(module, memory);
  return {
    allocate: (bytes) => memory.allocate(bytes),
    conv2d: (parameters) =>
      isVectorisable(parameters.requantisation)
        ? conv2d(memory, functions, parameters)
        : plainKernels.conv2d(parameters),
    depthwiseConv2d: (parameters) =>
      isVectorisable(parameters.requantisation)
        ? depthwiseConv2d(memory, functions, parameters)
        : plainKernels.depthwiseConv2d(parameters),
    fullyConnected: (parameters) =>
      isVectorisable(parameters.requantisation)
        ? fullyConnected(memory, functions, parameters)
        : plainKernels.fullyConnected(parameters),
    averagePool2d: (parameters) => averagePool2d(memory, functions, parameters),
    softmax: (parameters) => plainKernels.softmax(parameters),
    add: (parameters) =>
      isVectorisable(parameters.requantisation) ? add(memory, functions, parameters) : plainKernels.add(parameters),
    copy: (parameters) => plainKernels.copy(parameters),
  };
}

/** The fastest set that the machine has, made for one model. */
export function fastestKernels(): KernelSet {
  return wasmKernels() ?? plainKernels;
}
