import assert from 'node:assert/strict';
import { compareModels } from '../../../../workloads/models/comparison/compare-models.ts';
import type { EvaluatedRow } from '../../../../workloads/models/evaluation/collected-rows.ts';

/** Rows of two classes, the label of each and its results. */
function rows(...answers: readonly (readonly [label: number, ...windows: (readonly number[])[]])[]): EvaluatedRow[] {
  return answers.map(([label, ...results], index) => ({
    row: { index, file: `s${index}.bin`, label, segments: results.length, inputBytes: 4, strideBytes: 0 },
    results,
  }));
}

describe('Comparing two models', () => {
  const own = rows([0, [0.9, 0.1]], [1, [0.6, 0.4]], [0, [0.7, 0.3]], [1, [0.8, 0.2]]);
  const against = rows([0, [0.8, 0.2]], [1, [0.3, 0.7]], [0, [0.4, 0.6]], [1, [0.1, 0.9]]);

  it('tells the accuracy lost, and which answers changed', () => {
    const found = compareModels('top1', own, against, 2);
    assert.equal(found.against.correct, 3);
    assert.equal(found.accuracyLost, 0.25);
    assert.deepEqual([found.answersDiffer, found.onlyThisRight, found.onlyAgainstRight], [3, 1, 2]);
    assert.deepEqual(found.first, [
      { index: 1, file: 's1.bin', label: 1, answer: 0, againstAnswer: 1 },
      { index: 2, file: 's2.bin', label: 0, answer: 0, againstAnswer: 1 },
    ]);
    assert.ok(Math.abs(found.largestDifference - 0.7) < 1e-12);
  });

  it('finds nothing between a model and itself', () => {
    const found = compareModels('top1', own, own, 2);
    assert.deepEqual([found.accuracyLost, found.answersDiffer, found.largestDifference], [0, 0, 0]);
  });

  it('compares areas where there are no classes', () => {
    const good = rows([0, [1], [2]], [1, [5], [6]], [0, [1], [1]], [1, [9], [9]]);
    const worse = rows([0, [1], [2]], [1, [0], [1]], [0, [1], [1]], [1, [9], [9]]);
    const found = compareModels('auc', worse, good, 2);
    assert.equal(found.accuracyLost, 0.5);
    assert.deepEqual([found.answersDiffer, found.onlyThisRight, found.first], [null, null, []]);
  });

  it('cannot tell an area where all recordings are normal', () => {
    const normal = rows([0, [1]], [0, [2]]);
    assert.equal(compareModels('auc', normal, normal, 2).accuracyLost, null);
  });
});
