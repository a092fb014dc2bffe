import assert from 'node:assert/strict';
import { printable } from '../../submissions/printable.ts';

describe('Text of strangers', () => {
  it('keeps the joiners that names and signs are written with', () => {
    const text = 'می\u200cخواهم ක්\u200dෂ';
    assert.equal(printable(text), text);
  });

  it('steers no terminal, and turns no direction of writing', () => {
    assert.equal(printable('a\u001b[31m\u202eb\u2066c\u200f\u007f'), 'a\ufffd[31m\ufffdb\ufffdc\ufffd\ufffd');
  });
});
