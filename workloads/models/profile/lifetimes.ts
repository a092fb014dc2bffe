import type { ModelGraph } from '../graph.ts';
import { tensorBytes } from '../outline.ts';

/** A tensor that needs memory while the model runs, and from which operator to which, both included. */
export interface ActivationBuffer {
  /** Its index in the graph. */
  readonly tensor: number;
  readonly bytes: number;
  readonly firstUse: number;
  readonly lastUse: number;
}

/**
 * When each activation of a graph is needed, in the order of the tensors: from the operator that writes it (inputs of
 * the graph from the start) to the last that reads it (outputs of the graph to the end). What is read before anything
 * writes it keeps its value from one inference to the next, and so is needed throughout.
 */
export function activationLifetimes(graph: ModelGraph): ActivationBuffer[] {
  const last = Math.max(graph.operators.length - 1, 0);
  const uses = new Map<number, { firstUse: number; lastUse: number }>();
  for (const tensor of graph.inputs) uses.set(tensor, { firstUse: 0, lastUse: 0 });
  graph.operators.forEach(({ inputs, outputs }, step) => {
    for (const tensor of inputs) {
      if (tensor === -1 || graph.tensors[tensor]?.data !== null) continue;
      const use = uses.get(tensor);
      if (use === undefined) uses.set(tensor, { firstUse: 0, lastUse: last });
      else use.lastUse = Math.max(use.lastUse, step);
    }
    for (const tensor of outputs) {
      if (!uses.has(tensor)) uses.set(tensor, { firstUse: step, lastUse: step });
    }
  });
  for (const tensor of graph.outputs) {
    const use = uses.get(tensor);
    if (use !== undefined) use.lastUse = last;
  }
  return [...uses]
    .map(([tensor, use]) => ({ tensor, bytes: tensorBytes(graph, tensor), ...use }))
    .sort((a, b) => a.tensor - b.tensor);
}
