import type { GraphTensor, ModelGraph, OperatorOptions, Quantisation } from '../../models/graph.ts';
import type { Range } from './calibrate.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { LayerNode, LayerWeights, Network, NetworkWeights, WeightedLayer } from './network.ts';
import type { QuantisedKernel } from './quantise-kernel.ts';
import { quantiseBias, quantiseKernel } from './quantise-kernel.ts';

/** What a value of the input tensor means: real = scale × (value − zeroPoint). */
export interface InputQuantisation {
  readonly scale: number;
  readonly zeroPoint: number;
}

export interface QuantisationPlan {
  readonly description: string;
  readonly input: InputQuantisation;
  readonly weights: NetworkWeights;
  /** Of each node's output, see `calibrate`. */
  readonly ranges: ReadonlyMap<string, Range>;
}

/** Softmax has a fixed scale in TensorFlow Lite's int8 specification. */
const PROBABILITIES: Quantisation = { scales: [1 / 256], zeroPoints: [-128], dimension: 0 };

/**
 * Quantises a trained network after training, by TensorFlow Lite's 8-bit specification: int8 activations with a zero
 * point, symmetric int8 weights (one scale a channel for convolutions, one in all for dense layers), int32 biases.
 */
export function quantiseNetwork(network: Network, plan: QuantisationPlan): ModelGraph {
  const graph = new GraphBuilder();
  const input = graph.tensor('input', [1, ...network.inputShape], {
    scales: [Math.fround(plan.input.scale)],
    zeroPoints: [plan.input.zeroPoint],
    dimension: 0,
  });
  const outputs: GraphTensor[] = [];
  for (const node of network.nodes) {
    const sources = node.from.map((place) => (place < 0 ? input : (outputs[place] ?? input)));
    outputs.push(addNode(graph, node, sources, plan));
  }
  return graph.build(plan.description, [input.index], [outputs.at(-1)?.index ?? input.index]);
}

function addNode(
  graph: GraphBuilder,
  node: LayerNode,
  sources: readonly GraphTensor[],
  plan: QuantisationPlan,
): GraphTensor {
  const { layer, name } = node;
  const shape = [1, ...node.outputShape];
  const [source] = sources;
  if (source === undefined) throw new RangeError(`Layer ${name} takes nothing`);
  switch (layer.kind) {
    case 'convolution':
    case 'depthwise':
    case 'dense': {
      const own = plan.weights.get(name);
      if (own === undefined) throw new RangeError(`Layer ${name} has no weights`);
      const output = graph.tensor(name, shape, activationQuantisation(plan.ranges.get(name)));
      const [kernel, bias] = addWeights(graph, node, layer, own, source);
      const [operator, version, options] = weightedOperator(layer);
      graph.operator(operator, version, [source, kernel, bias], output, options);
      return output;
    }
    case 'add': {
      const output = graph.tensor(name, shape, activationQuantisation(plan.ranges.get(name)));
      graph.operator('ADD', 2, sources, output, { kind: 'add', activation: activationOf(layer.relu) });
      return output;
    }
    case 'average': {
      const output = graph.tensor(name, shape, source.quantisation);
      const [height = 1, width = 1] = node.inputShape;
      graph.operator('AVERAGE_POOL_2D', 2, [source], output, {
        kind: 'pool-2d',
        padding: 'valid',
        strideHeight: height,
        strideWidth: width,
        windowHeight: height,
        windowWidth: width,
        activation: 'none',
      });
      return output;
    }
    case 'flatten': {
      const output = graph.tensor(name, shape, source.quantisation);
      const wanted = graph.constant(`${name}/shape`, 'int32', [2], null, Int32Array.of(-1, ...node.outputShape));
      graph.operator('RESHAPE', 1, [source, wanted], output, { kind: 'unread' });
      return output;
    }
    case 'softmax': {
      const output = graph.tensor(name, shape, PROBABILITIES);
      graph.operator('SOFTMAX', 2, [source], output, { kind: 'softmax', beta: 1 });
      return output;
    }
  }
}

function addWeights(
  graph: GraphBuilder,
  node: LayerNode,
  layer: WeightedLayer,
  own: LayerWeights,
  source: GraphTensor,
): [GraphTensor, GraphTensor] {
  const inputScale = source.quantisation?.scales[0] ?? 1;
  const kernel: QuantisedKernel = quantiseKernel(layer, node.inputShape, own, inputScale);
  const bias = quantiseBias(own.bias, kernel.scales, inputScale);
  const zeroPoints = kernel.scales.map(() => 0);
  return [
    graph.constant(
      `${node.name}/weights`,
      'int8',
      kernel.shape,
      { scales: kernel.scales, zeroPoints, dimension: kernel.dimension },
      kernel.values,
    ),
    graph.constant(
      `${node.name}/bias`,
      'int32',
      [bias.length],
      { scales: kernel.scales.map((scale) => Math.fround(scale * inputScale)), zeroPoints, dimension: 0 },
      bias,
    ),
  ];
}

function weightedOperator(layer: WeightedLayer): [name: string, version: number, options: OperatorOptions] {
  const activation = activationOf(layer.relu);
  if (layer.kind === 'dense') {
    return ['FULLY_CONNECTED', 4, { kind: 'fully-connected', activation, weightsAreShuffled: false }];
  }
  const windows = {
    padding: 'same',
    strideHeight: layer.stride,
    strideWidth: layer.stride,
    dilationHeight: 1,
    dilationWidth: 1,
    activation,
  } as const;
  return layer.kind === 'convolution'
    ? ['CONV_2D', 3, { kind: 'conv-2d', ...windows }]
    : ['DEPTHWISE_CONV_2D', 3, { kind: 'depthwise-conv-2d', ...windows }];
}

function activationOf(relu: boolean): 'relu' | 'none' {
  return relu ? 'relu' : 'none';
}

/** The 256 values of int8 laid over a range, real zero being one of them. */
export function activationQuantisation(range: Range | undefined): Quantisation {
  const { min, max } = range ?? { min: 0, max: 0 };
  const scale = Math.fround((max - min) / 255) || 1;
  const zeroPoint = Math.max(-128, Math.min(127, Math.round(-128 - min / scale)));
  return { scales: [scale], zeroPoints: [zeroPoint], dimension: 0 };
}
