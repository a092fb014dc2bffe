import assert from 'node:assert/strict';
import { matchesPattern } from '../../../../submissions/grading/measuring/patterns.ts';

describe('A pattern of a rubric', () => {
  it('without a slash is met in every folder', () => {
    assert.ok(matchesPattern('model.tflite', '*.tflite'));
    assert.ok(matchesPattern('a/b/model.tflite', 'model.tflite'));
    assert.ok(!matchesPattern('a/model.tflite.txt', '*.tflite'));
    assert.ok(!matchesPattern('mymodel.tflite', 'model.tflite'));
  });

  it('with a slash counts from the top, ** for any folders', () => {
    assert.ok(matchesPattern('code/train.py', 'code/*.py'));
    assert.ok(!matchesPattern('my/code/train.py', 'code/*.py'));
    assert.ok(!matchesPattern('code/old/train.py', 'code/*.py'));
    assert.ok(matchesPattern('code/old/train.py', 'code/**/*.py'));
    assert.ok(matchesPattern('code/train.py', 'code/**/*.py'));
  });

  it('takes everything else as it stands, in capitals or not, however accents are written', () => {
    assert.ok(matchesPattern('Résumé (1).PDF', 're\u0301sume\u0301 (1).pdf'));
    assert.ok(!matchesPattern('aXb', 'a.b'));
    assert.ok(matchesPattern('a[1]+.txt', 'a[1]+.t?t'));
  });

  it('means a literal * where a name has one, and nothing more than its end', () => {
    assert.ok(matchesPattern('a*b', 'a*b'));
    assert.ok(matchesPattern('ab', 'a**b'));
    assert.ok(!matchesPattern('abc', 'a*b'));
    assert.ok(matchesPattern('abcb', 'a*b'));
  });

  it('needs no long time for names that are made to take it', () => {
    const start = performance.now();
    assert.ok(!matchesPattern('a'.repeat(255), `${'*a'.repeat(20)}b`));
    assert.ok(performance.now() - start < 500);
  });
});
