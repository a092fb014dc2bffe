import { createHash } from 'node:crypto';
import type { GraphOperator, GraphTensor, ModelGraph } from '../../../workloads/models/graph.ts';
import type { WeightSketch } from '../measuring/measured.ts';
import { architectureDigests, orderedInputs } from './graph-digest.ts';
import { readConstant } from './read-constant.ts';

/** Constants of so few values tell little: shapes, axes, the biases of small layers. */
const mostValuesUntold = 64;
/** So many values of a tensor are kept. The correlation of two sets of 256 random ones strays by 1/16. */
const mostKept = 256;
/** Channels of fewer values are not brought to one level: of one value all would be 1. */
const fewestOfChannel = 4;
const largestKept = 1e4;

/**
 * Sketches of the constants of more than 64 values that the outputs of a graph need, in an order that follows from the
 * graph's structure.
 */
export function weightSketches(graph: ModelGraph): WeightSketch[] {
  return constantsInOrder(graph).flatMap(({ tensor, operator }) => {
    if (tensor.data === null || tensor.elements <= mostValuesUntold) return [];
    return [sketchOf(tensor, tensor.data, operator)];
  });
}

/** `count` places among `length`, spread evenly and off any grid of rows and channels; all where there are no more. */
export function keptPlaces(length: number): number[] {
  if (length <= mostKept) return Array.from({ length }, (_, place) => place);
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from({ length: mostKept }, (_, index) =>
    Math.floor(((index + ((index * golden) % 1)) * length) / mostKept),
  );
}

function sketchOf(tensor: GraphTensor, data: Uint8Array, operator: GraphOperator): WeightSketch {
  const sha256 = createHash('sha256').update(data).digest('hex');
  const { shape } = tensor;
  const constant = readConstant(tensor, data);
  if (constant === null) return { shape, sha256, sortedSha256: sha256, values: [] };
  const sorted = constant.stored.slice().sort();
  const sortedSha256 = createHash('sha256')
    .update(new Uint8Array(sorted.buffer, sorted.byteOffset, sorted.byteLength))
    .digest('hex');
  const channelOf = channels(shape, operator);
  const levels = levelsOf(constant.real, channelOf);
  const values = keptPlaces(constant.real.length).map((place) => {
    const level = levels[channelOf.of(place)] ?? 0;
    const value = level > 0 ? Math.round((100 * (constant.real[place] ?? 0)) / level) : 0;
    // Not −0, which JSON does not know.
    return Math.max(-largestKept, Math.min(largestKept, value)) + 0;
  });
  return { shape, sha256, sortedSha256, values };
}

interface Channels {
  readonly count: number;
  readonly of: (place: number) => number;
}

/** The output channels of a kernel: the last dimension of a depthwise one, the first of others. */
function channels(shape: readonly number[], { name }: GraphOperator): Channels {
  const elements = shape.reduce((product, size) => product * size, 1);
  const isLast = name === 'DEPTHWISE_CONV_2D';
  const count = (isLast ? shape.at(-1) : shape[0]) ?? 1;
  if (shape.length < 2 || elements < count * fewestOfChannel) return { count: 1, of: () => 0 };
  return { count, of: isLast ? (place) => place % count : (place) => Math.floor((place * count) / elements) };
}

/**
 * The root mean square of each channel. Divided by it, weights are the same in whatever unit or quantisation they are
 * written, and when a channel was multiplied and what reads it divided by a factor.
 */
function levelsOf(real: Float64Array, { count, of }: Channels): Float64Array {
  const squares = new Float64Array(count);
  real.forEach((value, place) => {
    const channel = of(place);
    squares[channel] = (squares[channel] ?? 0) + value * value;
  });
  return squares.map((sum) => Math.sqrt((sum * count) / real.length));
}

interface UsedConstant {
  readonly tensor: GraphTensor;
  /** The first that reads it. */
  readonly operator: GraphOperator;
}

/** Walks from the outputs to the inputs, depth first, without recursion: hostile graphs can be deep. */
function constantsInOrder(graph: ModelGraph): UsedConstant[] {
  const { tensors, operators, outputs } = graph;
  const digestOf = architectureDigests(graph);
  const writers = new Map(operators.flatMap((operator) => operator.outputs.map((output) => [output, operator])));
  const found: UsedConstant[] = [];
  const seen = new Set<number>();
  const open: { index: number; reader: GraphOperator | null }[] = [];
  const visitLater = (indexes: readonly number[], reader: GraphOperator | null): void => {
    for (const index of [...indexes].reverse()) open.push({ index, reader });
  };
  visitLater(outputs, null);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const tensor = tensors[next.index];
    if (tensor === undefined || seen.has(next.index)) continue;
    seen.add(next.index);
    if (tensor.data !== null && next.reader !== null) found.push({ tensor, operator: next.reader });
    const writer = writers.get(next.index);
    if (writer !== undefined) visitLater(orderedInputs(writer, digestOf), writer);
  }
  return found;
}
