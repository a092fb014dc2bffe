import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LateRule } from '../../../../submissions/grading/rubric/rubric.ts';
import { latenessOf, penaltyOf } from '../../../../submissions/grading/scoring/late.ts';

const rule: LateRule = {
  deadline: new Date('2026-12-01T22:59:00Z'),
  graceMinutes: 15,
  sharePerDay: 0.1,
  mostDays: 3,
  lateWorse: 'ignored',
};

function at(time: string): { handedInAt: Date; isMarkedLate: boolean } {
  return { handedInAt: new Date(time), isMarkedLate: false };
}

describe('Lateness', () => {
  it('begins behind the grace, and counts the days that have begun from there', () => {
    const days = (time: string): number => latenessOf(at(time), rule).days;
    assert.equal(days('2026-12-01T22:59:00Z'), 0);
    assert.equal(days('2026-12-01T23:14:00Z'), 0);
    assert.equal(days('2026-12-01T23:14:00.001Z'), 1);
    assert.equal(days('2026-12-02T23:14:00Z'), 1);
    assert.equal(days('2026-12-02T23:14:01Z'), 2);
  });

  it('costs its share of the points a day, and says so', () => {
    const lateness = latenessOf(at('2026-12-02T23:20:00Z'), rule);
    assert.equal(lateness.why, 'It came late: 2 days have begun, which takes 20 % of its points.');
    assert.equal(penaltyOf(80, lateness, rule), 16);
    assert.equal(penaltyOf(80, latenessOf(at('2026-11-30T00:00:00Z'), rule), rule), 0);
  });

  it('is too late behind the most days', () => {
    const { isTooLate, why } = latenessOf(at('2026-12-05T00:00:00Z'), rule);
    assert.equal(isTooLate, true);
    assert.match(why ?? '', /nothing is taken that comes more than 3 days late/);
    assert.equal(latenessOf(at('2027-12-05T00:00:00Z'), { ...rule, mostDays: null }).isTooLate, false);
    assert.match(latenessOf(at('2026-12-02T00:00:00Z'), { ...rule, mostDays: 0 }).why ?? '', /after the deadline/);
  });

  it('of an unknown time is a day where the LMS marked it, and nothing where it did not', () => {
    const marked = latenessOf({ handedInAt: null, isMarkedLate: true }, rule);
    assert.equal(marked.days, 1);
    assert.match(marked.why ?? '', /its time is not known: it is taken as one day late/);
    assert.equal(latenessOf({ handedInAt: null, isMarkedLate: false }, rule).days, 0);
  });

  it('goes by the time, where that is known, and not by the mark', () => {
    assert.equal(latenessOf({ ...at('2026-11-30T00:00:00Z'), isMarkedLate: true }, rule).days, 0);
  });

  it('is nothing where the rubric has no deadline', () => {
    assert.equal(latenessOf({ handedInAt: new Date(), isMarkedLate: true }, null).days, 0);
  });

  it('never takes more than there is, and never less for more days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 15_000 }),
        fc.nat(20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cents, days, sharePerDay) => {
          const costs = (count: number): number =>
            penaltyOf(cents / 100, { days: count, isTooLate: false, why: null }, { ...rule, sharePerDay });
          assert.ok(costs(days) >= 0 && costs(days) <= cents / 100);
          assert.ok(costs(days + 1) >= costs(days));
        },
      ),
    );
  });
});
