import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Conv2d, WindowGeometry } from '../../../../workloads/models/kernels/kernel-set.ts';
import { plainKernels } from '../../../../workloads/models/kernels/plain.ts';

/** Lets accumulators through as they are: factor 1. */
function unscaled(channels: number): Conv2d['requantisation'] {
  return {
    multipliers: new Int32Array(channels).fill(2 ** 30),
    exponents: new Int32Array(channels).fill(1),
    zeroPoint: 0,
    minimum: -128,
    maximum: 127,
  };
}

const size = fc.integer({ min: 1, max: 4 });
const geometry: fc.Arbitrary<WindowGeometry> = fc
  .record({
    batches: fc.integer({ min: 1, max: 2 }),
    inputHeight: fc.integer({ min: 1, max: 7 }),
    inputWidth: fc.integer({ min: 1, max: 7 }),
    inputChannels: size,
    outputHeight: size,
    outputWidth: size,
    outputChannels: fc.integer({ min: 1, max: 9 }),
    windowHeight: size,
    windowWidth: size,
    strideHeight: fc.integer({ min: 1, max: 3 }),
    strideWidth: fc.integer({ min: 1, max: 3 }),
    dilationHeight: fc.integer({ min: 1, max: 2 }),
    dilationWidth: fc.integer({ min: 1, max: 2 }),
  })
  .chain((sizes) =>
    fc
      .record({
        paddingTop: fc.integer({ min: 0, max: (sizes.windowHeight - 1) * sizes.dilationHeight }),
        paddingLeft: fc.integer({ min: 0, max: (sizes.windowWidth - 1) * sizes.dilationWidth }),
      })
      .map((padding) => ({ ...sizes, ...padding })),
  );

/** Values that look random and stay small enough for sums to show in an int8. */
function scatter(length: number, seed: number, limit: number): Int8Array {
  return Int8Array.from({ length }, (_, index) => (Math.imul(index + seed, 0x9e3779b1) >>> 8) % (2 * limit + 1)).map(
    (value) => value - limit,
  );
}

/** The convolution by its definition, value by value. `weightAt` gives 0 for a channel that is not read. */
function byDefinition(
  g: WindowGeometry,
  input: Int8Array,
  zeroPoint: number,
  bias: Int32Array,
  weightAt: (output: number, y: number, x: number, channel: number) => number,
): number[] {
  const values: number[] = [];
  for (let batch = 0; batch < g.batches; batch += 1)
    for (let y = 0; y < g.outputHeight; y += 1)
      for (let x = 0; x < g.outputWidth; x += 1)
        for (let output = 0; output < g.outputChannels; output += 1) {
          let sum = bias[output] ?? 0;
          for (let windowY = 0; windowY < g.windowHeight; windowY += 1)
            for (let windowX = 0; windowX < g.windowWidth; windowX += 1) {
              const inputY = y * g.strideHeight - g.paddingTop + windowY * g.dilationHeight;
              const inputX = x * g.strideWidth - g.paddingLeft + windowX * g.dilationWidth;
              if (inputY < 0 || inputY >= g.inputHeight || inputX < 0 || inputX >= g.inputWidth) continue;
              const pixel = ((batch * g.inputHeight + inputY) * g.inputWidth + inputX) * g.inputChannels;
              for (let channel = 0; channel < g.inputChannels; channel += 1)
                sum += ((input[pixel + channel] ?? 0) - zeroPoint) * weightAt(output, windowY, windowX, channel);
            }
          values.push(Math.min(127, Math.max(-128, sum)));
        }
  return values;
}

describe('Convolution', () => {
  it('sums what the window covers: an example by hand', () => {
    // 3×3 pixels 1 to 9, a window of 2×2 ones, padded on the right and below with the zero point.
    const output = new Int8Array(9);
    plainKernels.conv2d({
      geometry: {
        batches: 1,
        ...{ inputHeight: 3, inputWidth: 3, inputChannels: 1, outputHeight: 3, outputWidth: 3, outputChannels: 1 },
        ...{ windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 },
        ...{ paddingTop: 0, paddingLeft: 0 },
      },
      input: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
      inputZeroPoint: 1,
      weights: Int8Array.of(1, 1, 1, 1),
      bias: Int32Array.of(100),
      requantisation: unscaled(1),
      output,
    })();
    assert.deepEqual([...output], [108, 112, 107, 120, 124, 113, 113, 115, 108]);
  });

  it('agrees with its definition for any window, stride, dilation and padding', () => {
    fc.assert(
      fc.property(geometry, fc.nat(1000), fc.integer({ min: -8, max: 8 }), (g, seed, inputZeroPoint) => {
        const weights = scatter(g.outputChannels * g.windowHeight * g.windowWidth * g.inputChannels, seed, 3);
        const input = scatter(g.batches * g.inputHeight * g.inputWidth * g.inputChannels, seed + 1, 8);
        const bias = Int32Array.from(scatter(g.outputChannels, seed + 2, 20));
        const output = new Int8Array(g.batches * g.outputHeight * g.outputWidth * g.outputChannels);
        const requantisation = unscaled(g.outputChannels);
        const run = plainKernels.conv2d({ geometry: g, input, inputZeroPoint, weights, bias, requantisation, output });
        const expected = byDefinition(g, input, inputZeroPoint, bias, (o, y, x, channel) => {
          return weights[((o * g.windowHeight + y) * g.windowWidth + x) * g.inputChannels + channel] ?? 0;
        });
        run();
        run();
        assert.deepEqual([...output], expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('Depthwise convolution', () => {
  it('agrees with its definition for any window, stride, dilation, padding and channel multiplier', () => {
    fc.assert(
      fc.property(
        geometry,
        size,
        fc.nat(1000),
        fc.integer({ min: -8, max: 8 }),
        (sizes, copies, seed, inputZeroPoint) => {
          const g = { ...sizes, outputChannels: sizes.inputChannels * copies };
          const weights = scatter(g.windowHeight * g.windowWidth * g.outputChannels, seed, 5);
          const input = scatter(g.batches * g.inputHeight * g.inputWidth * g.inputChannels, seed + 1, 8);
          const bias = Int32Array.from(scatter(g.outputChannels, seed + 2, 20));
          const output = new Int8Array(g.batches * g.outputHeight * g.outputWidth * g.outputChannels);
          const requantisation = unscaled(g.outputChannels);
          const parameters = { geometry: g, input, inputZeroPoint, weights, bias, requantisation, output };
          const run = plainKernels.depthwiseConv2d(parameters);
          const expected = byDefinition(g, input, inputZeroPoint, bias, (o, y, x, channel) => {
            const isRead = channel === Math.floor(o / copies);
            return isRead ? (weights[(y * g.windowWidth + x) * g.outputChannels + o] ?? 0) : 0;
          });
          run();
          run();
          assert.deepEqual([...output], expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
