import assert from 'node:assert/strict';
import { isClaimed, measureOf, metricIds, missesTarget } from '../../../../site/app/view/metric.ts';
import { sampleResult, sampleSite } from './sample-site.ts';

const { workloads } = sampleSite([]);

describe('what a column shows', () => {
  it('reads each metric in the unit of its workload', () => {
    const figures = { latencyUs: 1500, throughput: 20, energyUj: 2500, top1: 90, auc: 0.9 };
    const streaming = { ...figures, falsePositives: 2, falseNegatives: 3 };
    const shown = workloads.map((workload) =>
      metricIds.map((metric) => {
        const measure = measureOf(workload, metric);
        return `${measure.read(streaming) ?? '–'} ${measure.unit}`;
      }),
    );
    assert.deepEqual(shown, [
      ['1.5 ms', '20 inf/s', '2500 µJ', '90 %'],
      ['1.5 ms', '20 inf/s', '2500 µJ', '0.9 AUC'],
      ['1.5 ms', '20 inf/s', '2.5 mJ/run', '5 wrong'],
    ]);
  });

  it('shows nothing, and not zero, where a figure is missing', () => {
    for (const workload of workloads) {
      for (const metric of metricIds) assert.equal(measureOf(workload, metric).read({}), undefined);
      assert.equal(measureOf(workload, 'accuracy').read({ falsePositives: 1 }), undefined);
    }
  });

  it('marks figures that are only claimed', () => {
    const [kws] = workloads;
    assert.ok(kws !== undefined);
    const result = sampleResult({ latencyUs: 1, energyUj: 1 }, { claimed: ['energyUj'] });
    assert.equal(isClaimed(result, measureOf(kws, 'energy')), true);
    assert.equal(isClaimed(result, measureOf(kws, 'latency')), false);
  });

  it('knows on which side of the quality target a value is', () => {
    const missed = workloads.map((workload) => [0.5, 8, 95].map((value) => missesTarget(workload, 'accuracy', value)));
    assert.deepEqual(missed, [
      [true, true, false],
      [true, false, false],
      [false, false, true],
    ]);
    assert.ok(workloads.every((workload) => !missesTarget(workload, 'latency', 0.5)));
  });
});
