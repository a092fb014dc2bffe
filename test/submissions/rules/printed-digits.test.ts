import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agrees, lastDigit } from '../../../submissions/rules/printed-digits.ts';

const place = { file: 'results.txt', line: 1 };

describe('printed digits', () => {
  it('are worth what their place says', () => {
    assert.deepEqual(
      ['6.056', '87.0', '12', '1.5e-3', '-4.25'].map((text) => Number(lastDigit(text).toPrecision(6))),
      [0.001, 0.1, 1, 0.0001, 0.01],
    );
  });

  it('agree with every number that is printed so, and with none that is a digit off', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.integer({ min: 0, max: 4 }), (value, digits) => {
        const text = value.toFixed(digits);
        const printed = { text, value: Number(text), place };
        assert.ok(agrees(printed, value));
        assert.ok(!agrees(printed, value + 1.5 * 10 ** -digits));
      }),
    );
  });
});
