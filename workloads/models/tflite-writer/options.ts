import type { Builder, Offset } from 'flatbuffers';
import type { Activation, GraphOperator, OperatorOptions, Padding } from '../graph.ts';
import { activations, fields, optionTypes, paddings } from '../tflite/schema.ts';
import type { TableField } from './tables.ts';
import { writeTable } from './tables.ts';

/** Operators that mean the same without their options. */
const withoutOptions = new Set(['RESHAPE']);

/**
 * Writes the options of an operator; type and offset 0 where it has none.
 * @throws RangeError where options were left unread that the operator cannot do without
 */
export function writeOptions(builder: Builder, operator: GraphOperator): { type: number; offset: Offset } {
  const { options } = operator;
  switch (options.kind) {
    case 'conv-2d': {
      const entries = convolution(options, fields.conv2d);
      return { type: optionTypes.conv2d, offset: writeTable(builder, 6, entries) };
    }
    case 'depthwise-conv-2d': {
      const numbers = fields.depthwiseConv2d;
      const entries = [...convolution(options, numbers), { field: DEPTH_MULTIPLIER, int32: 1 }];
      return { type: optionTypes.depthwiseConv2d, offset: writeTable(builder, 7, entries) };
    }
    case 'pool-2d': {
      const numbers = fields.pool2d;
      const entries = [
        padding(numbers.padding, options.padding),
        { field: numbers.strideW, int32: options.strideWidth },
        { field: numbers.strideH, int32: options.strideHeight },
        { field: numbers.filterWidth, int32: options.windowWidth },
        { field: numbers.filterHeight, int32: options.windowHeight },
        activation(numbers.activation, options.activation),
      ];
      return { type: optionTypes.pool2d, offset: writeTable(builder, 6, entries) };
    }
    case 'fully-connected': {
      const entries = [
        activation(fields.fullyConnected.activation, options.activation),
        { field: fields.fullyConnected.weightsFormat, int8: options.weightsAreShuffled ? 1 : 0 },
      ];
      return { type: optionTypes.fullyConnected, offset: writeTable(builder, 2, entries) };
    }
    case 'softmax': {
      const entries = [{ field: fields.softmax.beta, float32: options.beta }];
      return { type: optionTypes.softmax, offset: writeTable(builder, 1, entries) };
    }
    case 'add': {
      const entries = [activation(fields.add.activation, options.activation)];
      return { type: optionTypes.add, offset: writeTable(builder, 2, entries) };
    }
    case 'unread':
      if (withoutOptions.has(operator.name)) return { type: 0, offset: 0 };
      throw new RangeError(`The options of operator ${operator.index} (${operator.name}) were not read`);
  }
}

/** Readers derive it from the shapes, but TensorFlow Lite checks it. */
const DEPTH_MULTIPLIER = 3;

type ConvolutionOptions = Extract<OperatorOptions, { kind: 'conv-2d' | 'depthwise-conv-2d' }>;
type ConvolutionFields = (typeof fields)['conv2d'] | (typeof fields)['depthwiseConv2d'];

function convolution(options: ConvolutionOptions, numbers: ConvolutionFields): TableField[] {
  return [
    padding(numbers.padding, options.padding),
    { field: numbers.strideW, int32: options.strideWidth },
    { field: numbers.strideH, int32: options.strideHeight },
    activation(numbers.activation, options.activation),
    { field: numbers.dilationW, int32: options.dilationWidth },
    { field: numbers.dilationH, int32: options.dilationHeight },
  ];
}

function padding(field: number, value: Padding): TableField {
  return { field, int8: paddings.indexOf(value) };
}

function activation(field: number, value: Activation): TableField {
  return { field, int8: activations.indexOf(value) };
}
