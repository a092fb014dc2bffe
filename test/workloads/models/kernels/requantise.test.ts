import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fixedPointFactor, multiplyByFactor, requantiseRows } from '../../../../workloads/models/kernels/requantise.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const multiplier = fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 });

/** ⌊x / 2^bits⌋ with halves rounded as wanted, in numbers of any size. */
function shifted(value: bigint, bits: number, halves: 'up' | 'away-from-zero'): bigint {
  const half = 1n << BigInt(bits - 1);
  const down = halves === 'away-from-zero' && value < 0n ? 1n : 0n;
  return (value + half - down) >> BigInt(bits);
}

describe('Requantisation', () => {
  for (const halves of ['up', 'away-from-zero'] as const) {
    it(`rounds the product, then the shift, halves ${halves}, for any 32-bit value`, () => {
      fc.assert(
        fc.property(int32, multiplier, fc.integer({ min: 1, max: 31 }), (value, factor, bits) => {
          const product = shifted(BigInt(value) * BigInt(factor), 31, 'up');
          const expected = Number(shifted(product, bits, halves));
          assert.equal(multiplyByFactor(value, factor, -bits, halves), expected);
        }),
        { numRuns: 5000 },
      );
    });
  }

  it('differs between the two ways of rounding at negative halves alone', () => {
    const half = 2 ** 30;
    assert.deepEqual(
      [-6, -5, -4, 4, 5, 6].map((value) => multiplyByFactor(value, half, -1, 'up')),
      [-1, -1, -1, 1, 2, 2],
    );
    assert.deepEqual(
      [-6, -5, -4, 4, 5, 6].map((value) => multiplyByFactor(value, half, -1, 'away-from-zero')),
      [-2, -1, -1, 1, 2, 2],
    );
  });

  it('shifts to the left before it multiplies', () => {
    assert.equal(multiplyByFactor(3, 2 ** 30, 3, 'up'), 12);
    assert.equal(multiplyByFactor(3, 2 ** 30, 0, 'up'), 2);
  });

  it('adds the zero point and clamps, with a factor for each column', () => {
    const output = new Int8Array(6);
    const requantisation = {
      multipliers: Int32Array.of(2 ** 30, 2 ** 30),
      exponents: Int32Array.of(1, 0),
      zeroPoint: -100,
      minimum: -100,
      maximum: 50,
    };
    requantiseRows(Int32Array.of(10, 10, -5, 300, 200, 400), 3, requantisation, 'up', output, 0);
    assert.deepEqual([...output], [-90, -95, -100, 50, 50, 50]);
  });
});

describe('A factor in fixed point', () => {
  it('is a multiplier from a half up, and a power of two', () => {
    assert.deepEqual(fixedPointFactor(0.5), { multiplier: 2 ** 30, exponent: 0 });
    assert.deepEqual(fixedPointFactor(1), { multiplier: 2 ** 30, exponent: 1 });
    assert.deepEqual(fixedPointFactor(0.75 / 1024), { multiplier: 0.75 * 2 ** 31, exponent: -10 });
    assert.deepEqual(fixedPointFactor(0), { multiplier: 0, exponent: 0 });
  });

  it('goes on to the next power of two where the multiplier is rounded up to one', () => {
    assert.deepEqual(fixedPointFactor(1 - 2 ** -40), { multiplier: 2 ** 30, exponent: 1 });
  });

  it('is nothing where it is too small to matter', () => {
    assert.deepEqual(fixedPointFactor(2 ** -40), { multiplier: 0, exponent: 0 });
  });

  it('is within half a unit of the last place of the multiplier', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e6, noNaN: true }), (factor) => {
        const fixed = fixedPointFactor(factor);
        assert.ok(fixed.multiplier >= 2 ** 30 && fixed.multiplier < 2 ** 31);
        const value = (fixed.multiplier / 2 ** 31) * 2 ** fixed.exponent;
        assert.ok(Math.abs(value - factor) <= 2 ** (fixed.exponent - 32));
      }),
    );
  });
});
