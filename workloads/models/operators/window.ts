import type { GraphTensor, Padding } from '../graph.ts';
import type { WindowGeometry } from '../kernels/kernel-set.ts';
import { paddedSize } from '../kernels/window.ts';
import type { OperatorPlace } from './preparation.ts';
import { wantShape } from './preparation.ts';

export interface WindowOptions {
  readonly padding: Padding;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
}

/** Bytes; wide dilations let a small file ask for any amount. */
const largestPaddedImage = 2 ** 26;

/**
 * How a window slides from one image to another, with the padding that TensorFlow Lite computes (padding.h): with
 * `same` the output has ⌈input / stride⌉ pixels a side and the odd pixel of padding stands at the end.
 */
export function windowGeometry(
  place: OperatorPlace,
  input: GraphTensor,
  output: GraphTensor,
  options: WindowOptions,
): WindowGeometry {
  const { refuse } = place;
  if (input.shape.length !== 4) refuse(`tensor ${input.index} has ${input.shape.length} dimensions, not 4`);
  const [batches = 0, inputHeight = 0, inputWidth = 0, inputChannels = 0] = input.shape;
  const outputChannels = output.shape[3] ?? 0;
  if (input.elements === 0 || output.elements === 0) refuse('it has an empty input or output');
  const { windowHeight, windowWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = options;
  const vertical = along(inputHeight, windowHeight, strideHeight, dilationHeight, options.padding);
  const horizontal = along(inputWidth, windowWidth, strideWidth, dilationWidth, options.padding);
  wantShape(place, output, [batches, vertical.outputs, horizontal.outputs, outputChannels]);
  const geometry: WindowGeometry = {
    batches,
    inputHeight,
    inputWidth,
    inputChannels,
    outputHeight: vertical.outputs,
    outputWidth: horizontal.outputs,
    outputChannels,
    windowHeight,
    windowWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    paddingTop: vertical.before,
    paddingLeft: horizontal.before,
  };
  const { height, width } = paddedSize(geometry);
  const paddedBytes = batches * height * width * Math.max(inputChannels, outputChannels);
  if (paddedBytes > largestPaddedImage) refuse(`its input and padding take ${paddedBytes} bytes`);
  return geometry;
}

function along(inputs: number, window: number, stride: number, dilation: number, padding: Padding) {
  const reach = (window - 1) * dilation + 1;
  if (padding === 'valid') return { outputs: Math.max(0, Math.ceil((inputs - reach + 1) / stride)), before: 0 };
  const outputs = Math.ceil(inputs / stride);
  return { outputs, before: Math.max(0, Math.floor(((outputs - 1) * stride + reach - inputs) / 2)) };
}
