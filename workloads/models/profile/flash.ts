import type { ModelGraph } from '../graph.ts';
import { runtimeCode } from './runtime.ts';
import type { BytesPart } from './runtime.ts';

/** A scale is a float32, a zero point an int64. */
const bytesPerQuantisation = 12;

/**
 * What a model takes in flash: its file, which interpreters keep as it is, by what it holds, and the code that runs it.
 * @param fileBytes the length of the .tflite file
 */
export function flashParts(graph: ModelGraph, fileBytes: number): BytesPart[] {
  const weights = Math.min(constantBytes(graph), fileBytes);
  const parameters = graph.tensors.reduce((sum, tensor) => sum + (tensor.quantisation?.scales.length ?? 0), 0);
  const quantisation = Math.min(parameters * bytesPerQuantisation, fileBytes - weights);
  return [
    { name: 'weights', bytes: weights, how: 'measured', source: 'constants in the file, each buffer once' },
    {
      name: 'quantisation parameters',
      bytes: quantisation,
      how: 'measured',
      source: `${parameters} scales and zero points in the file`,
    },
    {
      name: 'graph',
      bytes: fileBytes - weights - quantisation,
      how: 'measured',
      source: 'the rest of the file: operators, tensors, names, metadata',
    },
    runtimeCode(graph),
  ];
}

/** Several tensors may share a buffer of the file. */
function constantBytes(graph: ModelGraph): number {
  const seen = new Map<ArrayBufferLike, Set<number>>();
  let bytes = 0;
  for (const { data } of graph.tensors) {
    if (data === null || data.length === 0) continue;
    const offsets = seen.get(data.buffer) ?? new Set();
    seen.set(data.buffer, offsets);
    if (!offsets.has(data.byteOffset)) bytes += data.length;
    offsets.add(data.byteOffset);
  }
  return bytes;
}
