import { createHash } from 'node:crypto';
import type { GraphOperator, GraphTensor, ModelGraph } from '../../../workloads/models/graph.ts';

/** Operators whose inputs may change places. */
const commutative: ReadonlySet<string> = new Set(['ADD', 'MUL', 'MAXIMUM', 'MINIMUM']);

/**
 * SHA-256 of what a graph computes: operators with their options, shapes, types, quantisation and constants. Each tensor
 * has the digest of how it comes about (Merkle 1987), so that numbers, names and order play no part.
 */
export function graphDigest(graph: ModelGraph): string {
  const digestOf = tensorDigests(
    graph,
    ({ type, shape, quantisation, data }) => [type, shape, quantisation, data === null ? null : sha256(data)],
    ({ options }) => options,
  );
  return digestOfResults(graph, digestOf);
}

/** SHA-256 of operators and shapes alone. */
export function architectureDigest(graph: ModelGraph): string {
  return digestOfResults(graph, architectureDigests(graph));
}

/** Of every tensor that is there by the time it is needed, the digest of the operators and shapes before it. */
export function architectureDigests(graph: ModelGraph): (tensor: number) => string {
  return tensorDigests(
    graph,
    ({ shape }) => shape,
    () => null,
  );
}

/** The inputs of an operator, in an order that does not depend on the file where the operator takes them in any. */
export function orderedInputs(operator: GraphOperator, digestOf: (tensor: number) => string): readonly number[] {
  if (!commutative.has(operator.name)) return operator.inputs;
  return [...operator.inputs].sort((a, b) => compare(digestOf(a), digestOf(b)));
}

function tensorDigests(
  { tensors, operators, inputs }: ModelGraph,
  factsOfTensor: (tensor: GraphTensor) => unknown,
  factsOfOperator: (operator: GraphOperator) => unknown,
): (tensor: number) => string {
  const digests = new Map<number, string>();
  // What nothing fills keeps its value from one inference to the next.
  const digestOf = (index: number): string => digests.get(index) ?? (index === -1 ? 'absent' : 'kept');
  for (const tensor of tensors) {
    if (tensor.data !== null) digests.set(tensor.index, digestOfFacts('constant', factsOfTensor(tensor)));
  }
  inputs.forEach((index, place) => {
    const tensor = tensors[index];
    if (tensor !== undefined) digests.set(index, digestOfFacts('input', place, factsOfTensor(tensor)));
  });
  // The reader has made sure of their order: each uses only what is there by then.
  for (const operator of operators) {
    const from = orderedInputs(operator, digestOf).map(digestOf);
    const computed = digestOfFacts('operator', operator.name, factsOfOperator(operator), from);
    operator.outputs.forEach((index, place) => {
      const tensor = tensors[index];
      if (tensor !== undefined) digests.set(index, digestOfFacts('output', place, computed, factsOfTensor(tensor)));
    });
  }
  return digestOf;
}

/** Of the outputs, and of operators that have none: what these do is done elsewhere. */
function digestOfResults({ operators, outputs }: ModelGraph, digestOf: (tensor: number) => string): string {
  const silent = operators
    .filter((operator) => operator.outputs.length === 0)
    .map(({ name, inputs }) => digestOfFacts(name, inputs.map(digestOf)));
  return digestOfFacts('graph', outputs.map(digestOf), silent.sort(compare));
}

function digestOfFacts(...facts: readonly unknown[]): string {
  return sha256(JSON.stringify(facts));
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
