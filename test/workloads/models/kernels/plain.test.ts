import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fixedPointFactor } from '../../../../workloads/models/kernels/requantise.ts';
import { plainKernels } from '../../../../workloads/models/kernels/plain.ts';
import type { Requantisation, WindowGeometry } from '../../../../workloads/models/kernels/kernel-set.ts';

const unscaled = (columns: number): Requantisation => ({
  multipliers: new Int32Array(columns).fill(2 ** 30),
  exponents: new Int32Array(columns).fill(1),
  zeroPoint: 0,
  minimum: -128,
  maximum: 127,
});

describe('A fully connected layer', () => {
  it('multiplies each line with the weights of each output', () => {
    const output = new Int8Array(6);
    plainKernels.fullyConnected({
      batches: 2,
      inputElements: 2,
      outputElements: 3,
      input: Int8Array.of(3, 4, 5, 6),
      inputZeroPoint: 2,
      weights: Int8Array.of(1, 2, 3, 4, -5, 6),
      bias: Int32Array.of(0, 10, 0),
      requantisation: unscaled(3),
      output,
    })();
    assert.deepEqual([...output], [5, 21, 7, 11, 35, 9]);
  });

  it('keeps sums that are larger than 16 bits', () => {
    const output = new Int8Array(1);
    const factor = fixedPointFactor(100 / (640 * 127 * 127));
    plainKernels.fullyConnected({
      batches: 1,
      inputElements: 640,
      outputElements: 1,
      input: new Int8Array(640).fill(127),
      inputZeroPoint: 0,
      weights: new Int8Array(640).fill(127),
      bias: Int32Array.of(0),
      requantisation: {
        ...unscaled(1),
        multipliers: Int32Array.of(factor.multiplier),
        exponents: Int32Array.of(factor.exponent),
      },
      output,
    })();
    assert.deepEqual([...output], [100]);
  });
});

describe('An average pool', () => {
  const geometry: WindowGeometry = {
    ...{ batches: 1, inputHeight: 2, inputWidth: 3, inputChannels: 1, outputChannels: 1 },
    ...{ outputHeight: 1, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2 },
    ...{ dilationHeight: 1, dilationWidth: 1, paddingTop: 0, paddingLeft: 0 },
  };

  it('rounds halves away from zero, and counts only what lies in the image', () => {
    const pool = (input: Int8Array): number[] => {
      const output = new Int8Array(2);
      plainKernels.averagePool2d({ geometry, input, minimum: -128, maximum: 127, output })();
      return [...output];
    };
    assert.deepEqual(pool(Int8Array.of(1, 2, 5, 3, 4, 8)), [3, 7]);
    assert.deepEqual(pool(Int8Array.of(-1, -2, -5, -3, -4, -8)), [-3, -7]);
    assert.deepEqual(pool(Int8Array.of(1, 1, 0, 1, 2, 1)), [1, 1]);
  });

  it('clamps to the range of its activation', () => {
    const output = new Int8Array(2);
    const input = Int8Array.of(100, 100, -100, 100, 100, -100);
    plainKernels.averagePool2d({ geometry, input, minimum: -10, maximum: 60, output })();
    assert.deepEqual([...output], [60, -10]);
  });
});

describe('Softmax', () => {
  const softmax = (input: number[], classes: number, scale: number): number[] => {
    const output = new Int8Array(input.length);
    const lines = input.length / classes;
    plainKernels.softmax({ lines, classes, input: Int8Array.from(input), scale, output })();
    return [...output];
  };

  it('gives equal inputs equal shares', () => {
    assert.deepEqual(softmax([7, 7, 7, 7], 4, 0.1), [-64, -64, -64, -64]);
  });

  it('gives the only large input everything that an int8 can say', () => {
    assert.deepEqual(softmax([127, -128, -128], 3, 1), [127, -128, -128]);
  });

  it('is within half a step of the exact share in each line', () => {
    const line = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(line, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, scale) => {
        const output = softmax(values, 3, scale);
        for (const start of [0, 3]) {
          const exponentials = values.slice(start, start + 3).map((value) => Math.exp(scale * (value - 128)));
          const sum = exponentials.reduce((total, value) => total + value, 0);
          exponentials.forEach((value, index) => {
            const exact = Math.min(127, (256 * value) / sum - 128);
            assert.ok(Math.abs((output[start + index] ?? 0) - exact) <= 0.501, `${values.join()}: ${output.join()}`);
          });
        }
      }),
    );
  });
});

describe('Addition', () => {
  it('brings both terms to the scale of the sum', () => {
    // 0.5 × (a − 1) + 0.25 × (b + 2) = 1.5 × (sum − 3)
    const output = new Int8Array(5);
    const factor = fixedPointFactor(1 / (2 ** 20 * 1.5));
    plainKernels.add({
      first: { values: Int8Array.of(1, 4, 7, 127, -128), zeroPoint: 1, ...fixedPointFactor(0.5) },
      second: { values: Int8Array.of(-2, 4, -2, 127, -128), zeroPoint: -2, ...fixedPointFactor(0.25) },
      requantisation: {
        multipliers: Int32Array.of(factor.multiplier),
        exponents: Int32Array.of(factor.exponent),
        zeroPoint: 3,
        minimum: -50,
        maximum: 60,
      },
      output,
    })();
    assert.deepEqual([...output], [3, 5, 5, 60, -50]);
  });
});
