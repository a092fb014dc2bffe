import { Builder } from 'flatbuffers';
import type { Offset } from 'flatbuffers';
import type { GraphOperator, GraphTensor, ModelGraph, Quantisation } from '../graph.ts';
import { elementTypes, fields, operatorNames } from '../tflite/schema.ts';
import { writeOptions } from './options.ts';
import { writeBytes, writeFloats, writeInt32s, writeInt64s, writeOffsets, writeTable } from './tables.ts';

const SCHEMA_VERSION = 3;
/** Kernels of TensorFlow Lite read weights in place and want them so aligned. */
const BUFFER_ALIGNMENT = 16;
/** Codes above it do not fit the one-byte field of old readers, which hold this in their place. */
const LARGEST_OLD_CODE = 127;

/**
 * Writes a graph as a .tflite file (schema version 3, mark TFL3) as TensorFlow's converter lays it out: buffer 0 empty,
 * each constant in a buffer of its own, one operator code for each name and version.
 * @throws RangeError for a graph with operators or types that have no code, or whose options were left unread
 */
export function writeModelGraph(graph: ModelGraph): Uint8Array {
  const builder = new Builder(1 << 16);
  const constants = graph.tensors.filter(({ data }) => data !== null);
  const buffers = [writeTable(builder, 3, []), ...constants.map((tensor) => writeBuffer(builder, tensor))];
  const codes = operatorCodes(graph.operators);
  const operatorCodeTables = codes.map(({ code, version }) => writeOperatorCode(builder, code, version));
  const tensors = graph.tensors.map((tensor) => writeTensor(builder, tensor, 1 + constants.indexOf(tensor)));
  const operators = graph.operators.map((operator) => writeOperator(builder, operator, placeOf(operator, codes)));
  const name = builder.createString('main');
  const subgraph = writeTable(builder, 5, [
    { field: fields.subgraph.tensors, offset: writeOffsets(builder, tensors) },
    { field: fields.subgraph.inputs, offset: writeInt32s(builder, graph.inputs) },
    { field: fields.subgraph.outputs, offset: writeInt32s(builder, graph.outputs) },
    { field: fields.subgraph.operators, offset: writeOffsets(builder, operators) },
    { field: SUBGRAPH_NAME, offset: name },
  ]);
  const description = builder.createString(graph.description);
  const model = writeTable(builder, 5, [
    { field: fields.model.version, int32: SCHEMA_VERSION },
    { field: fields.model.operatorCodes, offset: writeOffsets(builder, operatorCodeTables) },
    { field: fields.model.subgraphs, offset: writeOffsets(builder, [subgraph]) },
    { field: fields.model.description, offset: description },
    { field: fields.model.buffers, offset: writeOffsets(builder, buffers) },
  ]);
  builder.finish(model, 'TFL3');
  return builder.asUint8Array().slice();
}

/** A field that our reader has no use for. */
const SUBGRAPH_NAME = 4;

interface OperatorCode {
  readonly code: number;
  readonly version: number;
}

function operatorCodes(operators: readonly GraphOperator[]): OperatorCode[] {
  const codes: OperatorCode[] = [];
  for (const operator of operators) {
    if (placeOf(operator, codes) < 0) codes.push({ code: codeOf(operator), version: operator.version });
  }
  return codes;
}

function placeOf(operator: GraphOperator, codes: readonly OperatorCode[]): number {
  const code = codeOf(operator);
  return codes.findIndex((known) => known.code === code && known.version === operator.version);
}

function codeOf({ index, name }: GraphOperator): number {
  const code = operatorNames.indexOf(name);
  if (code < 0) throw new RangeError(`Operator ${index} (${name}) has no code in the schema`);
  return code;
}

function writeOperatorCode(builder: Builder, code: number, version: number): Offset {
  return writeTable(builder, 4, [
    { field: fields.operatorCode.deprecatedBuiltinCode, int8: Math.min(code, LARGEST_OLD_CODE) },
    { field: fields.operatorCode.version, int32: version },
    { field: fields.operatorCode.builtinCode, int32: code },
  ]);
}

function writeBuffer(builder: Builder, tensor: GraphTensor): Offset {
  const data = writeBytes(builder, tensor.data ?? new Uint8Array(), BUFFER_ALIGNMENT);
  return writeTable(builder, 3, [{ field: fields.buffer.data, offset: data }]);
}

/** @param buffer the place of its constant among the buffers; 0 for a tensor that is filled at run time */
function writeTensor(builder: Builder, tensor: GraphTensor, buffer: number): Offset {
  const type = elementTypes.indexOf(tensor.type);
  if (type < 0) throw new RangeError(`Tensor ${tensor.index} (${tensor.name}) has the unknown type ${tensor.type}`);
  const name = builder.createString(tensor.name);
  const shape = writeInt32s(builder, tensor.shape);
  const quantisation = tensor.quantisation === null ? 0 : writeQuantisation(builder, tensor.quantisation);
  return writeTable(builder, 8, [
    { field: fields.tensor.shape, offset: shape },
    { field: fields.tensor.type, int8: type },
    { field: fields.tensor.buffer, int32: buffer },
    { field: fields.tensor.name, offset: name },
    { field: fields.tensor.quantization, offset: quantisation },
  ]);
}

function writeQuantisation(builder: Builder, { scales, zeroPoints, dimension }: Quantisation): Offset {
  const scale = writeFloats(builder, scales);
  const zeroPoint = writeInt64s(builder, zeroPoints);
  return writeTable(builder, 7, [
    { field: fields.quantization.scale, offset: scale },
    { field: fields.quantization.zeroPoint, offset: zeroPoint },
    { field: fields.quantization.quantizedDimension, int32: dimension },
  ]);
}

function writeOperator(builder: Builder, operator: GraphOperator, code: number): Offset {
  const inputs = writeInt32s(builder, operator.inputs);
  const outputs = writeInt32s(builder, operator.outputs);
  const options = writeOptions(builder, operator);
  return writeTable(builder, 5, [
    { field: fields.operator.opcodeIndex, int32: code },
    { field: fields.operator.inputs, offset: inputs },
    { field: fields.operator.outputs, offset: outputs },
    { field: fields.operator.builtinOptionsType, int8: options.type },
    { field: fields.operator.builtinOptions, offset: options.offset },
  ]);
}
