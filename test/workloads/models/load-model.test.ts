import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import type { GraphTensor, ModelGraph } from '../../../workloads/models/graph.ts';
import type { KernelSet } from '../../../workloads/models/kernels/kernel-set.ts';
import { plainKernels } from '../../../workloads/models/kernels/plain.ts';
import { loadModel } from '../../../workloads/models/load-model.ts';
import { writeModelGraph } from '../../../workloads/models/tflite-writer/write.ts';
import { describeWithReference } from '../../reference.ts';
import { GraphUnderTest, smallGraph, unitSteps } from './small-graph.ts';

function load(graph: ModelGraph) {
  return loadModel(writeModelGraph(graph), 'small.tflite');
}

function refusal(graph: ModelGraph): BenchError {
  try {
    load(graph);
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error;
  }
  return assert.fail('it was loaded');
}

function withTensor(index: number, changes: Partial<GraphTensor>): ModelGraph {
  const graph = smallGraph();
  const tensors = graph.tensors.map((tensor) => (tensor.index === index ? { ...tensor, ...changes } : tensor));
  return { ...graph, tensors };
}

describe('A model that was loaded', () => {
  it('says what goes in and comes out', () => {
    const model = load(smallGraph());
    assert.deepEqual(model.input, { name: 't0', type: 'int8', shape: [1, 4, 4, 1], scale: 0.5, zeroPoint: 0 });
    assert.deepEqual(model.output.shape, [1, 2]);
    assert.equal(model.output.scale, 1 / 256);
  });

  it('gives the same output for the same input, whatever came between', () => {
    const model = load(smallGraph());
    const input = Uint8Array.from({ length: 16 }, (_, index) => index * 11);
    const first = model.invoke(input);
    const other = model.invoke(new Uint8Array(16).fill(200));
    assert.notDeepEqual(other, first);
    assert.deepEqual(model.invoke(input), first);
  });

  it('gives shares that add up to one', () => {
    const model = load(smallGraph());
    const shares = new Int8Array(model.invoke(new Uint8Array(16).fill(7)).buffer);
    const sum = shares.reduce((total, share) => total + share + 128, 0);
    assert.ok(Math.abs(sum - 256) <= 1, `${sum} of 256`);
  });

  it('refuses an input of another size', () => {
    const model = load(smallGraph());
    assert.throws(() => model.invoke(new Uint8Array(15)), {
      code: 'model.input',
      message: 'The model takes 16 bytes of input and was given 15',
    });
  });

  it('counts what each operator costs', () => {
    const counts = load(smallGraph()).costs.map((cost) => [cost.operator, cost.macs, cost.parameters]);
    assert.deepEqual(counts, [
      ['CONV_2D', 16 * 2 * 9, 18 + 2],
      ['DEPTHWISE_CONV_2D', 16 * 2 * 4, 8],
      ['ADD', 0, 0],
      ['AVERAGE_POOL_2D', 0, 0],
      ['RESHAPE', 0, 0],
      ['FULLY_CONNECTED', 16, 16 + 2],
      ['SOFTMAX', 0, 0],
    ]);
  });
});

describe('A model that cannot be run', () => {
  it('names the operator that there is no kernel for, and its place', () => {
    const graph = smallGraph();
    const operators = graph.operators.map((operator) =>
      operator.name === 'RESHAPE'
        ? { ...operator, name: 'SQUEEZE', options: { kind: 'add', activation: 'none' } as const }
        : operator,
    );
    const error = refusal({ ...graph, operators });
    assert.equal(error.code, 'model.unsupported');
    assert.match(error.message, /operator 4 \(SQUEEZE\) is not supported: there is no kernel for it/);
  });

  it('names an operator of a newer version', () => {
    const graph = smallGraph();
    const operators = graph.operators.map((operator) => ({ ...operator, version: operator.index === 0 ? 9 : 1 }));
    assert.match(refusal({ ...graph, operators }).message, /operator 0 \(CONV_2D\).*version 9, and 3 is the newest/);
  });

  it('names a tensor of another type', () => {
    const g = new GraphUnderTest();
    const output = g.operator('ADD', 1, [g.plain([4], 'float32'), g.plain([4], 'float32')], g.plain([4], 'float32'), {
      kind: 'add',
      activation: 'none',
    });
    const error = refusal({ ...g.graph(0, output), inputs: [0, 1] });
    assert.match(error.message, /2 inputs, not one/);
    const single = g.operators.map((operator) => ({ ...operator, inputs: [0, 0] }));
    assert.match(
      refusal({ ...g.graph(0, output), operators: single }).message,
      /operator 0 \(ADD\).*tensor 0 \(t0\) is float32, not int8/,
    );
  });

  it('is refused where shapes do not follow from each other', () => {
    assert.match(
      refusal(withTensor(3, { shape: [1, 4, 5, 2] })).message,
      /tensor 3 has the shape 1×4×5×2, not 1×4×4×2/,
    );
    assert.match(refusal(withTensor(8, { shape: [1, 9] })).message, /RESHAPE.*makes 9 values of 8/);
  });

  it('is refused where a tensor lacks its quantisation or has an impossible one', () => {
    assert.match(refusal(withTensor(0, { quantisation: null })).message, /tensor 0 has no quantisation/);
    const zero = { scales: [0], zeroPoints: [0], dimension: 0 };
    assert.match(refusal(withTensor(0, { quantisation: zero })).message, /tensor 0 has the scale 0/);
    const far = { scales: [1], zeroPoints: [300], dimension: 0 };
    assert.match(refusal(withTensor(0, { quantisation: far })).message, /zero point 300/);
  });

  it('is refused where it asks for more memory than any board has', () => {
    const graph = withTensor(0, { shape: [1, 4096, 4096, 4] });
    assert.match(refusal(graph).message, /activations take \d+ bytes/);
  });

  it('is refused where wide dilations make its padding enormous', () => {
    const g = new GraphUnderTest();
    const output = g.operator(
      'CONV_2D',
      3,
      [g.activation([1, 2, 2, 1]), g.weights([1, 2, 2, 1], () => 1), -1],
      g.activation([1, 2, 2, 1]),
      {
        kind: 'conv-2d',
        padding: 'same',
        ...unitSteps,
        dilationHeight: 60_000,
        dilationWidth: 60_000,
        activation: 'none',
      },
    );
    assert.match(refusal(g.graph(0, output)).message, /its input and padding take \d+ bytes/);
  });

  it('is refused where its kernels want more memory than there is', () => {
    const short: KernelSet = {
      ...plainKernels,
      conv2d: () => {
        throw new RangeError('Array buffer allocation failed');
      },
    };
    assert.throws(() => loadModel(writeModelGraph(smallGraph()), 'small.tflite', () => short), {
      code: 'model.unsupported',
      message: /operator 0 \(CONV_2D\) is not supported: there is not enough memory for it/,
    });
  });

  it('is refused or runs, whichever of its bytes are changed', () => {
    const sound = writeModelGraph(smallGraph());
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), (at, value) => {
        const bytes = sound.slice();
        bytes[at] = value;
        try {
          const model = loadModel(bytes, 'hostile.tflite');
          if (model.input.shape.join() === '1,4,4,1') assert.equal(model.invoke(new Uint8Array(16)).length > 0, true);
        } catch (error) {
          assert.ok(error instanceof BenchError, String(error));
          assert.ok(error.code === 'model.unreadable' || error.code === 'model.unsupported');
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describeWithReference('The costs of the official models', (reference) => {
  const macs = { kws01_int8: 2_656_768, vww01_int8: 7_489_664, ic01_int8: 12_501_632, ad01_int8: 264_192 };
  for (const [name, expected] of Object.entries(macs)) {
    it(`are ${expected} multiply-accumulates for ${name}`, () => {
      const model = loadModel(readFileSync(join(reference, 'models', `${name}.tflite`)), name);
      assert.equal(
        model.costs.reduce((sum, cost) => sum + cost.macs, 0),
        expected,
      );
    });
  }
});
