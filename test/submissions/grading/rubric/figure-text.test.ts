import assert from 'node:assert/strict';
import { figureText, figureTextApart } from '../../../../submissions/grading/rubric/figure-text.ts';

describe('A figure as text', () => {
  it('has the unit in which it is short', () => {
    assert.equal(figureText('accuracy', 0.88), '88 %');
    assert.equal(figureText('accuracy', 193 / 204), '94.61 %');
    assert.equal(figureText('accuracy-lost', -0.0049), '-0.49 %');
    assert.equal(figureText('latency', 63_712.4), '63.71 ms');
    assert.equal(figureText('latency', 437), '437 µs');
    assert.equal(figureText('energy', 3612), '3.612 mJ');
    assert.equal(figureText('flash', 78_080), '78.08 kB');
    assert.equal(figureText('sram', 0), '0 B');
    assert.equal(figureText('macs', 2_656_768), '2.657 MMAC');
    assert.equal(figureText('latency', 0.25), '0.25 µs');
  });

  it('has more digits where it would look like another one', () => {
    assert.equal(figureTextApart('accuracy', 0.879999, 0.88), '87.9999 %');
    assert.equal(figureTextApart('accuracy', 0.88, 0.88), '88 %');
    assert.equal(figureTextApart('flash', 80_001, 80_000), '80.001 kB');
  });
});
