/** What a layer does. Convolutions pad as TensorFlow's SAME does. */
export type Layer =
  /** `normalised`: batch normalisation after it, folded into its weights once trained. */
  | {
      readonly kind: 'convolution';
      readonly filters: number;
      readonly kernel: readonly [height: number, width: number];
      readonly stride: number;
      readonly relu: boolean;
      readonly normalised: boolean;
    }
  | {
      readonly kind: 'depthwise';
      readonly kernel: readonly [height: number, width: number];
      readonly stride: number;
      readonly relu: boolean;
      readonly normalised: boolean;
    }
  /** The mean over height and width. */
  | { readonly kind: 'average' }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'dense'; readonly units: number; readonly relu: boolean; readonly normalised: boolean }
  /** The sum of two equally shaped outputs. */
  | { readonly kind: 'add'; readonly relu: boolean }
  | { readonly kind: 'softmax' };

export type WeightedLayer = Extract<Layer, { kind: 'convolution' | 'depthwise' | 'dense' }>;

/** A layer in its place. */
export interface LayerNode {
  readonly name: string;
  readonly layer: Layer;
  /** The nodes whose outputs it takes, by their place in the network; −1 is the network's input. */
  readonly from: readonly number[];
  /** Without the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}

/** A network as a list of layers, each after what it takes; the last one's output is the network's. */
export interface Network {
  readonly inputShape: readonly number[];
  readonly nodes: readonly LayerNode[];
}

/** Builds a network layer by layer. */
export class NetworkBuilder {
  readonly #inputShape: readonly number[];
  readonly #nodes: LayerNode[] = [];

  constructor(inputShape: readonly number[]) {
    this.#inputShape = inputShape;
  }

  /** Adds a layer after node `from` (after the last one where it is left out); returns its place. */
  add(name: string, layer: Layer, ...from: readonly number[]): number {
    const sources = from.length > 0 ? from : [this.#nodes.length - 1];
    const [first = -1] = sources;
    const inputShape = first < 0 ? this.#inputShape : (this.#nodes[first]?.outputShape ?? []);
    this.#nodes.push({ name, layer, from: sources, inputShape, outputShape: outputShapeOf(layer, inputShape) });
    return this.#nodes.length - 1;
  }

  build(): Network {
    return { inputShape: this.#inputShape, nodes: [...this.#nodes] };
  }
}

function outputShapeOf(layer: Layer, [height = 1, width = 1, channels = 1]: readonly number[]): number[] {
  switch (layer.kind) {
    case 'convolution':
      return [Math.ceil(height / layer.stride), Math.ceil(width / layer.stride), layer.filters];
    case 'depthwise':
      return [Math.ceil(height / layer.stride), Math.ceil(width / layer.stride), channels];
    case 'average':
      return [1, 1, channels];
    case 'flatten':
      return [height * width * channels];
    case 'dense':
      return [layer.units];
    case 'add':
      return [height, width, channels];
    case 'softmax':
      return [height];
  }
}

/** Zeros that SAME puts before and after `size` elements for a kernel and a stride. */
export function samePadding(size: number, kernel: number, stride: number): readonly [before: number, after: number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}

/**
 * The shape of a layer's kernel as TensorFlow has it: height, width, in, out; height, width, channels, 1 for
 * depthwise ones; in, out for dense ones.
 */
export function kernelShape(layer: WeightedLayer, inputShape: readonly number[]): readonly number[] {
  const inputs = inputShape.at(-1) ?? 1;
  switch (layer.kind) {
    case 'convolution':
      return [...layer.kernel, inputs, layer.filters];
    case 'depthwise':
      return [...layer.kernel, inputs, 1];
    case 'dense':
      return [inputs, layer.units];
  }
}

/** Kernel and bias of a trained layer, batch normalisation folded in. */
export interface LayerWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** By the names of the nodes. */
export type NetworkWeights = ReadonlyMap<string, LayerWeights>;
