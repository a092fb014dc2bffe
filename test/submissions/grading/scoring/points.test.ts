import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pointsText, roundPoints, sumPoints } from '../../../../submissions/grading/scoring/points.ts';

describe('Points', () => {
  it('are rounded to two decimals, halves up', () => {
    assert.equal(roundPoints(0.285), 0.29);
    assert.equal(roundPoints(1.005), 1.01);
    assert.equal(roundPoints(33.333333), 33.33);
    assert.equal(roundPoints(0.0049), 0);
  });

  it('of two decimals stay as they are, and add up exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 30 }), (cents) => {
        for (const each of cents) assert.equal(roundPoints(each / 100), each / 100);
        const sum = sumPoints(cents.map((each) => each / 100));
        assert.equal(
          Math.round(sum * 100),
          cents.reduce((whole, each) => whole + each, 0),
        );
        assert.match(String(sum), /^\d+(\.\d{1,2})?$/);
      }),
    );
  });

  it('are told in words', () => {
    assert.deepEqual([0, 1, 12.5].map(pointsText), ['0 points', '1 point', '12.5 points']);
  });
});
