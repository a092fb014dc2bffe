import type { GraphOperator, GraphTensor, ModelGraph, OperatorOptions, Quantisation } from '../../models/graph.ts';

/** Collects the tensors and operators of a model's graph, numbering them. */
export class GraphBuilder {
  readonly #tensors: GraphTensor[] = [];
  readonly #operators: GraphOperator[] = [];

  /** A tensor that is computed. */
  tensor(name: string, shape: readonly number[], quantisation: Quantisation | null): GraphTensor {
    return this.#add(name, 'int8', shape, quantisation, null);
  }

  constant(
    name: string,
    type: 'int8' | 'int32',
    shape: readonly number[],
    quantisation: Quantisation | null,
    values: Int8Array | Int32Array,
  ): GraphTensor {
    return this.#add(name, type, shape, quantisation, littleEndian(values));
  }

  operator(
    name: string,
    version: number,
    inputs: readonly GraphTensor[],
    output: GraphTensor,
    options: OperatorOptions,
  ): void {
    this.#operators.push({
      index: this.#operators.length,
      name,
      version,
      inputs: inputs.map(({ index }) => index),
      outputs: [output.index],
      options,
    });
  }

  build(description: string, inputs: readonly number[], outputs: readonly number[]): ModelGraph {
    return { fileName: '', description, tensors: this.#tensors, operators: this.#operators, inputs, outputs };
  }

  #add(
    name: string,
    type: 'int8' | 'int32',
    shape: readonly number[],
    quantisation: Quantisation | null,
    data: Uint8Array | null,
  ): GraphTensor {
    const elements = shape.reduce((product, size) => product * size, 1);
    const tensor = { index: this.#tensors.length, name, type, shape, elements, quantisation, data };
    this.#tensors.push(tensor);
    return tensor;
  }
}

function littleEndian(values: Int8Array | Int32Array): Uint8Array {
  if (values instanceof Int8Array) return new Uint8Array(values.buffer, values.byteOffset, values.length);
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setInt32(4 * index, value, true);
  });
  return bytes;
}
