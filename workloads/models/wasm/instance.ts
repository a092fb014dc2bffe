import { readFileSync } from 'node:fs';
import type { KernelMemory } from './memory.ts';

/** The functions of assembly/, where their parameters are described; addresses and distances are in bytes. */
export interface KernelFunctions {
  add(
    first: number,
    second: number,
    firstTable: number,
    secondTable: number,
    multiplier: number,
    shift: number,
    sign: number,
    minimum: number,
    maximum: number,
    zeroPoint: number,
    output: number,
    count: number,
  ): void;
  convolveDepthwise(
    image: number,
    starts: number,
    pixels: number,
    distances: number,
    pairs: number,
    weights: number,
    blocks: number,
    channels: number,
    minimum: number,
    maximum: number,
    zeroPoint: number,
    output: number,
  ): void;
  multiply(
    image: number,
    starts: number,
    pixels: number,
    distances: number,
    runs: number,
    pairs: number,
    weights: number,
    blocks: number,
    columns: number,
    minimum: number,
    maximum: number,
    zeroPoint: number,
    output: number,
  ): void;
  poolWindow(
    input: number,
    lineBytes: number,
    height: number,
    width: number,
    channels: number,
    minimum: number,
    maximum: number,
    output: number,
  ): void;
  widenImage(
    from: number,
    fromBatch: number,
    fromLine: number,
    to: number,
    toBatch: number,
    toLine: number,
    batches: number,
    lines: number,
    lineValues: number,
    copies: number,
  ): void;
}

let compiled: WebAssembly.Module | null | undefined;

/** The compiled module, once for all models; null where Node's options or the processor leave vectors out. */
export function compiledKernels(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = readFileSync(new URL('kernels.wasm', import.meta.url));
    const isUsable = typeof WebAssembly === 'object' && WebAssembly.validate(bytes);
    compiled = isUsable ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

/** The functions on a memory. */
export function instantiate(module: WebAssembly.Module, memory: KernelMemory): KernelFunctions {
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.memory } });
  if (!isComplete(exports)) throw new TypeError('kernels.wasm is of another version: run `npm run build:wasm`');
  return exports;
}

function isComplete(exports: object): exports is KernelFunctions {
  const names: readonly (keyof KernelFunctions)[] = [
    'add',
    'convolveDepthwise',
    'multiply',
    'poolWindow',
    'widenImage',
  ];
  return names.every((name) => name in exports);
}
