import type { ModelGraph } from '../graph.ts';

/**
 * Checks that operators stand in the order in which they can be computed: each reads only what is there by then, and
 * no tensor is written twice. A graph with a cycle has no such order.
 * @param variables tensors that keep their value between inferences, and so may be read before they are written
 */
export function checkOrder(
  graph: ModelGraph,
  variables: ReadonlySet<number>,
  refuse: (problem: string) => never,
): void {
  const { tensors, operators, inputs, outputs } = graph;
  const known = new Set(tensors.filter((tensor) => tensor.data !== null).map((tensor) => tensor.index));
  for (const input of inputs) {
    if (known.has(input)) refuse(`input ${input} of the graph is a constant or listed twice`);
    known.add(input);
  }
  for (const { index, name, inputs: read, outputs: written } of operators) {
    for (const input of read) {
      if (input !== -1 && !known.has(input) && !variables.has(input))
        refuse(`operator ${index} (${name}) reads tensor ${input} before anything writes it`);
    }
    for (const output of written) {
      if (known.has(output)) refuse(`operator ${index} (${name}) writes tensor ${output}, which has a value already`);
      known.add(output);
    }
  }
  for (const output of outputs) {
    if (!known.has(output)) refuse(`nothing writes output ${output} of the graph`);
  }
}
