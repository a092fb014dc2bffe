import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { leastDifference, scoreInterval } from '../../../../submissions/grading/likeness/two-proportions.ts';

describe('The difference of two shares', () => {
  it('has the lower ends that Newcombe published (1998, table II, method 10)', () => {
    const least = (a: number, m: number, b: number, n: number): string =>
      leastDifference({ value: a / m, samples: m }, { value: b / n, samples: n }, 1.959964).toFixed(4);
    assert.equal(least(56, 70, 48, 80), '0.0524');
    assert.equal(least(9, 10, 3, 10), '0.1705');
    assert.equal(least(5, 56, 0, 29), '-0.0381');
    assert.equal(least(10, 10, 0, 20), '0.6791');
  });

  it('is never surer of more than was seen, and surer the more samples there are', () => {
    const shares = fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 2, max: 50 }));
    fc.assert(
      fc.property(shares, ([a, b, times]) => {
        const least = (samples: number): number =>
          leastDifference({ value: a / 100, samples }, { value: b / 100, samples }, 3);
        assert.ok(least(100) <= (a - b) / 100 + 1e-12);
        assert.ok(least(100 * times) >= least(100) - 1e-12);
        const { low, high } = scoreInterval({ value: a / 100, samples: 100 }, 3);
        assert.ok(low <= a / 100 + 1e-12 && high >= a / 100 - 1e-12 && low >= 0 && high <= 1);
      }),
    );
  });
});
