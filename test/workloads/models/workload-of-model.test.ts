import assert from 'node:assert/strict';
import { ad01 } from '../../../workloads/ad01/specification.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';
import type { TensorSpecification } from '../../../workloads/models/model.ts';
import { fitsWorkload, workloadOfModel } from '../../../workloads/models/workload-of-model.ts';

function model(input: readonly number[], output: readonly number[], macs = 1e6) {
  const tensor = (shape: readonly number[]): TensorSpecification => {
    return { name: 't', type: 'int8', shape, scale: 1, zeroPoint: 0 };
  };
  const costs = [{ index: 0, operator: 'CONV_2D', macs, parameters: 0, outputElements: 0 }];
  return { input: tensor(input), output: tensor(output), costs };
}

describe('The workload of a model', () => {
  it('is told by its shapes', () => {
    assert.equal(workloadOfModel(model([1, 49, 10, 1], [1, 12]), 'mine.tflite')?.name, 'kws01');
    assert.equal(workloadOfModel(model([1, 640], [1, 640]), 'mine.tflite')?.name, 'ad01');
    assert.equal(workloadOfModel(model([1, 7], [1, 3]), 'kws01_int8.tflite'), undefined);
  });

  it('is told by its name, or else its size, where the shapes are those of two', () => {
    assert.equal(workloadOfModel(model([1, 32, 32, 3], [1, 10], 12e6), 'ic02_int8.tflite')?.name, 'ic02');
    assert.equal(workloadOfModel(model([1, 32, 32, 3], [1, 10], 12e6), 'mine.tflite')?.name, 'ic01');
  });

  it('takes one score or a reconstruction where errors are scored', () => {
    assert.ok(fitsWorkload(model([1, 640], [1, 1]), ad01));
    assert.ok(fitsWorkload(model([1, 640], [1, 640]), ad01));
    assert.ok(!fitsWorkload(model([1, 640], [1, 8]), ad01));
    assert.ok(!fitsWorkload(model([1, 49, 10, 1], [1, 490]), kws01));
  });
});
