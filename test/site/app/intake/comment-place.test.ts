import assert from 'node:assert/strict';
import type { ToldEvent } from '../../../../site/app/intake/api/told.ts';
import { commentPlace, lastCheck } from '../../../../site/app/intake/comment-place.ts';

function event(number: number, action: ToldEvent['action'], detail: ToldEvent['detail']): ToldEvent {
  return { number, at: '2026-11-20T12:00:00Z', action, by: null, detail };
}

describe('A comment', () => {
  const checks = [event(3, 'checked', { check: 1 }), event(7, 'checked', { check: 3 })];

  it('is on a finding of the check that it names', () => {
    const detail = { finding: 4, check: 1, rule: 'window-duration', file: 'closed/a/log.txt', line: 7 };
    assert.deepEqual(commentPlace(event(8, 'commented', detail), checks), {
      ...{ finding: 4, check: 1, what: 'window-duration, closed/a/log.txt:7' },
    });
    const whole = event(8, 'commented', { ...detail, line: null });
    assert.equal(commentPlace(whole, checks)?.what, 'window-duration, closed/a/log.txt');
  });

  it('that names no check is on the one before it', () => {
    const expected = { finding: 4, check: 1, what: null };
    assert.deepEqual(commentPlace(event(5, 'commented', { finding: 4 }), checks), expected);
    assert.equal(commentPlace(event(1, 'commented', { finding: 4 }), checks)?.check, null);
  });

  it('may be on the whole', () => {
    assert.equal(commentPlace(event(5, 'commented', { finding: null }), checks), null);
  });

  it('is of an earlier check when another came to a report', () => {
    assert.equal(lastCheck(checks), 3);
    assert.equal(lastCheck([]), null);
  });
});
