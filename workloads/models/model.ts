/** The element types of tensors that we read. */
export type TensorType = 'int8' | 'uint8' | 'int16' | 'int32' | 'int64' | 'float32' | 'bool';

/** A tensor at the edge of a model. real = scale × (quantised − zeroPoint); scale 0 where it is not quantised. */
export interface TensorSpecification {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly zeroPoint: number;
}

/** What one operator of a model costs. */
export interface OperatorCost {
  readonly index: number;
  /** The TensorFlow Lite name: CONV_2D, DEPTHWISE_CONV_2D, … */
  readonly operator: string;
  /** Multiply-accumulates of one inference; 0 where the operator multiplies nothing. */
  readonly macs: number;
  /** Elements of all weights and biases. */
  readonly parameters: number;
  readonly outputElements: number;
}

/** A model that can be run on the host. Not re-entrant: one inference at a time. */
export interface Model {
  readonly input: TensorSpecification;
  readonly output: TensorSpecification;
  readonly costs: readonly OperatorCost[];
  /**
   * Runs one inference on the raw bytes of the input tensor (int8, or float32 little-endian) and returns the raw bytes
   * of the output tensor, a copy.
   * @throws BenchError model.input where the number of bytes is not the tensor's
   */
  invoke(input: Uint8Array): Uint8Array;
}
