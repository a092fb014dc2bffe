import assert from 'node:assert/strict';
import { catalogueOf } from '../../../../site/app/view/catalogue.ts';
import { sparkline, trendOf } from '../../../../site/app/view/trend.ts';
import type { TrendPoint } from '../../../../site/app/view/trend.ts';
import type { SiteRow } from '../../../../site/data/site-data.ts';
import { sampleResult, sampleRow, sampleSite } from './sample-site.ts';

function boardIn(round: string, latencyUs: number | null, others: Partial<SiteRow> = {}): SiteRow {
  const results = latencyUs === null ? {} : { kws: sampleResult({ latencyUs }) };
  return sampleRow(`${round}${others.division ?? ''}`, { round, system: 'board', results, ...others });
}

function trendOfFirst(rows: readonly SiteRow[]): readonly TrendPoint[] | null {
  const catalogue = catalogueOf(sampleSite(rows));
  const [entry] = catalogue.entries;
  const [kws] = catalogue.data.workloads;
  assert.ok(entry !== undefined && kws !== undefined);
  return trendOf(catalogue, entry, kws, 'latency');
}

describe('the trend of a system over the rounds', () => {
  it('goes from the oldest round to the newest', () => {
    assert.deepEqual(trendOfFirst([boardIn('v1.3', 2000), boardIn('v1.0', 9000), boardIn('v1.2', 5000)]), [
      { round: 'v1.0', value: 9 },
      { round: 'v1.2', value: 5 },
      { round: 'v1.3', value: 2 },
    ]);
  });

  it('is none of one round, or where other rounds lack the figure', () => {
    assert.equal(trendOfFirst([boardIn('v1.3', 2000)]), null);
    assert.equal(trendOfFirst([boardIn('v1.3', 2000), boardIn('v1.2', null)]), null);
  });

  it('does not mix divisions', () => {
    assert.equal(trendOfFirst([boardIn('v1.3', 2000), boardIn('v1.2', 100, { division: 'open' })]), null);
  });

  it('draws larger values higher', () => {
    assert.equal(sparkline([9, 5, 1], 20, 8), '0,0 10,4 20,8');
    assert.equal(sparkline([3, 3], 20, 8), '0,4 20,4');
  });
});
