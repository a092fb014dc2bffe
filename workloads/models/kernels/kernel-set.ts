/**
 * Computes one operator on the tensors it was made for. Everything it needs was prepared when it was made: it
 * allocates nothing.
 */
export type Kernel = () => void;

/**
 * An implementation of the int8 operators. What each gives is settled to the last bit, so that two implementations can
 * be compared byte by byte: sums in 32-bit integers, requantised with halves up (convolution, fully connected) or away
 * from zero (depthwise convolution, addition), and softmax in single precision. The typed arrays in the parameters are
 * read and written at each run where they are tensors (`input`, `values`, `output`), and only while the kernel is made
 * where they are constants (`weights`, `bias`).
 */
export interface KernelSet {
  /** Zeroed memory for a tensor that kernels of this set read or write. */
  allocate(bytes: number): Int8Array;
  conv2d(parameters: Conv2d): Kernel;
  depthwiseConv2d(parameters: Conv2d): Kernel;
  fullyConnected(parameters: FullyConnected): Kernel;
  averagePool2d(parameters: AveragePool2d): Kernel;
  softmax(parameters: Softmax): Kernel;
  add(parameters: Add): Kernel;
  copy(parameters: Copy): Kernel;
}

/** How a window slides over an image. Tensors are in the order batch, height, width, channels. */
export interface WindowGeometry {
  readonly batches: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly outputChannels: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** Rows and columns of padding before the first of the image. */
  readonly paddingTop: number;
  readonly paddingLeft: number;
}

/**
 * From accumulators to int8: value × multiplier / 2^31 × 2^exponent, plus the zero point, clamped. There is one
 * multiplier and exponent for each output channel.
 */
export interface Requantisation {
  /** From 2^30 up to 2^31 − 1, or 0. */
  readonly multipliers: Int32Array;
  /** Positive to the left. */
  readonly exponents: Int32Array;
  readonly zeroPoint: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface Conv2d {
  readonly geometry: WindowGeometry;
  readonly input: Int8Array;
  readonly inputZeroPoint: number;
  /**
   * Output channel, row, column, input channel for a convolution; row, column, output channel for a depthwise one,
   * where output channel o reads input channel ⌊o × inputChannels / outputChannels⌋.
   */
  readonly weights: Int8Array;
  readonly bias: Int32Array;
  readonly requantisation: Requantisation;
  readonly output: Int8Array;
}

export interface FullyConnected {
  readonly batches: number;
  readonly inputElements: number;
  readonly outputElements: number;
  readonly input: Int8Array;
  readonly inputZeroPoint: number;
  /** Output element, input element. */
  readonly weights: Int8Array;
  readonly bias: Int32Array;
  readonly requantisation: Requantisation;
  readonly output: Int8Array;
}

/** Input and output have one scale and zero point; what lies beyond the image is not counted. */
export interface AveragePool2d {
  readonly geometry: WindowGeometry;
  readonly input: Int8Array;
  readonly minimum: number;
  readonly maximum: number;
  readonly output: Int8Array;
}

/** The output has scale 1/256 and zero point −128. */
export interface Softmax {
  /** Lines of `classes` values, each normalised by itself. */
  readonly lines: number;
  readonly classes: number;
  readonly input: Int8Array;
  /** The scale of the input times beta. */
  readonly scale: number;
  readonly output: Int8Array;
}

/** One term of a sum, brought to the common scale: (value − zeroPoint) × 2^20 × multiplier / 2^31 × 2^exponent. */
export interface Term {
  readonly values: Int8Array;
  readonly zeroPoint: number;
  readonly multiplier: number;
  readonly exponent: number;
}

export interface Add {
  readonly first: Term;
  readonly second: Term;
  /** One multiplier and exponent for all. */
  readonly requantisation: Requantisation;
  readonly output: Int8Array;
}

export interface Copy {
  readonly input: Int8Array;
  readonly output: Int8Array;
}
