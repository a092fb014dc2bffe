import assert from 'node:assert/strict';
import { catalogueOf } from '../../../../site/app/view/catalogue.ts';
import { directionOf, sorted } from '../../../../site/app/view/sort.ts';
import { sortedBy, startView } from '../../../../site/app/view/view.ts';
import type { View } from '../../../../site/app/view/view.ts';
import { sampleResult, sampleRow, sampleSite } from './sample-site.ts';

const data = sampleSite([
  sampleRow('slow', { round: 'v1.0', results: { kws: sampleResult({ latencyUs: 9e4, top1: 91 }) } }),
  sampleRow('none', { round: 'v1.3' }),
  sampleRow('fast', { round: 'v1.2', results: { kws: sampleResult({ latencyUs: 1e3, top1: 88 }) } }),
  sampleRow('wrong', {
    results: { kws: sampleResult({ latencyUs: 1, top1: 99 }, { verdict: 'invalid' }) },
  }),
]);
const { entries } = catalogueOf(data);

function idsBy(view: View): string[] {
  return sorted(entries, view, data).map(({ row }) => row.id);
}

describe('sorting rows', () => {
  it('has the newest round on top at first, and rows of none last', () => {
    assert.deepEqual(idsBy(startView), ['none', 'fast', 'slow', 'wrong']);
    assert.equal(directionOf(startView, data.workloads), 'descending');
  });

  it('has the best on top, then invalid ones, then those without a value', () => {
    assert.deepEqual(idsBy(sortedBy(startView, 'kws')), ['fast', 'slow', 'wrong', 'none']);
  });

  it('keeps those without a value last the other way round', () => {
    const once = sortedBy(startView, 'kws');
    const twice = sortedBy(once, 'kws');
    assert.deepEqual(idsBy(twice), ['slow', 'fast', 'wrong', 'none']);
    assert.deepEqual(
      [once, twice].map((view) => directionOf(view, data.workloads)),
      ['ascending', 'descending'],
    );
    assert.deepEqual(sortedBy(twice, 'kws'), once);
  });

  it('sorts invalid ones among the others where they count', () => {
    assert.deepEqual(idsBy({ ...sortedBy(startView, 'kws'), countsInvalid: true }), ['wrong', 'fast', 'slow', 'none']);
  });

  it('keeps the best on top when the metric changes', () => {
    const view: View = { ...sortedBy(startView, 'kws'), metric: 'accuracy' };
    assert.deepEqual(idsBy(view), ['slow', 'fast', 'wrong', 'none']);
    assert.equal(directionOf(view, data.workloads), 'descending');
  });

  it('sorts names as people do', () => {
    const named = catalogueOf(sampleSite(['b10', 'B9', 'a'].map((name) => sampleRow(name)))).entries;
    assert.deepEqual(
      sorted(named, sortedBy(startView, 'system'), data).map(({ row }) => row.name),
      ['a', 'B9', 'b10'],
    );
  });

  it('leaves rows that are alike in the order of the data', () => {
    const alike = catalogueOf(sampleSite(['x', 'y', 'z'].map((id) => sampleRow(id, { name: 'same' })))).entries;
    const view = sortedBy(sortedBy(startView, 'system'), 'system');
    assert.deepEqual(
      sorted(alike, view, data).map(({ row }) => row.id),
      ['x', 'y', 'z'],
    );
  });
});
