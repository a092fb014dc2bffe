import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../../workloads/built-in/random.ts';

describe('Random numbers', () => {
  it('are these, for ever', () => {
    const random = new Random(2, 7);
    assert.deepEqual([random.next(), random.next(), random.next()], [4162225163, 2229166421, 3351891192]);
  });

  it('differ by every seed', () => {
    const first = (...seeds: number[]) => new Random(...seeds).next();
    const seen = new Set([first(), first(0), first(1), first(0, 0), first(0, 1), first(1, 0), first(1, 1)]);
    assert.equal(seen.size, 7);
  });

  it('are spread evenly, normally or in any order', () => {
    const random = new Random(3);
    const evenly = Array.from({ length: 20000 }, () => random.below(10));
    for (let digit = 0; digit < 10; digit++) {
      const count = evenly.filter((value) => value === digit).length;
      assert.ok(Math.abs(count - 2000) < 5 * Math.sqrt(2000 * 0.9), `${digit}: ${count}`);
    }
    const normal = Array.from({ length: 20000 }, () => random.normal());
    const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
    const variance = normal.reduce((sum, value) => sum + value * value, 0) / normal.length;
    assert.ok(Math.abs(mean) < 0.04 && Math.abs(variance - 1) < 0.05);
  });

  it('stay in their bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (seed, count) => {
        const random = new Random(seed);
        const value = random.between(-2, 3);
        assert.ok(value >= -2 && value < 3);
        assert.ok(random.below(count) < count);
        assert.deepEqual(
          random.order(count).toSorted((a, b) => a - b),
          [...new Array(count).keys()],
        );
      }),
    );
  });
});
