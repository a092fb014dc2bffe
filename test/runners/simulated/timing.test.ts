import assert from 'node:assert/strict';
import fc from 'fast-check';
import { windowJitter } from '../../../runners/simulated/timing.ts';

describe('the differences between windows', () => {
  it('are at most 40 ppm, and depend on the seed and the input alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.uint8Array({ maxLength: 40 }), (seed, input) => {
        const factor = windowJitter(seed, input);
        assert.ok(Math.abs(factor - 1) <= 40.001e-6);
        assert.equal(windowJitter(seed, input.slice()), factor);
      }),
    );
  });

  it('lie on both sides and all over', () => {
    const factors = Array.from({ length: 200 }, (_, index) => windowJitter(1, Uint8Array.of(index, 0, 0)) - 1);
    assert.equal(new Set(factors).size, 200);
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / 200;
    assert.ok(Math.abs(mean) < 8e-6, `mean ${mean}`);
    assert.ok(Math.min(...factors) < -30e-6 && Math.max(...factors) > 30e-6);
  });
});
