import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ad01 } from '../../../../workloads/ad01/specification.ts';
import { kws01 } from '../../../../workloads/kws01/specification.ts';
import { compareWithBoard } from '../../../../workloads/models/comparison/compare-board.ts';
import type { BoardResult } from '../../../../workloads/models/comparison/compare-board.ts';
import { toleranceOf } from '../../../../workloads/models/comparison/tolerance.ts';
import type { TensorSpecification } from '../../../../workloads/models/model.ts';

const tolerance = { absolute: 0.0005, relative: 0, reason: 'three decimals' };

function sample(index: number, results: BoardResult['results'], segment = 0): BoardResult {
  return { index, file: `s${index}.bin`, label: 0, segment, results };
}

function output(shape: readonly number[], type: TensorSpecification['type'], scale: number): TensorSpecification {
  return { name: 'out', type, shape, scale, zeroPoint: 0 };
}

describe('Comparing a board with the host', () => {
  it('finds nothing in values that were rounded to three decimals', () => {
    const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, (host) => {
        const board = host.map((value) => Number(value.toFixed(3)));
        const found = compareWithBoard([sample(0, board)], () => host, tolerance, 5);
        assert.equal(found.differing, 0);
        assert.ok(found.largestDifference <= 0.0005 + 1e-9);
      }),
    );
  });

  it('shows the first windows that differ, with both vectors', () => {
    const host = [0.25, 0.75];
    const board = [sample(0, [0.25, 0.75]), sample(1, [0.252, 0.748]), sample(2, [0.8, 0.2]), sample(3, [0.3, 0.7])];
    const found = compareWithBoard(board, () => host, tolerance, 2);
    assert.deepEqual([found.compared, found.differing, found.answersDiffer], [4, 3, 1]);
    assert.ok(Math.abs(found.largestDifference - 0.55) < 1e-12);
    assert.deepEqual(
      found.first.map(({ index, file, board: values, host: computed }) => ({ index, file, values, computed })),
      [
        { index: 1, file: 's1.bin', values: [0.252, 0.748], computed: host },
        { index: 2, file: 's2.bin', values: [0.8, 0.2], computed: host },
      ],
    );
  });

  it('takes what is no number, or one value too few, for a difference', () => {
    const found = compareWithBoard([sample(0, [null, 0.5]), sample(1, [0.5])], () => [0.5, 0.5], tolerance, 5);
    assert.equal(found.differing, 2);
    assert.deepEqual(
      found.first.map((difference) => difference.largestDifference),
      [null, null],
    );
  });

  it('passes over rows and windows that the host has not computed', () => {
    const board = [sample(0, [1]), sample(0, [2], 1), sample(9, [3])];
    const host = new Map([['0/0', [1]]]);
    const found = compareWithBoard(board, (index, segment) => host.get(`${index}/${segment}`), tolerance, 5);
    assert.deepEqual([found.compared, found.differing, found.answersDiffer], [1, 0, null]);
  });

  it('allows a share of the value where the tolerance has one', () => {
    const relative = { ...tolerance, relative: 0.001 };
    const differing = (board: number): number =>
      compareWithBoard([sample(0, [board])], () => [10], relative, 5).differing;
    assert.deepEqual([10.01, 10.0105, 10.011].map(differing), [0, 0, 1]);
  });
});

describe('The tolerance between a board and the host', () => {
  it('is half of the last decimal printed and 1 in the last place of an int8 output', () => {
    const { absolute, relative } = toleranceOf({ output: output([1, 12], 'int8', 1 / 256) }, kws01);
    assert.deepEqual([absolute, relative], [0.0005 + 1 / 256, 0]);
  });

  it('is smaller for float32 outputs', () => {
    const { absolute } = toleranceOf({ output: output([1, 12], 'float32', 0) }, kws01);
    assert.equal(absolute, 0.0005 + 0.0001);
  });

  it('is a share of the score where a reconstruction is scored', () => {
    const { absolute, relative } = toleranceOf({ output: output([1, 640], 'int8', 0.5) }, ad01);
    assert.deepEqual([absolute, relative], [0.0005, 0.001]);
  });
});
