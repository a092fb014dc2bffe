import { failure } from '../../../harness/errors.ts';
import { operatorCosts } from '../costs.ts';
import type { GraphTensor, ModelGraph } from '../graph.ts';
import type { OperatorCost } from '../model.ts';
import { arenaPeak, planArena } from './arena.ts';
import type { Core } from './cores.ts';
import { cyclesOfOperator } from './cycle-model.ts';
import { flashParts } from './flash.ts';
import { activationLifetimes } from './lifetimes.ts';
import type { ActivationBuffer } from './lifetimes.ts';
import { runtimeState } from './runtime.ts';
import type { BytesPart } from './runtime.ts';

/** What most multiply-accumulates of a model are computed in; `other` where published figures say nothing about it. */
export type Precision = 'int8' | 'float32' | 'other';

export interface OperatorProfile extends OperatorCost {
  readonly outputShape: readonly number[];
  readonly outputBytes: number;
  /** Its part of the cycles of the model, from 0 to 1, by the cycle model of `timeCore`. */
  readonly timeShare: number;
}

export interface ActivationTensor {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** The operator at which most memory is in use. */
export interface ActivationPeak {
  readonly operatorIndex: number;
  /** Empty where the graph has no operators. */
  readonly operator: string;
  /** Bytes of the tensors alive, aligned to 16. */
  readonly aliveBytes: number;
  /** The largest first. */
  readonly tensors: readonly ActivationTensor[];
}

/** What a model costs. */
export interface ModelProfile {
  readonly precision: Precision;
  readonly operators: readonly OperatorProfile[];
  /** The core whose cycle model the shares of time come from. */
  readonly timeCore: string;
  readonly macs: number;
  readonly parameters: number;
  /** Kinds of operators that multiply but whose multiply-accumulates are not counted. */
  readonly uncountedOperators: readonly string[];
  readonly flash: readonly BytesPart[];
  readonly flashBytes: number;
  /** The length of the arena as a greedy planner lays it out. */
  readonly peakActivationBytes: number;
  readonly peak: ActivationPeak;
  /** What the runtime keeps in SRAM besides. */
  readonly runtimeState: BytesPart;
}

/** Planning takes the square of it; models for microcontrollers have some hundreds. */
const mostActivations = 10_000;

/**
 * Finds what a model costs, int8 or float, whether or not it can be computed here.
 * @param fileBytes the length of its file
 * @param core whose cycle model gives the shares of time; it was calibrated on int8, and shares of a float model are
 *   rougher
 * @throws BenchError model.unreadable where there are more tensors than a planner should be asked to place
 */
export function profileModel(graph: ModelGraph, fileBytes: number, core: Core): ModelProfile {
  const buffers = activationLifetimes(graph);
  if (buffers.length > mostActivations) {
    const problem = `it has ${buffers.length} activations, and ${mostActivations} are the most that are planned`;
    throw failure('model.unreadable', { file: graph.fileName, problem });
  }
  const costs = operatorCosts(graph);
  const flash = flashParts(graph, fileBytes);
  return {
    precision: precisionOf(graph, costs),
    operators: operatorProfiles(graph, buffers, costs, core),
    timeCore: core.name,
    macs: sumOf(costs, ({ macs }) => macs),
    parameters: sumOf(costs, ({ parameters }) => parameters),
    uncountedOperators: [...new Set(graph.operators.map(({ name }) => name).filter(isUncounted))],
    flash,
    flashBytes: sumOf(flash, ({ bytes }) => bytes),
    peakActivationBytes: planArena(buffers).bytes,
    peak: peakOf(graph, buffers),
    runtimeState: runtimeState(graph),
  };
}

function operatorProfiles(
  graph: ModelGraph,
  buffers: readonly ActivationBuffer[],
  costs: readonly OperatorCost[],
  core: Core,
): OperatorProfile[] {
  const bytes = new Map(buffers.map((buffer) => [buffer.tensor, buffer.bytes]));
  const cycles = sumOf(costs, (cost) => cyclesOfOperator(cost, core));
  return costs.map((cost, position) => {
    const outputs = graph.operators[position]?.outputs ?? [];
    return {
      ...cost,
      outputShape: graph.tensors[outputs[0] ?? -1]?.shape ?? [],
      outputBytes: sumOf(outputs, (tensor) => bytes.get(tensor) ?? 0),
      timeShare: cyclesOfOperator(cost, core) / cycles,
    };
  });
}

function peakOf(graph: ModelGraph, buffers: readonly ActivationBuffer[]): ActivationPeak {
  const { step, aliveBytes, alive } = arenaPeak(buffers, graph.operators.length);
  const operator = graph.operators[step];
  return {
    operatorIndex: operator?.index ?? 0,
    operator: operator?.name ?? '',
    aliveBytes,
    tensors: alive.map(({ tensor, bytes }) => describe(graph.tensors[tensor], bytes)).sort((a, b) => b.bytes - a.bytes),
  };
}

function describe(tensor: GraphTensor | undefined, bytes: number): ActivationTensor {
  const { index = -1, name = '', type = 'int8', shape = [] } = tensor ?? {};
  return { index, name, type, shape, bytes };
}

/** By the activations that the operators multiply, weighed by how often. */
function precisionOf(graph: ModelGraph, costs: readonly OperatorCost[]): Precision {
  const macs = { int8: 0, float32: 0, other: 0 };
  costs.forEach((cost, position) => {
    const type = graph.tensors[graph.operators[position]?.inputs[0] ?? -1]?.type;
    macs[type === 'int8' || type === 'float32' ? type : 'other'] += cost.macs;
  });
  if (macs.int8 > macs.float32 + macs.other) return 'int8';
  return macs.float32 > macs.int8 + macs.other ? 'float32' : 'other';
}

function isUncounted(operator: string): boolean {
  return /^CUSTOM |^TRANSPOSE_CONV$|^CONV_3D|MATMUL|SVDF|LSTM|RNN$/.test(operator);
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
