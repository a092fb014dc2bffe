import assert from 'node:assert/strict';
import { nearestName } from '../../../workloads/own/nearest-name.ts';

const names = ['weight', 'linear', 'late', 'limits', 'criteria', 'at'];

describe('The name that was meant', () => {
  it('has a letter changed, left out, put in or swapped', () => {
    assert.equal(nearestName('wieght', names), 'weight');
    assert.equal(nearestName('lineer', names), 'linear');
    assert.equal(nearestName('limts', names), 'limits');
    assert.equal(nearestName('criterias', names), 'criteria');
    assert.equal(nearestName('Weight', names), 'weight');
  });

  it('is none where the names have little in common', () => {
    assert.equal(nearestName('colour', names), undefined);
    assert.equal(nearestName('x', names), undefined);
    assert.equal(nearestName('', names), undefined);
    assert.equal(nearestName('weight', []), undefined);
  });
});
