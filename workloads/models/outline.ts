import { failure } from '../../harness/errors.ts';
import { operatorCosts } from './costs.ts';
import { bytesPerElement } from './graph.ts';
import type { GraphOperator, GraphTensor, ModelGraph } from './graph.ts';
import type { OperatorCost, TensorSpecification } from './model.ts';

/** More than any microcontroller has; a file that asks for more is no model for one. */
const mostActivationBytes = 16 * 2 ** 20;
const mostMacs = 1e10;

/** What can be said of a graph before anything is computed with it. */
export interface ModelOutline {
  readonly input: TensorSpecification;
  readonly output: TensorSpecification;
  /** The tensors of the graph that these are. */
  readonly inputIndex: number;
  readonly outputIndex: number;
  readonly costs: readonly OperatorCost[];
}

/** An operator that an engine computes. */
interface KnownOperator {
  /** The newest version that means what the engine computes. */
  readonly newestVersion: number;
}

/**
 * Looks at a graph as a whole: one input and one output, of int8 or float32, and no more work and memory than a
 * microcontroller has, and refuses what the engine does not compute, before anything is allocated for it.
 * @throws BenchError model.unreadable, model.unsupported
 */
export function outlineOf(graph: ModelGraph, known: ReadonlyMap<string, KnownOperator>): ModelOutline {
  const refuse = (problem: string): never => {
    throw failure('model.unreadable', { file: graph.fileName, problem });
  };
  const input = onlyTensor(graph, graph.inputs) ?? refuse(`it has ${graph.inputs.length} inputs, not one`);
  const output = onlyTensor(graph, graph.outputs) ?? refuse(`it has ${graph.outputs.length} outputs, not one`);
  const costs = operatorCosts(graph);
  const macs = costs.reduce((sum, cost) => sum + cost.macs, 0);
  if (macs > mostMacs) refuse(`one inference takes ${macs.toPrecision(3)} multiply-accumulates`);
  for (const operator of graph.operators) checkKnown(graph, operator, known);
  const bytes = filledTensors(graph).reduce((sum, index) => sum + tensorBytes(graph, index), 0);
  if (bytes > mostActivationBytes) refuse(`its activations take ${bytes} bytes`);
  return {
    input: specificationOf(input, refuse),
    output: specificationOf(output, refuse),
    inputIndex: input.index,
    outputIndex: output.index,
    costs,
  };
}

/** The tensors that the caller or an operator fills. */
export function filledTensors(graph: ModelGraph): readonly number[] {
  return [...graph.inputs, ...graph.operators.flatMap((operator) => operator.outputs)];
}

/** Bytes of a tensor of the graph. */
export function tensorBytes(graph: ModelGraph, index: number): number {
  const tensor = graph.tensors[index];
  return tensor === undefined ? 0 : tensor.elements * bytesPerElement[tensor.type];
}

/** What refuses an operator: ends the sentence "operator 3 (CONV_2D) is not supported: …". */
export function operatorRefusal(graph: ModelGraph, { index, name }: GraphOperator): (problem: string) => never {
  return (problem) => {
    throw failure('model.unsupported', { file: graph.fileName, index, operator: name, problem });
  };
}

function checkKnown(graph: ModelGraph, operator: GraphOperator, known: ReadonlyMap<string, KnownOperator>): void {
  const refuse = operatorRefusal(graph, operator);
  const { newestVersion } = known.get(operator.name) ?? refuse('there is no kernel for it');
  if (operator.version > newestVersion)
    refuse(`it has version ${operator.version}, and ${newestVersion} is the newest known`);
}

function onlyTensor(graph: ModelGraph, indexes: readonly number[]): GraphTensor | undefined {
  return indexes.length === 1 ? graph.tensors[indexes[0] ?? -1] : undefined;
}

/** What enters and leaves a model is int8 or float32; nothing else is fed or read. */
function specificationOf(tensor: GraphTensor, refuse: (problem: string) => never): TensorSpecification {
  const { name, type, shape, quantisation } = tensor;
  if (type !== 'int8' && type !== 'float32')
    return refuse(`its input or output ${name} is ${type}, neither int8 nor float32`);
  return { name, type, shape, scale: quantisation?.scales[0] ?? 0, zeroPoint: quantisation?.zeroPoints[0] ?? 0 };
}
