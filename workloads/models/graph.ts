import type { TensorType } from './model.ts';

/** Every element type of the TensorFlow Lite schema; tensors of those beyond `TensorType` are read, not computed with. */
export type ElementType =
  | TensorType
  | 'float16'
  | 'string'
  | 'complex64'
  | 'float64'
  | 'complex128'
  | 'uint64'
  | 'resource'
  | 'variant'
  | 'uint32'
  | 'uint16'
  | 'int4'
  | 'bfloat16';

/** real = scale × (quantised − zeroPoint), with one pair for the tensor or one for each index of `dimension`. */
export interface Quantisation {
  /** Single-precision values, at least one. */
  readonly scales: readonly number[];
  /** As many as scales. */
  readonly zeroPoints: readonly number[];
  readonly dimension: number;
}

export interface GraphTensor {
  readonly index: number;
  readonly name: string;
  readonly type: ElementType;
  /** Batch, height, width, channels where it is an image; empty for a scalar. */
  readonly shape: readonly number[];
  /** The product of the shape. */
  readonly elements: number;
  readonly quantisation: Quantisation | null;
  /** The bytes of a constant, little-endian, a view into the file; null where an operator or the caller fills it. */
  readonly data: Uint8Array | null;
}

export type Padding = 'same' | 'valid';
export type Activation = 'none' | 'relu' | 'relu-n1-to-1' | 'relu6' | 'tanh' | 'sign-bit';

export type OperatorOptions =
  | {
      readonly kind: 'conv-2d';
      readonly padding: Padding;
      readonly strideHeight: number;
      readonly strideWidth: number;
      readonly dilationHeight: number;
      readonly dilationWidth: number;
      readonly activation: Activation;
    }
  | {
      readonly kind: 'depthwise-conv-2d';
      readonly padding: Padding;
      readonly strideHeight: number;
      readonly strideWidth: number;
      readonly dilationHeight: number;
      readonly dilationWidth: number;
      readonly activation: Activation;
    }
  | {
      readonly kind: 'pool-2d';
      readonly padding: Padding;
      readonly strideHeight: number;
      readonly strideWidth: number;
      readonly windowHeight: number;
      readonly windowWidth: number;
      readonly activation: Activation;
    }
  | { readonly kind: 'fully-connected'; readonly activation: Activation; readonly weightsAreShuffled: boolean }
  | { readonly kind: 'softmax'; readonly beta: number }
  | { readonly kind: 'add'; readonly activation: Activation }
  /** Options that no kernel of ours wants. */
  | { readonly kind: 'unread' };

export interface GraphOperator {
  readonly index: number;
  /** The TensorFlow Lite name: CONV_2D, DEPTHWISE_CONV_2D, …; `CUSTOM name` for a custom one. */
  readonly name: string;
  readonly version: number;
  /** Indexes of tensors, −1 where an optional input is absent. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: OperatorOptions;
}

/**
 * A model as its file describes it. Operators stand in an order in which each uses only constants, inputs of the graph
 * and outputs of operators before it; every index is in range; constants have the size of their shape.
 */
export interface ModelGraph {
  readonly fileName: string;
  readonly description: string;
  readonly tensors: readonly GraphTensor[];
  readonly operators: readonly GraphOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Bytes of one element, 0 where they vary or are less than one. */
export const bytesPerElement: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  uint8: 1,
  int64: 8,
  string: 0,
  bool: 1,
  int16: 2,
  complex64: 8,
  int8: 1,
  float64: 8,
  complex128: 16,
  uint64: 8,
  resource: 0,
  variant: 0,
  uint32: 4,
  uint16: 2,
  int4: 0,
  bfloat16: 2,
};
