import type { GraphOperator, GraphTensor, ModelGraph, OperatorOptions } from '../../../workloads/models/graph.ts';

/** Collects the tensors and operators of a graph for a test. */
export class GraphUnderTest {
  readonly tensors: GraphTensor[] = [];
  readonly operators: GraphOperator[] = [];

  activation(shape: readonly number[], scale = 0.5, zeroPoint = 0): number {
    return this.#tensor({ shape, quantisation: { scales: [scale], zeroPoints: [zeroPoint], dimension: 0 } });
  }

  weights(shape: readonly number[], value: (index: number) => number, scale = 0.25): number {
    const data = new Uint8Array(Int8Array.from({ length: product(shape) }, (_, index) => value(index)).buffer);
    return this.#tensor({ shape, data, quantisation: { scales: [scale], zeroPoints: [0], dimension: 0 } });
  }

  bias(values: readonly number[]): number {
    const data = new Uint8Array(Int32Array.from(values).buffer);
    return this.#tensor({ shape: [values.length], data, type: 'int32' });
  }

  /** A tensor that is not quantised, such as those of a float model. */
  plain(shape: readonly number[], type: GraphTensor['type']): number {
    return this.#tensor({ shape, type });
  }

  operator(name: string, version: number, inputs: number[], output: number, options: OperatorOptions): number {
    this.operators.push({ index: this.operators.length, name, version, inputs, outputs: [output], options });
    return output;
  }

  graph(input: number, output: number): ModelGraph {
    const { tensors, operators } = this;
    return { fileName: 'small.tflite', description: 'small', tensors, operators, inputs: [input], outputs: [output] };
  }

  #tensor(parts: Pick<GraphTensor, 'shape'> & Partial<GraphTensor>): number {
    const index = this.tensors.length;
    const elements = product(parts.shape);
    this.tensors.push({ index, name: `t${index}`, type: 'int8', elements, quantisation: null, data: null, ...parts });
    return index;
  }
}

export const unitSteps = { strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 } as const;

/** A network with every operator that there are kernels for: 4×4 pixels in, two classes out. */
export function smallGraph(): ModelGraph {
  const g = new GraphUnderTest();
  const input = g.activation([1, 4, 4, 1]);
  const convolved = g.operator(
    'CONV_2D',
    3,
    [input, g.weights([2, 3, 3, 1], (index) => index - 9), g.bias([10, -10])],
    g.activation([1, 4, 4, 2], 1, -128),
    { kind: 'conv-2d', padding: 'same', ...unitSteps, activation: 'relu' },
  );
  const depthwise = g.operator(
    'DEPTHWISE_CONV_2D',
    3,
    [convolved, g.weights([1, 2, 2, 2], (index) => 3 - index), -1],
    g.activation([1, 4, 4, 2], 1, -128),
    { kind: 'depthwise-conv-2d', padding: 'same', ...unitSteps, activation: 'none' },
  );
  const sum = g.operator('ADD', 2, [convolved, depthwise], g.activation([1, 4, 4, 2], 1.5, 3), {
    kind: 'add',
    activation: 'none',
  });
  const pooled = g.operator('AVERAGE_POOL_2D', 2, [sum], g.activation([1, 2, 2, 2], 1.5, 3), {
    kind: 'pool-2d',
    padding: 'valid',
    strideHeight: 2,
    strideWidth: 2,
    windowHeight: 2,
    windowWidth: 2,
    activation: 'none',
  });
  const line = g.operator('RESHAPE', 1, [pooled], g.activation([1, 8], 1.5, 3), { kind: 'unread' });
  const connected = g.operator(
    'FULLY_CONNECTED',
    4,
    [line, g.weights([2, 8], (index) => (index % 5) - 2), g.bias([100, 200])],
    g.activation([1, 2], 4, 0),
    { kind: 'fully-connected', activation: 'none', weightsAreShuffled: false },
  );
  const output = g.operator('SOFTMAX', 2, [connected], g.activation([1, 2], 1 / 256, -128), {
    kind: 'softmax',
    beta: 1 / 64,
  });
  return g.graph(input, output);
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}
