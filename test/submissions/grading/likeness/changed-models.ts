import { readFileSync } from 'node:fs';
import { builtInWorkload } from '../../../../workloads/built-in/catalogue.ts';
import type { Random } from '../../../../workloads/built-in/random.ts';
import type { GraphTensor, ModelGraph } from '../../../../workloads/models/graph.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';

export function builtInGraph(name: string): ModelGraph {
  return readModelGraph(readFileSync(builtInWorkload(name).model), 'model.tflite');
}

export function withNewNames(graph: ModelGraph): ModelGraph {
  const tensors = graph.tensors.map((tensor) => ({ ...tensor, name: `mine_${tensor.index}` }));
  return { ...graph, tensors, description: 'All my own work', fileName: 'mine.tflite' };
}

/** With a constant and an operator that nothing needs. */
export function withUnusedParts(graph: ModelGraph): ModelGraph {
  const [input = 0] = graph.inputs;
  const read = graph.tensors[input];
  if (read === undefined) return graph;
  const count = graph.tensors.length;
  const unused: GraphTensor[] = [
    { ...read, index: count, name: 'unused', shape: [3], elements: 3, data: Uint8Array.of(1, 2, 3) },
    { ...read, index: count + 1, name: 'sum' },
  ];
  return {
    ...graph,
    tensors: [...graph.tensors, ...unused],
    operators: [
      {
        index: 0,
        name: 'ADD',
        version: 1,
        inputs: [input, input],
        outputs: [count + 1],
        options: { kind: 'add', activation: 'none' },
      },
      ...graph.operators.map((operator, index) => ({ ...operator, index: index + 1 })),
    ],
  };
}

/** With its tensors in another order. */
export function withNewNumbers(graph: ModelGraph, random: Random): ModelGraph {
  const order = random.order(graph.tensors.length);
  const numbers = new Map(order.map((old, index) => [old, index]));
  const numberOf = (old: number): number => numbers.get(old) ?? -1;
  return {
    ...graph,
    tensors: order.flatMap((old, index) => {
      const tensor = graph.tensors[old];
      return tensor === undefined ? [] : [{ ...tensor, index }];
    }),
    operators: graph.operators.map((operator) => ({
      ...operator,
      inputs: operator.inputs.map(numberOf),
      outputs: operator.outputs.map(numberOf),
    })),
    inputs: graph.inputs.map(numberOf),
    outputs: graph.outputs.map(numberOf),
  };
}

export function withConstant(graph: ModelGraph, index: number, data: Uint8Array): ModelGraph {
  return {
    ...graph,
    tensors: graph.tensors.map((tensor) => (tensor.index === index ? { ...tensor, data } : tensor)),
  };
}
