import assert from 'node:assert/strict';
import fc from 'fast-check';
import { catalogueOf } from '../../../../site/app/view/catalogue.ts';
import { measureOf } from '../../../../site/app/view/metric.ts';
import { barLength, bestOf, standing } from '../../../../site/app/view/standing.ts';
import { startView } from '../../../../site/app/view/view.ts';
import type { SiteRow, SiteWorkload } from '../../../../site/data/site-data.ts';
import { sampleResult, sampleRow, sampleSite } from './sample-site.ts';

const { workloads } = sampleSite([]);
const [kws] = workloads;

function bestKws(rows: readonly SiteRow[], countsInvalid = false): number | undefined {
  return bestOf(catalogueOf(sampleSite(rows)).entries, workloads, { ...startView, countsInvalid }).get('kws');
}

describe('the best in view', () => {
  const valid = sampleRow('valid', { results: { kws: sampleResult({ latencyUs: 5000 }) } });
  const invalid = sampleRow('invalid', {
    results: { kws: sampleResult({ latencyUs: 1000 }, { verdict: 'invalid' }) },
  });
  const simulated = sampleRow('simulated', { kind: 'simulated', results: { kws: sampleResult({ latencyUs: 10 }) } });

  it('is not an invalid one, unless those count', () => {
    assert.equal(bestKws([valid, invalid]), 5);
    assert.equal(bestKws([valid, invalid], true), 1);
  });

  it('is not a simulated one where anything was measured', () => {
    assert.equal(bestKws([valid, simulated]), 5);
    assert.equal(bestKws([invalid, simulated]), 0.01);
  });

  it('is none where there is none', () => {
    assert.equal(bestKws([sampleRow('empty')]), undefined);
    assert.equal(bestKws([invalid]), undefined);
  });
});

describe('how a value stands beside another', () => {
  const latency = measureOf(kws ?? never(), 'latency');
  const accuracy = measureOf(kws ?? never(), 'accuracy');

  it('is a ratio of one or more for amounts, and says which is better', () => {
    assert.deepEqual(standing(10, 5, latency), { by: 'ratio', amount: 2, is: 'worse' });
    assert.deepEqual(standing(5, 10, latency), { by: 'ratio', amount: 2, is: 'better' });
    assert.deepEqual(standing(5, 5, latency), { by: 'ratio', amount: 1, is: 'equal' });
    assert.deepEqual(standing(10, 5, measureOf(kws ?? never(), 'throughput')), {
      ...{ by: 'ratio', amount: 2, is: 'better' },
    });
  });

  it('is a difference for shares', () => {
    assert.deepEqual(standing(88, 90, accuracy), { by: 'difference', amount: 2, is: 'worse' });
  });

  it('is nothing beside zero', () => {
    assert.equal(standing(3, 0, latency), null);
  });

  it('turns into a bar that is full for the best and never longer for what is worse', () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (best, more, evenMore) => {
        const [near, far] = [best + more, best + more + evenMore].map((value) => barLength(value, best, latency));
        assert.ok(near !== undefined && far !== undefined);
        assert.ok(barLength(best, best, latency) === 1 && near <= 1 && far <= near && far > 0);
      }),
      { numRuns: 200 },
    );
    assert.ok(Math.abs(barLength(50, 5, latency) - 2 / 3) < 1e-9);
    assert.equal(barLength(88, 90, accuracy), 0.88);
  });
});

function never(): SiteWorkload {
  throw new Error('the sample has workloads');
}
