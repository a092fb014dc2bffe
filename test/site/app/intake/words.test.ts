import assert from 'node:assert/strict';
import { actionText, bytesText, plainLines } from '../../../../site/app/intake/words.ts';

describe('the words of the intake page', () => {
  it('keep the lines of what somebody wrote, and spell out what would steer', () => {
    assert.equal(plainLines(' one\r\ntwo\n\n\u202ethree\u0007 '), 'one\ntwo\n\n⟨U+202E⟩three⟨U+0007⟩');
    assert.ok(plainLines('x\n'.repeat(1e6)).length < 10_000);
  });

  it('tell sizes with three digits that count', () => {
    const shown = [0, 999, 1000, 45_678, 999_499, 999_500, 12_345_678, 256_000_000].map(bytesText);
    assert.deepEqual(shown, ['0 B', '999 B', '1.00 kB', '45.7 kB', '999 kB', '1.00 MB', '12.3 MB', '256 MB']);
  });

  it('show an action that the page does not know as it is called', () => {
    assert.equal(actionText('check-asked'), 'another check asked for');
    for (const unknown of ['archived', 'constructor', '__proto__']) assert.equal(actionText(unknown), unknown);
  });
});
