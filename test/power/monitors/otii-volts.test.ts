import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OtiiVolts } from '../../../power/monitors/otii-volts.ts';

describe('volts sampled more slowly than the current', () => {
  it('lie on the line between their neighbours', () => {
    const volts = new OtiiVolts(0.5, 0.001);
    volts.push([3, 3.2, 3.1]);
    assert.equal(volts.at(0.5), 3);
    assert.ok(Math.abs(volts.at(0.50025) - 3.05) < 1e-9);
    assert.ok(Math.abs(volts.at(0.5015) - 3.15) < 1e-9);
    assert.ok(Math.abs(volts.untilS - 0.502) < 1e-12);
  });

  it('stay as they are before the first and after the last', () => {
    const volts = new OtiiVolts(0.5, 0.001);
    volts.push([3, 3.2]);
    assert.equal(volts.at(0), 3);
    assert.equal(volts.at(9), 3.2);
  });

  it('are no number while there are none', () => {
    const volts = new OtiiVolts(0, 0.001);
    assert.ok(Number.isNaN(volts.at(0)));
    assert.equal(volts.untilS, -Infinity);
  });

  it('are the same when the past is forgotten', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 9000, maxLength: 9001 }),
        (values) => {
          const all = new OtiiVolts(0, 0.001);
          const some = new OtiiVolts(0, 0.001);
          for (const volts of [all, some]) volts.push(values);
          some.forget(8.0004);
          assert.equal(some.untilS, all.untilS);
          for (const timeS of [8.0004, 8.123456, 8.9999, 20]) {
            assert.ok(Math.abs(some.at(timeS) - all.at(timeS)) < 1e-9);
          }
        },
      ),
      { numRuns: 5 },
    );
  });
});
