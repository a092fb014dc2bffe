import { readFileSync } from 'node:fs';
import { builtInWorkload } from '../../../../workloads/built-in/catalogue.ts';
import type { Random } from '../../../../workloads/built-in/random.ts';
import type { GraphTensor, ModelGraph, Quantisation } from '../../../../workloads/models/graph.ts';
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

/** With all int8 constants written with scales greater by a factor, so that they are rounded anew. */
export function withOtherScales(graph: ModelGraph, factor: number): ModelGraph {
  return withInt8Constants(graph, (values, tensor) => {
    const { quantisation } = tensor;
    return {
      data: Int8Array.from(values, (value) => Math.round(value / factor)),
      quantisation:
        quantisation === null
          ? null
          : { ...quantisation, scales: quantisation.scales.map((scale) => Math.fround(scale * factor)) },
    };
  });
}

/** As if it had learned on: every int8 constant moved by noise, relative to its own root mean square. */
export function withNoise(graph: ModelGraph, relative: number, random: Random): ModelGraph {
  return withInt8Constants(graph, (values, { quantisation }) => {
    const level = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const data = Int8Array.from(values, (value) => {
      const moved = Math.round(value + relative * level * random.normal());
      return Math.max(-127, Math.min(127, moved));
    });
    return { data, quantisation };
  });
}

/** With one of so many values of every int8 constant changed by one. */
export function withSomeChanged(graph: ModelGraph, oneOf: number): ModelGraph {
  return withInt8Constants(graph, (values, { quantisation }) => ({
    data: values.map((value, place) => (place % oneOf === 0 ? value + (value > 0 ? -1 : 1) : value)),
    quantisation,
  }));
}

function withInt8Constants(
  graph: ModelGraph,
  change: (values: Int8Array, tensor: GraphTensor) => { data: Int8Array; quantisation: Quantisation | null },
): ModelGraph {
  return {
    ...graph,
    tensors: graph.tensors.map((tensor) => {
      if (tensor.data === null || tensor.type !== 'int8') return tensor;
      const { data, quantisation } = change(new Int8Array(tensor.data), tensor);
      return { ...tensor, data: new Uint8Array(data.buffer), quantisation };
    }),
  };
}

/** With the hidden units of a chain of dense layers in another order: it computes the same. */
export function withUnitsMoved(graph: ModelGraph, random: Random): ModelGraph {
  const layers = graph.operators.filter(({ name }) => name === 'FULLY_CONNECTED');
  const changed = new Map<number, Uint8Array>();
  layers.slice(0, -1).forEach(({ inputs: [, weights = -1, bias = -1] }, layer) => {
    const [, next = -1] = layers[layer + 1]?.inputs ?? [];
    const [units = 0, inputs = 0] = graph.tensors[weights]?.shape ?? [];
    const [nextUnits = 0] = graph.tensors[next]?.shape ?? [];
    const order = random.order(units);
    const move = (tensor: number, fill: (to: Uint8Array, from: Uint8Array) => void): void => {
      const from = changed.get(tensor) ?? graph.tensors[tensor]?.data ?? new Uint8Array();
      const to = new Uint8Array(from.length);
      fill(to, from);
      changed.set(tensor, to);
    };
    move(weights, (to, from) => {
      order.forEach((old, unit) => {
        to.set(from.subarray(old * inputs, (old + 1) * inputs), unit * inputs);
      });
    });
    move(bias, (to, from) => {
      order.forEach((old, unit) => {
        to.set(from.subarray(4 * old, 4 * old + 4), 4 * unit);
      });
    });
    move(next, (to, from) => {
      for (let row = 0; row < nextUnits; row++) {
        order.forEach((old, unit) => {
          to[row * units + unit] = from[row * units + old] ?? 0;
        });
      }
    });
  });
  return {
    ...graph,
    tensors: graph.tensors.map((tensor) => ({ ...tensor, data: changed.get(tensor.index) ?? tensor.data })),
  };
}
