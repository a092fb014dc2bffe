import { add } from './add.ts';
import { averagePool2d } from './average-pool-2d.ts';
import { conv2d } from './conv-2d.ts';
import { depthwiseConv2d } from './depthwise-conv-2d.ts';
import { fullyConnected } from './fully-connected.ts';
import type { KernelSet } from './kernel-set.ts';
import { softmax } from './softmax.ts';

/** The operators in plain TypeScript: runs everywhere, and is what other sets are compared with. */
export const plainKernels: KernelSet = {
  allocate: (bytes) => new Int8Array(bytes),
  conv2d,
  depthwiseConv2d,
  fullyConnected,
  averagePool2d,
  softmax,
  add,
  copy:
    ({ input, output }) =>
    () => {
      output.set(input);
    },
};
