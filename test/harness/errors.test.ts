import assert from 'node:assert/strict';
import { BenchError, errorTable, failure } from '../../harness/errors.ts';

describe('the table of errors', () => {
  for (const [code, { message, remedy }] of Object.entries(errorTable)) {
    it(`${code} says what happened and what to do`, () => {
      assert.match(code, /^[a-z-]+\.[a-z-]+$/);
      assert.ok(message.length >= 10 && !message.endsWith('.'), message);
      assert.ok(remedy.length >= 9 && remedy.endsWith('.'), remedy);
    });
  }

  it('fills the details into message and remedy', () => {
    const error = failure('session.not-empty', { directory: 'out' });
    assert.ok(error instanceof BenchError);
    assert.equal(error.message, 'out is not empty');
    assert.match(error.remedy, /--resume out/);
    assert.equal(error.exitStatus, 1);
  });

  it('gives wrong usage the exit status 2', () => {
    const usage = Object.entries(errorTable).filter(([code]) => code.startsWith('usage.'));
    assert.ok(usage.length >= 3);
    for (const [code, { exit }] of usage) assert.equal(exit, 2, code);
  });
});
