import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { readFloats } from '../../../../workloads/models/benchmark-input.ts';
import type { Activation, ModelGraph, Padding } from '../../../../workloads/models/graph.ts';
import { prepareFloatModel } from '../../../../workloads/models/tensorflow/load-float-model.ts';
import { FloatGraph } from './float-graph.ts';

/** Numbers from −1 to 1 that look like noise. */
const noise = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.sin(12.9898 * (index + 1) + 78.233 * seed) ** 3);

async function outputOf(graph: ModelGraph, input: readonly number[]): Promise<number[]> {
  const model = await prepareFloatModel(graph);
  try {
    return Array.from(readFloats(model.invoke(new Uint8Array(Float32Array.from(input).buffer))));
  } finally {
    model.dispose();
  }
}

function assertClose(found: readonly number[], wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  found.forEach((value, index) => {
    const expected = wanted[index] ?? NaN;
    assert.ok(Math.abs(value - expected) < 1e-5, `value ${index} is ${value}, not ${expected}`);
  });
}

interface Window {
  readonly size: number;
  readonly channels: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

const windows = fc
  .record({
    size: fc.integer({ min: 1, max: 7 }),
    channels: fc.integer({ min: 1, max: 5 }),
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom<Padding>('same', 'valid'),
  })
  .filter(({ stride, dilation }) => stride === 1 || dilation === 1)
  .filter(({ size, window, dilation, padding }) => padding === 'same' || size >= (window - 1) * dilation + 1);

/** The side of the output, and the pixels of padding before the input, as TensorFlow defines them. */
function extent({ size, window, stride, dilation, padding }: Window): {
  readonly side: number;
  readonly before: number;
} {
  const reach = (window - 1) * dilation + 1;
  if (padding === 'valid') return { side: Math.ceil((size - reach + 1) / stride), before: 0 };
  const side = Math.ceil(size / stride);
  return { side, before: Math.floor(Math.max(0, (side - 1) * stride + reach - size) / 2) };
}

/** For each output pixel the pixels in its window, by number, −1 outside of the image. */
function windowPixels(shape: Window): number[][] {
  const { size, window, stride, dilation } = shape;
  const { side, before } = extent(shape);
  const along = (at: number, step: number): number => at * stride - before + step * dilation;
  const inside = (y: number, x: number): boolean => y >= 0 && x >= 0 && y < size && x < size;
  return Array.from({ length: side * side }, (_, pixel) =>
    Array.from({ length: window * window }, (_, place) => {
      const y = along(Math.floor(pixel / side), Math.floor(place / window));
      const x = along(pixel % side, place % window);
      return inside(y, x) ? y * size + x : -1;
    }),
  );
}

const relu = (value: number): number => Math.max(0, value);

describe('The float32 operators, by their definitions', () => {
  const options = ({ stride, dilation, padding }: Window, activation: Activation) => ({
    padding,
    strideHeight: stride,
    strideWidth: stride,
    dilationHeight: dilation,
    dilationWidth: dilation,
    activation,
  });

  it('CONV_2D', async () => {
    const check = async (shape: Window): Promise<void> => {
      const { size, channels, window } = shape;
      const { side } = extent(shape);
      const [weights, bias] = [noise(3 * window * window * channels, 1), noise(3, 2)];
      const graph = new FloatGraph([1, size, size, channels]);
      const constants = [graph.constant([3, window, window, channels], weights), graph.constant([3], bias)];
      const output = graph.operator('CONV_2D', [0, ...constants], [1, side, side, 3], {
        kind: 'conv-2d',
        ...options(shape, 'relu'),
      });
      const input = noise(size * size * channels, 3);
      const wanted = windowPixels(shape).flatMap((pixels) =>
        bias.map((offset, out) => {
          let sum = offset;
          pixels.forEach((pixel, place) => {
            for (let channel = 0; pixel >= 0 && channel < channels; channel += 1)
              sum +=
                (input[pixel * channels + channel] ?? NaN) *
                (weights[(out * window * window + place) * channels + channel] ?? NaN);
          });
          return relu(sum);
        }),
      );
      assertClose(await outputOf(graph.ending(output), input), wanted);
    };
    await fc.assert(fc.asyncProperty(windows, check), { numRuns: 60 });
  });

  it('DEPTHWISE_CONV_2D, with more output than input channels too', async () => {
    const check = async (shape: Window, multiplier: number): Promise<void> => {
      const { size, channels, window } = shape;
      const { side } = extent(shape);
      const outputs = channels * multiplier;
      const weights = noise(window * window * outputs, 4);
      const graph = new FloatGraph([1, size, size, channels]);
      const constant = graph.constant([1, window, window, outputs], weights);
      const output = graph.operator('DEPTHWISE_CONV_2D', [0, constant, -1], [1, side, side, outputs], {
        kind: 'depthwise-conv-2d',
        ...options(shape, 'none'),
      });
      const input = noise(size * size * channels, 5);
      const wanted = windowPixels(shape).flatMap((pixels) =>
        Array.from({ length: outputs }, (_, out) =>
          pixels.reduce((sum, pixel, place) => {
            if (pixel < 0) return sum;
            const value = input[pixel * channels + Math.floor(out / multiplier)] ?? NaN;
            return sum + value * (weights[place * outputs + out] ?? NaN);
          }, 0),
        ),
      );
      assertClose(await outputOf(graph.ending(output), input), wanted);
    };
    await fc.assert(fc.asyncProperty(windows, fc.integer({ min: 1, max: 3 }), check), { numRuns: 60 });
  });

  it('AVERAGE_POOL_2D, where padding does not count', async () => {
    const check = async (anyShape: Window): Promise<void> => {
      const shape = { ...anyShape, dilation: 1 };
      const { size, channels, window, stride, padding } = shape;
      const { side } = extent(shape);
      const graph = new FloatGraph([1, size, size, channels]);
      const output = graph.operator('AVERAGE_POOL_2D', [0], [1, side, side, channels], {
        kind: 'pool-2d',
        padding,
        strideHeight: stride,
        strideWidth: stride,
        windowHeight: window,
        windowWidth: window,
        activation: 'none',
      });
      const input = noise(size * size * channels, 6);
      const wanted = windowPixels(shape).flatMap((pixels) => {
        const inside = pixels.filter((pixel) => pixel >= 0);
        return Array.from({ length: channels }, (_, channel) => {
          const values = inside.map((pixel) => input[pixel * channels + channel] ?? NaN);
          return values.reduce((sum, value) => sum + value, 0) / values.length;
        });
      });
      assertClose(await outputOf(graph.ending(output), input), wanted);
    };
    await fc.assert(fc.asyncProperty(windows, check), { numRuns: 60 });
  });

  it('FULLY_CONNECTED, with many inputs', async () => {
    const [inputs, outputs] = [130, 5];
    const [weights, bias, input] = [noise(inputs * outputs, 7), noise(outputs, 8), noise(2 * inputs, 9)];
    const graph = new FloatGraph([2, inputs]);
    const constants = [graph.constant([outputs, inputs], weights), graph.constant([outputs], bias)];
    const output = graph.operator('FULLY_CONNECTED', [0, ...constants], [2, outputs], {
      kind: 'fully-connected',
      activation: 'relu6',
      weightsAreShuffled: false,
    });
    const wanted = [0, 1].flatMap((line) =>
      bias.map((offset, out) => {
        let sum = offset;
        for (let at = 0; at < inputs; at += 1)
          sum += (input[line * inputs + at] ?? NaN) * (weights[out * inputs + at] ?? NaN);
        return Math.min(6, relu(sum));
      }),
    );
    assertClose(await outputOf(graph.ending(output), input), wanted);
  });

  it('ADD, RESHAPE and SOFTMAX, one after another', async () => {
    const graph = new FloatGraph([1, 2, 3]);
    const sum = graph.operator('ADD', [0, graph.constant([1, 2, 3], [1, 2, 3, 4, 5, 6])], [1, 2, 3], {
      kind: 'add',
      activation: 'relu-n1-to-1',
    });
    const line = graph.operator('RESHAPE', [sum], [1, 6], { kind: 'unread' });
    const shares = graph.operator('SOFTMAX', [line], [1, 6], { kind: 'softmax', beta: 2 });
    const input = [-1, -2.5, -3.25, -4, -7, 9];
    const powers = [0, -0.5, -0.25, 0, -1, 1].map((value) => Math.exp(2 * value));
    const total = powers.reduce((a, b) => a + b, 0);
    assertClose(
      await outputOf(graph.ending(shares), input),
      powers.map((power) => power / total),
    );
  });

  it('takes int8 weights as the numbers they stand for, by channel', async () => {
    const graph = new FloatGraph([1, 2]);
    const weights = graph.tensor({
      shape: [2, 2],
      type: 'int8',
      data: new Uint8Array(Int8Array.of(1, -2, 3, -4).buffer),
      quantisation: { scales: [0.5, 0.25], zeroPoints: [0, 0], dimension: 0 },
    });
    const output = graph.operator('FULLY_CONNECTED', [0, weights, -1], [1, 2], {
      kind: 'fully-connected',
      activation: 'none',
      weightsAreShuffled: false,
    });
    assertClose(await outputOf(graph.ending(output), [1, 10]), [0.5 - 10, 0.75 - 10]);
  });
});

describe('A float32 model', () => {
  const adding = (): ModelGraph => {
    const graph = new FloatGraph([1, 2]);
    return graph.ending(graph.operator('ADD', [0, 0], [1, 2], { kind: 'add', activation: 'none' }));
  };

  it('leaves nothing behind in memory but its output', async () => {
    const before = tf.memory().numTensors;
    const model = await prepareFloatModel(adding());
    const kept = tf.memory().numTensors;
    for (let time = 0; time < 5; time += 1) model.invoke(new Uint8Array(8));
    assert.equal(tf.memory().numTensors, kept);
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses an input of another size', async () => {
    const model = await prepareFloatModel(adding());
    assert.throws(() => model.invoke(new Uint8Array(9)), { code: 'model.input' });
  });

  it('is refused with the name of an operator that is not known', async () => {
    const graph = new FloatGraph([1, 2]);
    const output = graph.operator('HARD_SWISH', [0], [1, 2], { kind: 'unread' });
    await assert.rejects(prepareFloatModel(graph.ending(output)), {
      code: 'model.unsupported',
      message: 'float.tflite: operator 0 (HARD_SWISH) is not supported: there is no kernel for it',
    });
  });

  it('is refused where an operator makes another shape than the file says', async () => {
    const graph = new FloatGraph([1, 2]);
    const output = graph.operator('ADD', [0, 0], [1, 3], { kind: 'add', activation: 'none' });
    await assert.rejects(prepareFloatModel(graph.ending(output)), {
      code: 'model.unsupported',
      message: /1×2, not 1×3/,
    });
  });

  it('is refused where TensorFlow.js cannot compute an operator, in one sentence', async () => {
    const graph = new FloatGraph([1, 2]);
    const output = graph.operator('ADD', [0, graph.constant([3], [1, 2, 3])], [1, 2], {
      kind: 'add',
      activation: 'none',
    });
    await assert.rejects(prepareFloatModel(graph.ending(output)), {
      code: 'model.unsupported',
      message: /operator 0 \(ADD\) is not supported: TensorFlow.js does not compute it/,
    });
  });

  it('leaves no constants behind where it is refused', async () => {
    await prepareFloatModel(adding());
    const before = tf.memory().numTensors;
    const graph = new FloatGraph([1, 2]);
    const output = graph.operator('ADD', [0, graph.constant([2], [1, 2])], [1, 3], { kind: 'add', activation: 'none' });
    await assert.rejects(prepareFloatModel(graph.ending(output)));
    assert.equal(tf.memory().numTensors, before);
  });
});
