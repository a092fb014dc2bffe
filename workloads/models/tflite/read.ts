import { bytesPerElement } from '../graph.ts';
import type { GraphOperator, GraphTensor, ModelGraph, Quantisation } from '../graph.ts';
import { FlatBuffer } from './flatbuffer.ts';
import type { FlatTable } from './flatbuffer.ts';
import { readOptions } from './options.ts';
import { customOperatorCode, elementTypes, fields, operatorNames } from './schema.ts';
import { checkOrder } from './order.ts';

/** TensorFlow Lite itself goes up to eight for the operators that microcontrollers have. */
const largestRank = 8;
/** No tensor of a model for a microcontroller comes near it; it keeps products of shapes exact. */
const mostElements = 2 ** 31;

/**
 * Reads a .tflite file: its main subgraph, checked so far that whoever walks the result needs no further check of
 * indexes, order or the size of constants. Whether the operators can be computed is not judged here.
 * Costs memory in proportion to the size of the file, whatever the file says.
 * @throws BenchError model.unreadable
 */
export function readModelGraph(bytes: Uint8Array, fileName: string): ModelGraph {
  const file = new FlatBuffer(bytes, fileName);
  if (bytes.byteLength < 8) file.refuse(`it has ${bytes.byteLength} bytes`);
  if (file.identifier !== 'TFL3') file.refuse('it does not bear the mark TFL3');
  const model = file.root();
  const version = model.uint32(fields.model.version, 0);
  if (version !== 3) file.refuse(`it has version ${version} of the schema, not 3`);
  const main = model.tables(fields.model.subgraphs)[0] ?? file.refuse('it holds no graph');
  const buffers = model.tables(fields.model.buffers).map((buffer) => readBuffer(file, buffer));
  const names = model.tables(fields.model.operatorCodes).map(readOperatorCode);

  const tensors = main.tables(fields.subgraph.tensors).map((table, index) => readTensor(file, table, index, buffers));
  const tensorIndexes = (list: readonly number[], where: string, optional: boolean): readonly number[] => {
    for (const index of list) {
      const absent = optional && index === -1;
      if (!absent && tensors[index] === undefined)
        file.refuse(`${where} refers to tensor ${index} of ${tensors.length}`);
    }
    return list;
  };
  const operators = main.tables(fields.subgraph.operators).map((table, index): GraphOperator => {
    const code = table.uint32(fields.operator.opcodeIndex, 0);
    const { name, version } = names[code] ?? file.refuse(`operator ${index} has the code ${code} of ${names.length}`);
    const where = `operator ${index} (${name})`;
    return {
      index,
      name,
      version,
      inputs: tensorIndexes(table.int32s(fields.operator.inputs), where, true),
      outputs: tensorIndexes(table.int32s(fields.operator.outputs), where, false),
      options: readOptions(name, table, (problem) => file.refuse(`${where} ${problem}`)),
    };
  });
  const graph: ModelGraph = {
    fileName,
    description: model.text(fields.model.description),
    tensors,
    operators,
    inputs: tensorIndexes(main.int32s(fields.subgraph.inputs), 'the list of inputs', false),
    outputs: tensorIndexes(main.int32s(fields.subgraph.outputs), 'the list of outputs', false),
  };
  checkOrder(graph, variablesOf(main), (problem) => file.refuse(problem));
  return graph;
}

function readOperatorCode(table: FlatTable): { name: string; version: number } {
  // Codes up to 126 once had a field of one byte; readers take the larger of the two.
  const code = Math.max(
    table.int8(fields.operatorCode.deprecatedBuiltinCode, 0),
    table.int32(fields.operatorCode.builtinCode, 0),
  );
  const version = table.int32(fields.operatorCode.version, 1);
  if (code === customOperatorCode) return { name: `CUSTOM ${table.text(fields.operatorCode.customCode)}`, version };
  return { name: operatorNames[code] ?? `operator code ${code}`, version };
}

function readBuffer(file: FlatBuffer, table: FlatTable): Uint8Array | null {
  if (table.has(fields.buffer.offset)) file.refuse('it keeps its weights behind the FlatBuffer, as files over 2 GB do');
  return table.bytes(fields.buffer.data);
}

function readTensor(
  file: FlatBuffer,
  table: FlatTable,
  index: number,
  buffers: readonly (Uint8Array | null)[],
): GraphTensor {
  const name = table.text(fields.tensor.name);
  const refuse = (problem: string): never => file.refuse(`tensor ${index} (${name}) ${problem}`);
  const typeCode = table.int8(fields.tensor.type, 0);
  const type = elementTypes[typeCode] ?? refuse(`has the unknown type ${typeCode}`);
  const shape = table.int32s(fields.tensor.shape);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (shape.length > largestRank) refuse(`has ${shape.length} dimensions`);
  if (shape.some((size) => size < 0) || elements > mostElements) refuse(`has the shape ${shape.join('×')}`);

  const bufferIndex = table.uint32(fields.tensor.buffer, 0);
  const buffer = buffers[bufferIndex];
  if (buffer === undefined) refuse(`refers to buffer ${bufferIndex} of ${buffers.length}`);
  const data = elements === 0 ? new Uint8Array(0) : (buffer ?? null);
  const bytesWanted = type === 'int4' ? Math.ceil(elements / 2) : elements * bytesPerElement[type];
  if (data !== null && table.has(fields.tensor.sparsity)) refuse('is stored as a sparse one');
  if (data !== null && bytesWanted > 0 && data.length !== bytesWanted)
    refuse(`has ${data.length} bytes, and its shape ${shape.join('×')} takes ${bytesWanted}`);
  const quantisation = readQuantisation(table.table(fields.tensor.quantization), shape, refuse);
  return { index, name, type, shape, elements, quantisation, data };
}

function readQuantisation(
  table: FlatTable | null,
  shape: readonly number[],
  refuse: (problem: string) => never,
): Quantisation | null {
  if (table === null) return null;
  const scales = table.float32s(fields.quantization.scale);
  if (scales.length === 0) return null;
  if (table.uint8(fields.quantization.detailsType, 0) !== 0) refuse('has a quantisation of a custom kind');
  const zeroPoints = table.int64s(fields.quantization.zeroPoint);
  const dimension = table.int32(fields.quantization.quantizedDimension, 0);
  // Writers leave zero points out where all are zero.
  if (zeroPoints.length === 0) zeroPoints.push(...scales.map(() => 0));
  if (zeroPoints.length !== scales.length) refuse(`has ${scales.length} scales and ${zeroPoints.length} zero points`);
  if (!scales.every((scale) => Number.isFinite(scale) && scale >= 0)) refuse('has a scale that is no positive number');
  if (scales.length > 1 && shape[dimension] !== scales.length)
    refuse(`has ${scales.length} scales for dimension ${dimension} of ${shape.join('×')}`);
  return { scales, zeroPoints, dimension };
}

/** The tensors that keep their value from one inference to the next. */
function variablesOf(subgraph: FlatTable): Set<number> {
  const variables = new Set<number>();
  subgraph.tables(fields.subgraph.tensors).forEach((table, index) => {
    if (table.bool(fields.tensor.isVariable)) variables.add(index);
  });
  return variables;
}
