import type { Activation, OperatorOptions, Padding } from '../graph.ts';
import type { FlatTable } from './flatbuffer.ts';
import { activations, fields, optionTypes, paddings } from './schema.ts';

type Refuse = (problem: string) => never;

/**
 * Reads the options of an operator whose options we use; those of others are left unread.
 * @param refuse ends the sentence "operator 3 (CONV_2D) …"
 */
export function readOptions(operator: string, table: FlatTable, refuse: Refuse): OperatorOptions {
  switch (operator) {
    case 'CONV_2D': {
      const options = openOptions(table, optionTypes.conv2d, refuse);
      return { kind: 'conv-2d', ...readConvolution(options, fields.conv2d, refuse) };
    }
    case 'DEPTHWISE_CONV_2D': {
      const options = openOptions(table, optionTypes.depthwiseConv2d, refuse);
      return { kind: 'depthwise-conv-2d', ...readConvolution(options, fields.depthwiseConv2d, refuse) };
    }
    case 'AVERAGE_POOL_2D':
    case 'MAX_POOL_2D': {
      const options = openOptions(table, optionTypes.pool2d, refuse);
      return {
        kind: 'pool-2d',
        padding: readPadding(options, fields.pool2d.padding, refuse),
        strideHeight: readSteps(options, fields.pool2d.strideH, 0, refuse),
        strideWidth: readSteps(options, fields.pool2d.strideW, 0, refuse),
        windowHeight: readSteps(options, fields.pool2d.filterHeight, 0, refuse),
        windowWidth: readSteps(options, fields.pool2d.filterWidth, 0, refuse),
        activation: readActivation(options, fields.pool2d.activation, refuse),
      };
    }
    case 'FULLY_CONNECTED': {
      const options = openOptions(table, optionTypes.fullyConnected, refuse);
      return {
        kind: 'fully-connected',
        activation: readActivation(options, fields.fullyConnected.activation, refuse),
        weightsAreShuffled: options.int8(fields.fullyConnected.weightsFormat, 0) !== 0,
      };
    }
    case 'SOFTMAX': {
      const beta = openOptions(table, optionTypes.softmax, refuse).float32(fields.softmax.beta, 0);
      if (!Number.isFinite(beta)) refuse('has a beta that is no number');
      return { kind: 'softmax', beta };
    }
    case 'ADD': {
      const options = openOptions(table, optionTypes.add, refuse);
      return { kind: 'add', activation: readActivation(options, fields.add.activation, refuse) };
    }
    default:
      return { kind: 'unread' };
  }
}

function openOptions(table: FlatTable, wanted: number, refuse: Refuse): FlatTable {
  const type = table.uint8(fields.operator.builtinOptionsType, 0);
  if (type !== wanted) refuse(`has options of type ${type} and should have type ${wanted}`);
  return table.table(fields.operator.builtinOptions) ?? refuse('has no options');
}

interface ConvolutionFields {
  readonly padding: number;
  readonly strideW: number;
  readonly strideH: number;
  readonly activation: number;
  readonly dilationW: number;
  readonly dilationH: number;
}

function readConvolution(options: FlatTable, numbers: ConvolutionFields, refuse: Refuse) {
  return {
    padding: readPadding(options, numbers.padding, refuse),
    strideHeight: readSteps(options, numbers.strideH, 0, refuse),
    strideWidth: readSteps(options, numbers.strideW, 0, refuse),
    dilationHeight: readSteps(options, numbers.dilationH, 1, refuse),
    dilationWidth: readSteps(options, numbers.dilationW, 1, refuse),
    activation: readActivation(options, numbers.activation, refuse),
  };
}

function readPadding(options: FlatTable, field: number, refuse: Refuse): Padding {
  const code = options.int8(field, 0);
  return paddings[code] ?? refuse(`has the unknown padding ${code}`);
}

function readActivation(options: FlatTable, field: number, refuse: Refuse): Activation {
  const code = options.int8(field, 0);
  return activations[code] ?? refuse(`has the unknown activation ${code}`);
}

/** A stride, dilation or window size, in elements. */
function readSteps(options: FlatTable, field: number, absent: number, refuse: Refuse): number {
  const steps = options.int32(field, absent);
  if (steps < 1 || steps > 65_535) refuse(`has a stride, dilation or window of ${steps}`);
  return steps;
}
