import assert from 'node:assert/strict';
import { digitsOf, figureLine } from '../../../site/data/figure-text.ts';

describe('A figure for people', () => {
  it('has the unit in which it is short', () => {
    assert.equal(figureLine('latencyUs', 124_221.57), '124.2\u00a0ms');
    assert.equal(figureLine('latencyUs', 1_414_000), '1.414\u00a0s');
    assert.equal(figureLine('latencyUs', 65.02), '65.02\u00a0µs');
    assert.equal(figureLine('energyUj', 0.5), '0.5000\u00a0µJ');
    assert.equal(figureLine('energyUj', 36_631_843), '36.63\u00a0J');
    assert.equal(figureLine('powerMw', 0.5067), '506.7\u00a0µW');
    assert.equal(figureLine('throughput', 15_384.2), '15384\u00a0inf./s');
    assert.equal(figureLine('dutyCycle', 0.13259), '13.26\u00a0%');
    assert.equal(figureLine('falsePositives', 4), '4');
  });

  it('has as many digits as are asked for, and no power of ten', () => {
    assert.equal(figureLine('throughput', 179.44823, 6), '179.448\u00a0inf./s');
    assert.equal(digitsOf(123_456_789), '123456789');
    assert.equal(digitsOf(0.00001234), '0.00001234');
    assert.equal(digitsOf(0), '0');
  });
});
