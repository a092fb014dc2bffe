import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphTensor, ModelGraph } from '../../../../workloads/models/graph.ts';
import { loadModel } from '../../../../workloads/models/load-model.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { describeWithReference } from '../../../reference.ts';

function tensor(index: number, parts: Partial<GraphTensor> & Pick<GraphTensor, 'shape'>): GraphTensor {
  const elements = parts.shape.reduce((product, size) => product * size, 1);
  return { index, name: `tensor ${index}`, type: 'int8', elements, quantisation: null, data: null, ...parts };
}

/** One depthwise convolution with strides of its own in both directions. */
const graph: ModelGraph = {
  fileName: 'small.tflite',
  description: 'a model of a test',
  tensors: [
    tensor(0, { shape: [1, 4, 6, 2], quantisation: { scales: [0.5], zeroPoints: [-7], dimension: 0 } }),
    tensor(1, {
      shape: [1, 1, 1, 2],
      quantisation: { scales: [0.25, 2], zeroPoints: [0, 0], dimension: 3 },
      data: Uint8Array.of(3, 0xfe),
    }),
    tensor(2, { shape: [2], type: 'int32', data: Uint8Array.of(1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff) }),
    tensor(3, { shape: [1, 2, 2, 2], quantisation: { scales: [1], zeroPoints: [127], dimension: 0 } }),
  ],
  operators: [
    {
      index: 0,
      name: 'DEPTHWISE_CONV_2D',
      version: 3,
      inputs: [0, 1, 2],
      outputs: [3],
      options: {
        kind: 'depthwise-conv-2d',
        padding: 'valid',
        strideHeight: 2,
        strideWidth: 3,
        dilationHeight: 1,
        dilationWidth: 1,
        activation: 'relu6',
      },
    },
  ],
  inputs: [0],
  outputs: [3],
};

describe('A written .tflite file', () => {
  it('reads back as the graph that was written', () => {
    assert.deepEqual(readModelGraph(writeModelGraph(graph), 'small.tflite'), graph);
  });

  it('bears the mark of TensorFlow Lite and keeps constants at multiples of 16 bytes', () => {
    const data = Uint8Array.from({ length: 2 * 31 }, (_, index) => 100 + index);
    const [input, , bias, output] = graph.tensors;
    assert.ok(input && bias && output);
    const weights = tensor(1, { ...graph.tensors[1], shape: [1, 1, 31, 2], data });
    const bytes = Buffer.from(writeModelGraph({ ...graph, tensors: [input, weights, bias, output] }));
    assert.equal(bytes.toString('latin1', 4, 8), 'TFL3');
    assert.equal(bytes.indexOf(data) % 16, 0);
    assert.ok(bytes.indexOf(data) > 0);
  });

  it('has one operator code for operators that are alike', () => {
    const [first] = graph.operators;
    assert.ok(first);
    const twice = { ...graph, operators: [first, { ...first, index: 1 }] };
    const newer = { ...graph, operators: [first, { ...first, index: 1, version: 4 }] };
    assert.ok(writeModelGraph(newer).length > writeModelGraph(twice).length);
  });

  it('is refused for what the schema has no code for, and for options that were not read', () => {
    const [first] = graph.operators;
    assert.ok(first);
    const withOperator = (parts: Partial<typeof first>) => ({ ...graph, operators: [{ ...first, ...parts }] });
    assert.throws(() => writeModelGraph(withOperator({ name: 'CUSTOM thing' })), /Operator 0 \(CUSTOM thing\)/);
    assert.throws(() => writeModelGraph(withOperator({ options: { kind: 'unread' } })), /were not read/);
  });
});

describeWithReference('An official model, written again', (folder) => {
  for (const name of ['kws01', 'vww01', 'ic01', 'ad01', 'ic02']) {
    it(`is the same graph and gives the same output: ${name}`, () => {
      const original = new Uint8Array(readFileSync(join(folder, 'models', `${name}_int8.tflite`)));
      const written = writeModelGraph(readModelGraph(original, name));
      assert.deepEqual(readModelGraph(written, name), readModelGraph(original, name));
      const [before, after] = [loadModel(original, name), loadModel(written, name)];
      const elements = before.input.shape.reduce((product, size) => product * size, 1);
      const input = Uint8Array.from({ length: elements }, (_, index) => (index * 37) & 255);
      assert.deepEqual(after.invoke(input), before.invoke(input));
    });
  }
});
