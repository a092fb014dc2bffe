import type { ModelGraph } from '../graph.ts';

/** A number of bytes, and how it is known. */
export interface BytesPart {
  readonly name: string;
  readonly bytes: number;
  readonly how: 'measured' | 'estimated';
  readonly source: string;
}

const interpreterCodeBytes = 16 * 1024;
const multiplyingCodeBytes = 4 * 1024;
const otherCodeBytes = 2 * 1024;

/** The operators that the cost of a model is mostly made of; their kernels are the large ones. */
const multiplying = new Set(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED']);

/**
 * Code of an interpreter such as TensorFlow Lite Micro with the kernels that a model needs. The interpreter is what its
 * documentation says; a kernel's size differs by a factor of three with library and compiler, and 4 KiB for those that
 * multiply and 2 KiB for others are assumed.
 */
export function runtimeCode(graph: ModelGraph): BytesPart {
  const kinds = new Set(graph.operators.map(({ name }) => name));
  let bytes = interpreterCodeBytes;
  for (const kind of kinds) bytes += multiplying.has(kind) ? multiplyingCodeBytes : otherCodeBytes;
  return {
    name: 'runtime code',
    bytes,
    how: 'estimated',
    source: `TensorFlow Lite Micro's documentation (16 KB of core on a Cortex-M3); 4 KiB a multiplying kernel and 2 KiB a kernel of others are assumed, ${kinds.size} ${kinds.size === 1 ? 'kind' : 'kinds'}`,
  };
}

const interpreterStateBytes = 1024;
const tensorStateBytes = 12;
const operatorStateBytes = 128;
const channelStateBytes = 8;

/**
 * What such an interpreter keeps in SRAM besides activations, reckoned from its structures on a 32-bit core: 12 bytes a
 * tensor, about 128 an operator with its prepared data, 8 (multiplier and shift) an output channel of a convolution, and
 * about 1 KiB of its own. Scratch buffers that some kernel libraries ask for come on top.
 */
export function runtimeState(graph: ModelGraph): BytesPart {
  const channels = graph.operators
    .filter(({ name }) => multiplying.has(name))
    .map(({ inputs }) => graph.tensors[inputs[1] ?? -1]?.quantisation?.scales.length ?? 0)
    .reduce((sum, scales) => sum + scales, 0);
  return {
    name: 'runtime state',
    bytes:
      interpreterStateBytes +
      tensorStateBytes * graph.tensors.length +
      operatorStateBytes * graph.operators.length +
      channelStateBytes * channels,
    how: 'estimated',
    source: "the structures of TensorFlow Lite Micro on a 32-bit core, without kernels' scratch buffers",
  };
}
