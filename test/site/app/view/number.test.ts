import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatClock, formatNumber, formatRatio, formatValue } from '../../../../site/app/view/number.ts';

describe('numbers as people read them', () => {
  it('have three digits that count, and groups from a thousand on', () => {
    assert.deepEqual([0, 0.2134, 1.394, 9.996, 12.34, 99.96, 389.5, 999.6, 20_236.4, 1_234_567].map(formatNumber), [
      ...['0', '0.213', '1.39', '10.0', '12.3', '100', '390', '1\u2009000', '20\u2009236', '1\u2009234\u2009567'],
    ]);
  });

  it('are at most half a per cent off', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e9, noNaN: true }), (value) => {
        const read = Number(formatNumber(value).replaceAll('\u2009', ''));
        assert.ok(Math.abs(read / value - 1) <= 0.0051, `${value} was written as ${read}`);
      }),
      { numRuns: 300 },
    );
  });

  it('show shares as rules write them', () => {
    assert.equal(formatValue(90.25, '%'), '90.3');
    assert.equal(formatValue(0.98764, 'AUC'), '0.988');
    assert.equal(formatValue(4, 'wrong'), '4');
  });

  it('show ratios with two decimals while they are small', () => {
    assert.deepEqual([1, 1.314, 9.99, 12.34, 4321].map(formatRatio), ['1.00', '1.31', '9.99', '12.3', '4\u2009321']);
  });

  it('show clocks as boards are described', () => {
    assert.deepEqual([98.7, 120, 1600, 277.5].map(formatClock), [
      ...['98.7\u00a0MHz', '120\u00a0MHz', '1.6\u00a0GHz', '277.5\u00a0MHz'],
    ]);
  });

  it('have a true minus', () => {
    assert.equal(formatNumber(-12.34), '−12.3');
  });
});
