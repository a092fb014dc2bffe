import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {
  Kernel,
  KernelSet,
  Requantisation,
  WindowGeometry,
} from '../../../../workloads/models/kernels/kernel-set.ts';
import { plainKernels } from '../../../../workloads/models/kernels/plain.ts';
import { wasmKernels } from '../../../../workloads/models/wasm/kernels.ts';

function vectorKernels(): KernelSet {
  const kernels = wasmKernels();
  assert.ok(kernels !== undefined, 'every Node that the project runs on has WebAssembly SIMD');
  return kernels;
}

/** A tensor of a set, filled. */
function tensor(kernels: KernelSet, values: Int8Array): Int8Array {
  const memory = kernels.allocate(values.length);
  memory.set(values);
  return memory;
}

/** Bytes that look random, over the whole range. */
function scatter(length: number, seed: number): Int8Array {
  return Int8Array.from({ length }, (_, index) => (Math.imul(index + seed, 0x9e3779b1) ^ (index * 7919)) >> 13);
}

/** Runs both sets, twice so that nothing is left over from the first time, on tensors of their own. */
function assertSame(
  input: Int8Array,
  outputs: number,
  make: (kernels: KernelSet, input: Int8Array, output: Int8Array) => Kernel,
): void {
  const results = [plainKernels, vectorKernels()].map((kernels) => {
    const output = kernels.allocate(outputs);
    const memory = tensor(kernels, input);
    const run = make(kernels, memory, output);
    run();
    run();
    assert.deepEqual([...memory], [...input]);
    return [...output];
  });
  assert.deepEqual(results[1], results[0]);
}

const int8 = fc.integer({ min: -128, max: 127 });
const range = fc.tuple(int8, int8).map(([a, b]) => ({ minimum: Math.min(a, b), maximum: Math.max(a, b) }));
const factor = fc.record({
  multiplier: fc.oneof(fc.constantFrom(0, 2 ** 30, 2 ** 31 - 1), fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 })),
  exponent: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -12, max: -4 }) },
    { weight: 2, arbitrary: fc.integer({ min: -31, max: 0 }) },
  ),
});

function requantisation(channels: number): fc.Arbitrary<Requantisation> {
  return fc
    .record({ factors: fc.array(factor, { minLength: channels, maxLength: channels }), zeroPoint: int8, range })
    .map(({ factors, zeroPoint, range: clamp }) => ({
      multipliers: Int32Array.from(factors, ({ multiplier }) => multiplier),
      exponents: Int32Array.from(factors, ({ exponent }) => exponent),
      zeroPoint,
      ...clamp,
    }));
}

/** Biases of every size, so that sums wrap around too. */
function biases(channels: number): fc.Arbitrary<Int32Array> {
  const bias = fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  return fc.array(bias, { minLength: channels, maxLength: channels }).map((values) => Int32Array.from(values));
}

const side = fc.integer({ min: 1, max: 5 });
const step = fc.integer({ min: 1, max: 3 });

function geometries(channels: fc.Arbitrary<number>): fc.Arbitrary<WindowGeometry> {
  return fc
    .record({
      batches: fc.integer({ min: 1, max: 2 }),
      inputHeight: fc.integer({ min: 1, max: 7 }),
      inputWidth: fc.integer({ min: 1, max: 7 }),
      inputChannels: channels,
      outputHeight: side,
      outputWidth: side,
      outputChannels: fc.integer({ min: 1, max: 20 }),
      windowHeight: side,
      windowWidth: side,
      strideHeight: step,
      strideWidth: step,
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
}

function inputValues(g: WindowGeometry): number {
  return g.batches * g.inputHeight * g.inputWidth * g.inputChannels;
}

function outputValues(g: WindowGeometry): number {
  return g.batches * g.outputHeight * g.outputWidth * g.outputChannels;
}

describe('WebAssembly kernels give the very bytes of the plain ones', () => {
  it('for convolutions of any window, stride, dilation, padding and number of channels', () => {
    const cases = geometries(fc.integer({ min: 1, max: 19 })).chain((geometry) =>
      fc.record({
        geometry: fc.constant(geometry),
        requantisation: requantisation(geometry.outputChannels),
        bias: biases(geometry.outputChannels),
        inputZeroPoint: int8,
        seed: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ seed, ...rest }) => {
        const { geometry: g } = rest;
        const weights = scatter(g.outputChannels * g.windowHeight * g.windowWidth * g.inputChannels, seed);
        assertSame(scatter(inputValues(g), seed + 1), outputValues(g), (kernels, input, output) =>
          kernels.conv2d({ ...rest, input, weights, output }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for depthwise convolutions with any channel multiplier', () => {
    const cases = fc
      .tuple(geometries(fc.integer({ min: 1, max: 19 })), fc.integer({ min: 1, max: 3 }))
      .map(([sizes, copies]) => ({ ...sizes, outputChannels: sizes.inputChannels * copies }))
      .chain((geometry) =>
        fc.record({
          geometry: fc.constant(geometry),
          requantisation: requantisation(geometry.outputChannels),
          bias: biases(geometry.outputChannels),
          inputZeroPoint: int8,
          seed: fc.nat(),
        }),
      );
    fc.assert(
      fc.property(cases, ({ seed, ...rest }) => {
        const { geometry: g } = rest;
        const weights = scatter(g.windowHeight * g.windowWidth * g.outputChannels, seed);
        assertSame(scatter(inputValues(g), seed + 1), outputValues(g), (kernels, input, output) =>
          kernels.depthwiseConv2d({ ...rest, input, weights, output }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for fully connected layers of any size and number of lines', () => {
    const cases = fc
      .record({
        batches: fc.integer({ min: 1, max: 6 }),
        inputElements: fc.integer({ min: 1, max: 70 }),
        outputElements: fc.integer({ min: 1, max: 20 }),
      })
      .chain((sizes) =>
        fc.record({
          sizes: fc.constant(sizes),
          requantisation: requantisation(sizes.outputElements),
          bias: biases(sizes.outputElements),
          inputZeroPoint: int8,
          seed: fc.nat(),
        }),
      );
    fc.assert(
      fc.property(cases, ({ seed, sizes, ...rest }) => {
        const weights = scatter(sizes.inputElements * sizes.outputElements, seed);
        const input = scatter(sizes.batches * sizes.inputElements, seed + 1);
        assertSame(input, sizes.batches * sizes.outputElements, (kernels, values, output) =>
          kernels.fullyConnected({ ...sizes, ...rest, input: values, weights, output }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for layers whose scales ask for a shift to the left', () => {
    const requantised: Requantisation = {
      multipliers: Int32Array.of(2 ** 30, 2 ** 30 + 12345),
      exponents: Int32Array.of(3, -2),
      zeroPoint: 4,
      minimum: -128,
      maximum: 127,
    };
    const sizes = { batches: 1, inputElements: 3, outputElements: 2, inputZeroPoint: 1 };
    assertSame(Int8Array.of(1, 3, -2), 2, (kernels, input, output) =>
      kernels.fullyConnected({
        ...sizes,
        input,
        weights: Int8Array.of(1, 2, 3, 4, 5, 6),
        bias: Int32Array.of(7, 8),
        requantisation: requantised,
        output,
      }),
    );
  });

  it('for average pools, also where the window hangs over the edge', () => {
    const cases = fc
      .record({
        batches: fc.integer({ min: 1, max: 2 }),
        inputHeight: fc.integer({ min: 1, max: 9 }),
        inputWidth: fc.integer({ min: 1, max: 9 }),
        inputChannels: fc.integer({ min: 1, max: 20 }),
        windowHeight: side,
        windowWidth: side,
        strideHeight: step,
        strideWidth: step,
      })
      .map((sizes): WindowGeometry => {
        const along = (inputs: number, window: number, stride: number) => {
          const outputs = Math.ceil(inputs / stride);
          return { outputs, before: Math.max(0, ((outputs - 1) * stride + window - inputs) >> 1) };
        };
        const vertical = along(sizes.inputHeight, sizes.windowHeight, sizes.strideHeight);
        const horizontal = along(sizes.inputWidth, sizes.windowWidth, sizes.strideWidth);
        return {
          ...sizes,
          outputChannels: sizes.inputChannels,
          ...{ outputHeight: vertical.outputs, paddingTop: vertical.before, dilationHeight: 1 },
          ...{ outputWidth: horizontal.outputs, paddingLeft: horizontal.before, dilationWidth: 1 },
        };
      });
    fc.assert(
      fc.property(cases, range, fc.nat(), (geometry, clamp, seed) => {
        assertSame(scatter(inputValues(geometry), seed), outputValues(geometry), (kernels, input, output) =>
          kernels.averagePool2d({ geometry, input, ...clamp, output }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for sums of tensors', () => {
    const term = fc.record({
      zeroPoint: int8,
      multiplier: fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 }),
      exponent: fc.integer({ min: -10, max: -1 }),
    });
    const cases = fc.record({
      length: fc.integer({ min: 1, max: 40 }),
      ...{ first: term, second: term },
      scale: factor.map(({ exponent, ...rest }) => ({ ...rest, exponent: Math.max(-31, exponent - 14) })),
      zeroPoint: int8,
      range,
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ length, first, second, scale, zeroPoint, range: clamp, seed }) => {
        assertSame(scatter(length, seed), length, (kernels, values, output) =>
          kernels.add({
            first: { ...first, values },
            second: { ...second, values: tensor(kernels, scatter(length, seed + 1)) },
            requantisation: {
              multipliers: Int32Array.of(scale.multiplier),
              exponents: Int32Array.of(scale.exponent),
              zeroPoint,
              ...clamp,
            },
            output,
          }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for softmax and copies', () => {
    const values = scatter(12, 5);
    assertSame(values, 12, (kernels, input, output) =>
      kernels.softmax({ lines: 2, classes: 6, input, scale: 0.1, output }),
    );
    assertSame(values, 12, (kernels, input, output) => kernels.copy({ input, output }));
  });

  it('and touch no tensor but their output', () => {
    const kernels = vectorKernels();
    const input = tensor(kernels, scatter(2 * 3, 1));
    const output = kernels.allocate(2);
    const neighbour = tensor(kernels, new Int8Array(40).fill(99));
    const unit = {
      windowHeight: 1,
      windowWidth: 1,
      strideHeight: 1,
      strideWidth: 1,
      dilationHeight: 1,
      dilationWidth: 1,
    };
    const geometry = {
      ...{ batches: 1, inputHeight: 1, inputWidth: 2, inputChannels: 3 },
      ...{ outputHeight: 1, outputWidth: 2, outputChannels: 1, paddingTop: 0, paddingLeft: 0 },
      ...unit,
    };
    const scaled = { multipliers: Int32Array.of(2 ** 30), exponents: Int32Array.of(-7), zeroPoint: 0 };
    kernels.conv2d({
      geometry,
      input,
      inputZeroPoint: 0,
      weights: Int8Array.of(1, 2, 3),
      bias: Int32Array.of(0),
      requantisation: { ...scaled, minimum: -128, maximum: 127 },
      output,
    })();
    assert.deepEqual(
      [...neighbour],
      Array.from({ length: 40 }, () => 99),
    );
  });

  it('and refuse tensors that are not in their memory', () => {
    const kernels = vectorKernels();
    const sizes = { batches: 1, inputElements: 1, outputElements: 1, inputZeroPoint: 0 };
    const scaled = { multipliers: Int32Array.of(2 ** 30), exponents: Int32Array.of(-1), zeroPoint: 0 };
    assert.throws(
      () =>
        kernels.fullyConnected({
          ...sizes,
          input: vectorKernels().allocate(1),
          weights: Int8Array.of(1),
          bias: Int32Array.of(0),
          requantisation: { ...scaled, minimum: -128, maximum: 127 },
          output: kernels.allocate(1),
        }),
      TypeError,
    );
  });
});
