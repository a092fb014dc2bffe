import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePythonJson } from '../../../power/formats/python-json.ts';

describe('JSON as Python writes it', () => {
  it('has null where Python has NaN or Infinity, and these words in texts', () => {
    assert.deepEqual(parsePythonJson('[NaN, -Infinity,Infinity, "NaN, \\"NaN", {"Infinity": NaN}]'), [
      null,
      null,
      null,
      'NaN, "NaN',
      { Infinity: null },
    ]);
    assert.throws(() => parsePythonJson('[aNaN]'), SyntaxError);
  });

  it('is read as JSON is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.deepEqual(parsePythonJson(`[${text}, NaN]`), [JSON.parse(text), null]);
      }),
      { numRuns: 200 },
    );
  });

  it('takes time that grows with the text', () => {
    const started = process.cpuUsage().user;
    assert.deepEqual(parsePythonJson(`[${' '.repeat(400_000)}NaN]`), [null]);
    for (const hostile of ['[', '"', '\\"', '["', '[ ', '-'])
      assert.throws(() => parsePythonJson(`NaN${hostile.repeat(100_000)}`), SyntaxError);
    assert.ok(process.cpuUsage().user - started < 1.5e6);
  });
});
