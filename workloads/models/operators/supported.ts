import { prepareAdd } from './add.ts';
import { prepareAveragePool2d } from './average-pool-2d.ts';
import { prepareConv2d, prepareDepthwiseConv2d } from './convolution.ts';
import { prepareFullyConnected } from './fully-connected.ts';
import type { Prepare } from './preparation.ts';
import { prepareReshape } from './reshape.ts';
import { prepareSoftmax } from './softmax.ts';

export interface SupportedOperator {
  /** The newest version whose int8 form means what our kernel computes. */
  readonly newestVersion: number;
  readonly prepare: Prepare;
}

/** The int8 operators that models may use, by their TensorFlow Lite names. */
export const supportedOperators: ReadonlyMap<string, SupportedOperator> = new Map([
  ['CONV_2D', { newestVersion: 3, prepare: prepareConv2d }],
  ['DEPTHWISE_CONV_2D', { newestVersion: 3, prepare: prepareDepthwiseConv2d }],
  ['FULLY_CONNECTED', { newestVersion: 5, prepare: prepareFullyConnected }],
  ['AVERAGE_POOL_2D', { newestVersion: 2, prepare: prepareAveragePool2d }],
  ['SOFTMAX', { newestVersion: 2, prepare: prepareSoftmax }],
  ['ADD', { newestVersion: 2, prepare: prepareAdd }],
  ['RESHAPE', { newestVersion: 1, prepare: prepareReshape }],
]);
