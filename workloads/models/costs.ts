import type { GraphOperator, GraphTensor, ModelGraph } from './graph.ts';
import type { OperatorCost } from './model.ts';

/** What each operator of a graph costs, in order. */
export function operatorCosts(graph: ModelGraph): OperatorCost[] {
  return graph.operators.map((operator) => {
    const output = graph.tensors[operator.outputs[0] ?? -1];
    return {
      index: operator.index,
      operator: operator.name,
      macs: macsOf(operator, graph.tensors),
      parameters: parametersOf(operator, graph.tensors),
      outputElements: output?.elements ?? 0,
    };
  });
}

/**
 * Multiply-accumulates as they are usually counted, padding included: a convolution takes its window times its input
 * channels for each output element, a depthwise one its window, a fully connected layer its inputs.
 */
function macsOf(operator: GraphOperator, tensors: readonly GraphTensor[]): number {
  const weights = tensors[operator.inputs[1] ?? -1];
  const output = tensors[operator.outputs[0] ?? -1];
  if (weights === undefined || output === undefined) return 0;
  const [first = 0, height = 0, width = 0, channels = 0] = weights.shape;
  switch (operator.name) {
    case 'CONV_2D':
      return output.elements * height * width * channels;
    case 'DEPTHWISE_CONV_2D':
      return output.elements * height * width;
    case 'FULLY_CONNECTED':
      return first === 0 ? 0 : output.elements * height;
    default:
      return 0;
  }
}

/** Constants that are computed with; the shapes and axes that some operators take as constants are none. */
function parametersOf(operator: GraphOperator, tensors: readonly GraphTensor[]): number {
  const isWeighted = ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'ADD', 'MUL'].includes(operator.name);
  if (!isWeighted) return 0;
  const constants = operator.inputs.map((index) => tensors[index]).filter((tensor) => tensor?.data != null);
  return constants.reduce((sum, tensor) => sum + (tensor?.elements ?? 0), 0);
}
