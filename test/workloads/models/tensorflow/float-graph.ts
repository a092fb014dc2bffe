import type { GraphOperator, GraphTensor, ModelGraph, OperatorOptions } from '../../../../workloads/models/graph.ts';

/** Collects the tensors and operators of a float32 graph for a test; tensor 0 is its input. */
export class FloatGraph {
  readonly #tensors: GraphTensor[] = [];
  readonly #operators: GraphOperator[] = [];

  constructor(input: readonly number[]) {
    this.activation(input);
  }

  activation(shape: readonly number[]): number {
    return this.tensor({ shape });
  }

  constant(shape: readonly number[], values: readonly number[]): number {
    return this.tensor({ shape, data: new Uint8Array(Float32Array.from(values).buffer) });
  }

  tensor(parts: Pick<GraphTensor, 'shape'> & Partial<GraphTensor>): number {
    const index = this.#tensors.length;
    const elements = parts.shape.reduce((product, size) => product * size, 1);
    this.#tensors.push({
      index,
      name: `t${index}`,
      type: 'float32',
      elements,
      quantisation: null,
      data: null,
      ...parts,
    });
    return index;
  }

  /** An operator that makes a tensor of a shape; returns the tensor. */
  operator(name: string, inputs: readonly number[], shape: readonly number[], options: OperatorOptions): number {
    const output = this.activation(shape);
    const index = this.#operators.length;
    this.#operators.push({ index, name, version: 1, inputs, outputs: [output], options });
    return output;
  }

  ending(output: number): ModelGraph {
    const [tensors, operators] = [this.#tensors, this.#operators];
    return { fileName: 'float.tflite', description: '', tensors, operators, inputs: [0], outputs: [output] };
  }
}
