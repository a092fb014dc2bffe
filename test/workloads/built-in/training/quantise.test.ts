import assert from 'node:assert/strict';
import { Random } from '../../../../workloads/built-in/random.ts';
import { prepareTraining } from '../../../../workloads/built-in/training/backend.ts';
import { calibrate } from '../../../../workloads/built-in/training/calibrate.ts';
import { evaluate, withWeights } from '../../../../workloads/built-in/training/evaluate.ts';
import type { Network } from '../../../../workloads/built-in/training/network.ts';
import { NetworkBuilder, samePadding } from '../../../../workloads/built-in/training/network.ts';
import { quantiseBias, quantiseKernel } from '../../../../workloads/built-in/training/quantise-kernel.ts';
import { activationQuantisation, quantiseNetwork } from '../../../../workloads/built-in/training/quantise.ts';
import { batchOf, trainNetwork } from '../../../../workloads/built-in/training/train-network.ts';
import { loadModel } from '../../../../workloads/models/load-model.ts';
import { realValues } from '../../../../workloads/models/board-results.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';

describe('Quantisation', () => {
  it('lays 256 values over a range so that zero is one of them', () => {
    assert.deepEqual(activationQuantisation({ min: 0, max: 25.5 }), {
      scales: [Math.fround(0.1)],
      zeroPoints: [-128],
      dimension: 0,
    });
    assert.deepEqual(activationQuantisation({ min: -0.5, max: 1 }).zeroPoints, [-43]);
    assert.deepEqual(activationQuantisation({ min: 0, max: 0 }).scales, [1]);
  });

  it('gives each channel of a convolution its own scale and turns the kernel to out, height, width, in', () => {
    const layer = {
      kind: 'convolution',
      filters: 2,
      kernel: [1, 2],
      stride: 1,
      relu: false,
      normalised: false,
    } as const;
    const kernel = Float32Array.of(1.27, -10, 0.5, 5);
    const quantised = quantiseKernel(layer, [4, 4, 1], { kernel, bias: new Float32Array(2) }, 1);
    assert.deepEqual(quantised.shape, [2, 1, 2, 1]);
    assert.deepEqual([...quantised.values], [127, 50, -127, 64]);
    assert.deepEqual(quantised.scales, [Math.fround(1.27 / 127), Math.fround(10 / 127)]);
    assert.equal(quantised.dimension, 0);
  });

  it('keeps the order of a depthwise kernel, and gives a dense one a single scale', () => {
    const depthwise = { kind: 'depthwise', kernel: [1, 2], stride: 1, relu: true, normalised: true } as const;
    const weights = { kernel: Float32Array.of(1, 2, -0.5, 4), bias: new Float32Array(2) };
    const own = quantiseKernel(depthwise, [4, 4, 2], weights, 1);
    assert.deepEqual([own.shape, own.dimension, [...own.values]], [[1, 1, 2, 2], 3, [127, 64, -64, 127]]);
    const dense = { kind: 'dense', units: 2, relu: false, normalised: false } as const;
    const shared = quantiseKernel(dense, [2], weights, 1);
    assert.deepEqual([shared.shape, shared.scales.length, [...shared.values]], [[2, 2], 1, [32, -16, 64, 127]]);
  });

  it('keeps scales large enough for the biases of channels without weights', () => {
    const layer = { kind: 'dense', units: 1, relu: false, normalised: false } as const;
    const { scales } = quantiseKernel(layer, [1], { kernel: new Float32Array(1), bias: Float32Array.of(3) }, 0.5);
    const [bias = 0] = quantiseBias(Float32Array.of(3), scales, 0.5);
    assert.ok(bias > 2 ** 29 && bias < 2 ** 31);
  });
});

describe('SAME padding', () => {
  it("puts the larger half after, as TensorFlow's does", () => {
    assert.deepEqual(samePadding(49, 10, 2), [4, 5]);
    assert.deepEqual(samePadding(10, 4, 2), [1, 1]);
    assert.deepEqual(samePadding(32, 1, 2), [0, 0]);
  });
});

/** Every kind of layer: 6 × 6 pixels in, whether the upper or the lower half is brighter out. */
function smallNetwork(): Network {
  const layers = new NetworkBuilder([6, 6, 1]);
  const shared = { relu: true, normalised: true, kernel: [3, 3] } as const;
  const first = layers.add('first', { kind: 'convolution', filters: 6, stride: 1, ...shared });
  layers.add('depthwise', { kind: 'depthwise', stride: 1, ...shared });
  const second = layers.add('second', { kind: 'convolution', filters: 6, stride: 1, ...shared, relu: false });
  layers.add('sum', { kind: 'add', relu: true }, first, second);
  layers.add('smaller', { kind: 'convolution', filters: 8, stride: 2, ...shared });
  layers.add('average', { kind: 'average' });
  layers.add('flat', { kind: 'flatten' });
  layers.add('hidden', { kind: 'dense', units: 8, relu: true, normalised: true });
  layers.add('classes', { kind: 'dense', units: 2, relu: false, normalised: false });
  layers.add('probabilities', { kind: 'softmax' });
  return layers.build();
}

describe('A network that is trained, quantised and written', () => {
  before(prepareTraining);

  it('has learned, and answers in int8 much as it does in float32', () => {
    const random = new Random(11);
    const scale = 1 / 32;
    const samples = Array.from({ length: 400 }, (_, index) => {
      const label = index % 2;
      const pixel = (at: number): number => random.between(-1, 1) + (at < 18 === (label === 0) ? 0.6 : 0);
      return { label, input: Float32Array.from({ length: 36 }, (_, at) => Math.round(pixel(at) / scale) * scale) };
    });
    const inputs = samples.map(({ input }) => input);
    const labels = samples.map(({ label }) => label);
    const network = smallNetwork();
    const losses: number[] = [];
    const plan = { seed: 1, epochs: 8, batch: 25, learningRate: 0.02, weightDecay: 1e-4, momentSamples: 200 };
    const weights = trainNetwork(network, { inputs: inputs.slice(0, 300), labels }, plan, (_, loss) =>
      losses.push(loss),
    );
    assert.ok((losses.at(-1) ?? 1) < 0.6 * (losses[0] ?? 0), losses.join(' '));

    const ranges = calibrate(network, weights, inputs.slice(0, 300));
    const graph = quantiseNetwork(network, { description: '', input: { scale, zeroPoint: 0 }, weights, ranges });
    const model = loadModel(writeModelGraph(graph), 'small.tflite');
    const held = samples.slice(300);
    let [right, furthest] = [0, 0];
    for (const { label, input } of held) {
      const bytes = Int8Array.from(input, (value) => Math.max(-128, Math.min(127, value / scale)));
      const [first = 0] = realValues(model.invoke(new Uint8Array(bytes.buffer)), model.output);
      const real = evaluate(network, batchOf(network, [input]), withWeights(weights)).at(-1);
      furthest = Math.max(furthest, Math.abs(first - (real?.dataSync()[0] ?? NaN)));
      if (first > 0.5 === (label === 0)) right += 1;
    }
    assert.ok(right >= 90, `${right} of 100`);
    assert.ok(furthest < 0.15, String(furthest));
  });
});
