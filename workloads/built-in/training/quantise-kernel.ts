import type { LayerWeights, WeightedLayer } from './network.ts';
import { kernelShape } from './network.ts';

/** A kernel as TensorFlow Lite keeps it. */
export interface QuantisedKernel {
  /** Out, height, width, in; 1, height, width, channels where it is depthwise; out, in where it is dense. */
  readonly shape: readonly number[];
  readonly values: Int8Array;
  /** One for each index of `dimension`, or one in all. */
  readonly scales: readonly number[];
  readonly dimension: number;
}

/** Symmetric: −128 is not used, so that products can be summed in pairs. */
const LARGEST = 127;
/** Biases stay below this, so that the sums that begin with them do not overflow. */
const LARGEST_BIAS = 2 ** 30;

/**
 * Quantises a kernel symmetrically.
 * @param inputScale of the layer's input: with it the scales are kept large enough for the biases
 */
export function quantiseKernel(
  layer: WeightedLayer,
  inputShape: readonly number[],
  { kernel, bias }: LayerWeights,
  inputScale: number,
): QuantisedKernel {
  const tensorFlowShape = kernelShape(layer, inputShape);
  const outputs = bias.length;
  // The output channel is the fastest index of every layout of TensorFlow's, as depthwise kernels are used here.
  const inputs = kernel.length / outputs;
  const perChannel = layer.kind !== 'dense';
  const largest = new Float64Array(outputs);
  kernel.forEach((weight, at) => {
    largest[at % outputs] = Math.max(largest[at % outputs] ?? 0, Math.abs(weight));
  });
  const floor = (channel: number): number => Math.abs(bias[channel] ?? 0) / (inputScale * LARGEST_BIAS);
  const own = Array.from(largest, (weight, channel) => Math.fround(Math.max(weight / LARGEST, floor(channel), 1e-12)));
  const scales = perChannel ? own : [Math.max(...own)];
  const values = new Int8Array(kernel.length);
  const isDepthwise = layer.kind === 'depthwise';
  kernel.forEach((weight, at) => {
    const channel = at % outputs;
    const scale = scales[perChannel ? channel : 0] ?? 1;
    const place = isDepthwise ? at : channel * inputs + Math.floor(at / outputs);
    values[place] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / scale)));
  });
  return {
    shape: isDepthwise ? [1, ...tensorFlowShape.slice(0, 3)] : [outputs, ...tensorFlowShape.slice(0, -1)],
    values,
    scales,
    dimension: isDepthwise ? 3 : 0,
  };
}

/** Biases in the scale of the sums: input scale × weight scale, one weight scale for all or one a channel. */
export function quantiseBias(bias: Float32Array, kernelScales: readonly number[], inputScale: number): Int32Array {
  return Int32Array.from(bias, (value, channel) => {
    const scale = kernelScales[kernelScales.length === 1 ? 0 : channel] ?? 1;
    return Math.round(value / (scale * inputScale));
  });
}
