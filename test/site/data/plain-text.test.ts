import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../../site/data/plain-text.ts';

describe('A text of unknown origin', () => {
  it('is shown as it is where nothing is odd about it', () => {
    for (const text of ['NUCLEO_L4R5ZI', '32-bit Arm® Cortex®-M4 (DSP + FPU)', '板 1', 'ë', '👩‍💻', '<b>&amp;'])
      assert.equal(plainText(text), text);
  });

  it('has blanks for tabs and ends of lines, and none around it', () => {
    assert.equal(plainText(' a\t\tb\r\nc\u2028d '), 'a b c d');
  });

  it('has marks of writing direction and control characters spelt out', () => {
    assert.equal(plainText('gnp.\u202eexe'), 'gnp.⟨U+202E⟩exe');
    assert.equal(plainText('a\u0000b\u001bc\u2066d\u200e'), 'a⟨U+0000⟩b⟨U+001B⟩c⟨U+2066⟩d⟨U+200E⟩');
  });

  it('has halves of characters spelt out', () => {
    assert.equal(plainText('a\ud83db'), 'a⟨U+D83D⟩b');
  });

  it('is cut where it is long, a megabyte too, and never within a character', () => {
    assert.equal(plainText('x'.repeat(1 << 20), 10), `${'x'.repeat(9)}…`);
    assert.equal(plainText('x'.repeat(10), 10), 'x'.repeat(10));
    assert.equal(plainText('12345678👩9', 10), '12345678…');
  });

  it('never has a character that turns text around or half a character, whatever it was', () => {
    const odd = fc.string({ unit: fc.constantFrom('a', ' ', '\u202e', '\u2069', '\u0007', '\ud83d', '\udc69', '👩') });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'binary' })), fc.integer({ min: 1, max: 40 }), (text, longest) => {
        const shown = plainText(text, longest);
        assert.ok(shown.length <= longest);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u);
        assert.equal(shown, shown.trim());
      }),
    );
  });
});
