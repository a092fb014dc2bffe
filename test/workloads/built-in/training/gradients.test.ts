import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../../workloads/built-in/random.ts';
import { prepareTraining } from '../../../../workloads/built-in/training/backend.ts';
import { normaliseBatch } from '../../../../workloads/built-in/training/batch-normalisation.ts';
import { convolution, depthwiseConvolution } from '../../../../workloads/built-in/training/convolution.ts';

type Operation = (input: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;
type Shape = [number, number, number, number];

function values(shape: readonly number[], seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal());
}

/** Σ output × weights, a number to take gradients of. */
function weighted(output: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(output, tf.tensor(values(output.shape, 3), output.shape)));
}

function assertClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [at, value] of expected.entries()) {
    assert.ok(Math.abs((actual[at] ?? NaN) - value) < tolerance, `${at}: ${actual[at] ?? NaN}, not ${value}`);
  }
}

/**
 * Checks the gradients of what is linear in each of its arguments: the derivative by an element is then the result for
 * an argument that is 1 there and 0 elsewhere.
 */
function checkLinear(operation: Operation, inputShape: Shape, filterShape: Shape): void {
  tf.tidy(() => {
    const input = tf.tensor4d(values(inputShape, 1), inputShape);
    const filter = tf.tensor4d(values(filterShape, 2), filterShape);
    const [byInput, byFilter] = tf.grads((x, w) => weighted(operation(x as tf.Tensor4D, w as tf.Tensor4D)))([
      input,
      filter,
    ]);
    assert.ok(byInput && byFilter);
    const units = (tensor: tf.Tensor4D) =>
      Array.from({ length: tensor.size }, (_, at) => {
        const unit = new Float32Array(tensor.size);
        unit[at] = 1;
        return tf.tensor4d(unit, tensor.shape);
      });
    const value = (tensor: tf.Scalar): number => tensor.dataSync()[0] ?? NaN;
    assertClose(
      byInput.dataSync(),
      units(input).map((unit) => value(weighted(operation(unit, filter)))),
      1e-4,
    );
    assertClose(
      byFilter.dataSync(),
      units(filter).map((unit) => value(weighted(operation(input, unit)))),
      1e-4,
    );
  });
}

describe('Gradients on the WASM backend', () => {
  before(prepareTraining);

  for (const [title, stride, input, filter] of [
    ['3 × 3', 1, [2, 5, 4, 3], [3, 3, 3, 4]],
    ['3 × 3 by steps of 2 on even sides', 2, [2, 6, 4, 2], [3, 3, 2, 3]],
    ['3 × 3 by steps of 2 on odd sides', 2, [2, 5, 7, 2], [3, 3, 2, 3]],
    ['1 × 1', 1, [2, 4, 3, 3], [1, 1, 3, 2]],
    ['1 × 1 by steps of 2', 2, [2, 5, 4, 3], [1, 1, 3, 2]],
    ['10 × 4 by steps of 2, as in kws01', 2, [2, 9, 6, 1], [10, 4, 1, 3]],
    ['2 × 4', 1, [2, 5, 5, 2], [2, 4, 2, 2]],
  ] as const) {
    it(`are right for a convolution of ${title}`, () => {
      checkLinear((x, w) => convolution(x, w, stride, true), [...input], [...filter]);
    });
  }

  for (const [title, stride, input] of [
    ['3 × 3', 1, [2, 5, 4, 3]],
    ['3 × 3 by steps of 2', 2, [2, 6, 5, 3]],
  ] as const) {
    it(`are right for a depthwise convolution of ${title}`, () => {
      checkLinear((x, w) => depthwiseConvolution(x, w, stride), [...input], [3, 3, 3, 1]);
    });
  }

  it('are those of small differences for batch normalisation', () => {
    tf.tidy(() => {
      const shape: Shape = [3, 2, 2, 2];
      const start = [values(shape, 5), values([2], 6), values([2], 7)];
      const tensors = (arrays: readonly Float32Array[]): tf.Tensor[] =>
        arrays.map((array, index) => tf.tensor(array, index === 0 ? shape : [2]));
      const result = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) =>
        weighted(normaliseBatch(x as tf.Tensor4D, scale as tf.Tensor1D, shift as tf.Tensor1D));
      const gradients = tf.grads(result)(tensors(start));
      for (const [argument, gradient] of gradients.entries()) {
        const differences = Array.from({ length: gradient.size }, (_, at) => {
          const [above = NaN, below = NaN] = [0.01, -0.01].map((step) => {
            const moved = start.map((array, index) =>
              index === argument ? array.map((value, place) => (place === at ? value + step : value)) : array,
            );
            const [x, scale, shift] = tensors(moved);
            assert.ok(x && scale && shift);
            return result(x, scale, shift).dataSync()[0];
          });
          return (above - below) / 0.02;
        });
        assertClose(gradient.dataSync(), differences, 0.02);
      }
    });
  });
});
