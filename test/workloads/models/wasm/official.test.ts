import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { plainKernels } from '../../../../workloads/models/kernels/plain.ts';
import { loadModel } from '../../../../workloads/models/load-model.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { wasmKernels } from '../../../../workloads/models/wasm/kernels.ts';
import { describeWithReference } from '../../../reference.ts';
import { smallGraph } from '../small-graph.ts';

/** Runs a model with both sets on inputs of its size, and wants the same bytes. */
function assertSameModel(bytes: Uint8Array, name: string, inputs: readonly Uint8Array[]): void {
  const plain = loadModel(bytes, name, () => plainKernels);
  const vector = loadModel(bytes, name, () => wasmKernels() ?? assert.fail('no WebAssembly SIMD'));
  for (const input of inputs) assert.deepEqual(vector.invoke(input), plain.invoke(input));
}

/** Inputs in which neighbouring values are far apart. */
function scattered(count: number, bytes: number): Uint8Array[] {
  return Array.from({ length: count }, (_, sample) =>
    Uint8Array.from({ length: bytes }, (__, index) => Math.imul(sample * bytes + index, 0x9e3779b1) >>> 24),
  );
}

describe('A model of all operators', () => {
  it('answers the same with both sets of kernels', () => {
    assertSameModel(writeModelGraph(smallGraph()), 'small.tflite', scattered(50, 16));
  });
});

describeWithReference('The official models, with both sets of kernels', (reference) => {
  const golden = join(reference, 'golden/inputs');
  for (const name of ['kws01', 'vww01', 'ic01', 'ic02', 'ad01', 'sww01']) {
    it(`answer the same bytes: ${name}`, () => {
      const bytes = readFileSync(join(reference, 'models', `${name}_int8.tflite`));
      const own = readdirSync(golden).filter((file) => file.startsWith(name));
      const inputs = own.map((file) => readFileSync(join(golden, file)));
      const size = loadModel(bytes, name).input.shape.reduce((product, length) => product * length, 1);
      assertSameModel(bytes, name, [...inputs.filter((input) => input.length === size), ...scattered(5, size)]);
    });
  }
});
