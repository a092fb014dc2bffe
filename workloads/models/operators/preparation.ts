import type { Activation, GraphOperator, GraphTensor, ModelGraph } from '../graph.ts';
import type { Kernel, KernelSet, Requantisation } from '../kernels/kernel-set.ts';
import { fixedPointFactor } from '../kernels/requantise.ts';

/** One operator of a graph, looked at. */
export interface OperatorPlace {
  readonly graph: ModelGraph;
  readonly operator: GraphOperator;
  /** Ends the sentence "operator 3 (CONV_2D) is not supported: …". */
  readonly refuse: (problem: string) => never;
}

/** What is needed to make the kernel of one operator of a graph. */
export interface Preparation extends OperatorPlace {
  readonly kernels: KernelSet;
  /** The memory of a tensor, by its index. */
  readonly memory: (tensor: number) => Int8Array;
}

/** Makes the kernel of an operator, or refuses what the kernels cannot compute. */
export type Prepare = (preparation: Preparation) => Kernel;

/** An int8 tensor with its quantisation, and its memory. */
export interface QuantisedTensor extends GraphTensor {
  readonly values: Int8Array;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The operator's input at `position`, a tensor that is there. */
export function inputAt({ graph, operator, refuse }: OperatorPlace, position: number): GraphTensor {
  const index = operator.inputs[position] ?? -1;
  return graph.tensors[index] ?? refuse(`it has no input ${position}`);
}

/** The operator's only output. */
export function onlyOutput({ graph, operator, refuse }: OperatorPlace): GraphTensor {
  const { outputs } = operator;
  const tensor = outputs.length === 1 ? graph.tensors[outputs[0] ?? -1] : undefined;
  return tensor ?? refuse(`it has ${outputs.length} outputs`);
}

/** An int8 tensor with one scale and zero point. */
export function quantised(preparation: Preparation, tensor: GraphTensor): QuantisedTensor {
  const { refuse } = preparation;
  if (tensor.type !== 'int8') refuse(`tensor ${tensor.index} (${tensor.name}) is ${tensor.type}, not int8`);
  const { scales, zeroPoints } = tensor.quantisation ?? refuse(`tensor ${tensor.index} has no quantisation`);
  const [scale, zeroPoint] = [scales[0] ?? 0, zeroPoints[0] ?? 0];
  if (scales.length !== 1) refuse(`tensor ${tensor.index} has ${scales.length} scales`);
  if (scale === 0) refuse(`tensor ${tensor.index} has the scale 0`);
  if (zeroPoint < -128 || zeroPoint > 127) refuse(`tensor ${tensor.index} has the zero point ${zeroPoint}`);
  return { ...tensor, values: preparation.memory(tensor.index), scale, zeroPoint };
}

/** Constant int8 weights, symmetric, with one scale or one for each index of `channelDimension`. */
export function constantWeights(
  preparation: Preparation,
  tensor: GraphTensor,
  channelDimension: number,
): { readonly values: Int8Array; readonly scales: readonly number[] } {
  const { refuse } = preparation;
  if (tensor.type !== 'int8') refuse(`its weights are ${tensor.type}, not int8`);
  const data = tensor.data ?? refuse('its weights are no constant');
  const { scales, zeroPoints, dimension } = tensor.quantisation ?? refuse('its weights have no quantisation');
  if (scales.length > 1 && dimension !== channelDimension)
    refuse(`its weights have scales along dimension ${dimension}`);
  if (zeroPoints.some((zeroPoint) => zeroPoint !== 0)) refuse('its weights have a zero point other than 0');
  return { values: new Int8Array(data.buffer, data.byteOffset, data.length), scales };
}

/** The constant int32 bias of so many channels at the input's `position`, zeros where it has none. */
export function constantBias(preparation: Preparation, position: number, channels: number): Int32Array {
  const { refuse } = preparation;
  const bias = new Int32Array(channels);
  const index = preparation.operator.inputs[position] ?? -1;
  if (index === -1) return bias;
  const tensor = inputAt(preparation, position);
  const data = tensor.data ?? refuse('its bias is no constant');
  if (tensor.type !== 'int32') refuse(`its bias is ${tensor.type}, not int32`);
  if (tensor.elements !== channels) refuse(`its bias has ${tensor.elements} values for ${channels} channels`);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return bias.map((_, channel) => view.getInt32(4 * channel, true));
}

/** Brings accumulators of scale `factors[channel]` × output scale to the output. */
export function requantisation(
  preparation: Preparation,
  factors: readonly number[],
  output: QuantisedTensor,
  activation: Activation,
): Requantisation {
  const fixed = factors.map((factor) =>
    Number.isFinite(factor) ? fixedPointFactor(factor) : preparation.refuse(`its scales give the factor ${factor}`),
  );
  return {
    multipliers: Int32Array.from(fixed, (factor) => factor.multiplier),
    exponents: Int32Array.from(fixed, (factor) => factor.exponent),
    zeroPoint: output.zeroPoint,
    ...activationRange(preparation, output, activation),
  };
}

/** The int8 values that an activation leaves (CalculateActivationRangeQuantized in kernel_util.cc). */
export function activationRange(
  preparation: Preparation,
  output: QuantisedTensor,
  activation: Activation,
): { readonly minimum: number; readonly maximum: number } {
  const quantise = (real: number): number => output.zeroPoint + Math.round(Math.fround(real / output.scale));
  const range = (low: number, high: number) => ({ minimum: Math.max(-128, low), maximum: Math.min(127, high) });
  switch (activation) {
    case 'none':
      return range(-128, 127);
    case 'relu':
      return range(quantise(0), 127);
    case 'relu6':
      return range(quantise(0), quantise(6));
    case 'relu-n1-to-1':
      return range(quantise(-1), quantise(1));
    case 'tanh':
    case 'sign-bit':
      return preparation.refuse(`it has the activation ${activation}`);
  }
}

/** Refuses a tensor of another shape than the operator makes or takes. */
export function wantShape({ refuse }: OperatorPlace, tensor: GraphTensor, shape: readonly number[]): void {
  if (tensor.shape.length !== shape.length || shape.some((size, index) => size !== tensor.shape[index]))
    refuse(`tensor ${tensor.index} has the shape ${tensor.shape.join('×')}, not ${shape.join('×')}`);
}
