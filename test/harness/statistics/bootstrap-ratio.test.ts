import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bootstrapMedianRatio } from '../../../harness/statistics/bootstrap-ratio.ts';

const windows = fc.array(fc.double({ min: 0.1, max: 1e4, noNaN: true }), { minLength: 3, maxLength: 7 });

describe('the bootstrap interval of a ratio of medians', () => {
  it('is the ratio itself where all values are the same', () => {
    assert.deepEqual(bootstrapMedianRatio([3, 3, 3], [2, 2, 2]), [1.5, 1.5]);
  });

  it('lies between the ratios of the extremes', () => {
    fc.assert(
      fc.property(windows, windows, (a, b) => {
        const [low, high] = bootstrapMedianRatio(a, b, { resamples: 200 });
        const least = Math.min(...a) / Math.max(...b);
        const most = Math.max(...a) / Math.min(...b);
        assert.ok(low <= high && low >= least * 0.999999 && high <= most * 1.000001, `${low}–${high}`);
      }),
      { numRuns: 40 },
    );
  });

  it('is the same each time', () => {
    const [a, b] = [
      [1, 2, 3, 4, 5],
      [2, 3, 4, 5, 7],
    ];
    assert.deepEqual(bootstrapMedianRatio(a, b), bootstrapMedianRatio(a, b));
  });

  it('holds the true ratio about as often as it says', () => {
    const inside = Array.from({ length: 60 }, (_, trial) => {
      const noisy = (middle: number, salt: number): number[] =>
        Array.from({ length: 15 }, (_, i) => middle * (1 + 0.05 * Math.sin(1e4 * (trial * 31 + i * 7 + salt))));
      const [low, high] = bootstrapMedianRatio(noisy(200, 1), noisy(100, 2), { resamples: 400 });
      return low <= 2 && 2 <= high;
    }).filter(Boolean).length;
    assert.ok(inside >= 50, `${inside} of 60 intervals hold the true ratio`);
  });

  it('asks for values on both sides', () => {
    assert.throws(() => bootstrapMedianRatio([], [1]), RangeError);
    assert.throws(() => bootstrapMedianRatio([1], []), RangeError);
  });
});
