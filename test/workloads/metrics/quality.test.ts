import assert from 'node:assert/strict';
import { meanOfSegments, metricValue, qualityOf } from '../../../workloads/metrics/quality.ts';

describe('The quality of results', () => {
  const rows = [
    { label: 0, segments: [[0.9, 0.1]] },
    { label: 1, segments: [[0.7, 0.3]] },
  ];

  it('is the share of right answers, and the areas', () => {
    const quality = qualityOf('top1', rows);
    assert.deepEqual([quality.correct, quality.top1], [1, 0.5]);
    assert.equal(quality.auc.mlcommons, 1);
    assert.equal(metricValue('top1', quality), 0.5);
  });

  it('counts samples without usable results as wrong', () => {
    assert.equal(qualityOf('top1', rows, 4).top1, 0.25);
  });

  it('is the area alone where there are no classes', () => {
    const recordings = [
      { label: 0, segments: [[1], [2]] },
      { label: 1, segments: [[0], [9]] },
    ];
    const quality = qualityOf('auc', recordings);
    assert.deepEqual(quality, { top1: null, correct: null, auc: { eembc: 1, mlcommons: 1 } });
    assert.equal(metricValue('auc', quality), 1);
  });

  it('cannot be told of nothing', () => {
    assert.equal(qualityOf('top1', []).top1, null);
  });

  it('takes the mean over the windows of an input', () => {
    const windows = [
      [1, 0],
      [0.5, 3],
    ];
    assert.deepEqual(meanOfSegments(windows), [0.75, 1.5]);
  });
});
