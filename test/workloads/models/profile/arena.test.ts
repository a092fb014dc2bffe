import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arenaPeak, planArena } from '../../../../workloads/models/profile/arena.ts';
import type { ActivationBuffer } from '../../../../workloads/models/profile/lifetimes.ts';

function buffer(tensor: number, bytes: number, firstUse: number, lastUse: number): ActivationBuffer {
  return { tensor, bytes, firstUse, lastUse };
}

const steps = 12;

const anyBuffers = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.nat({ max: steps - 1 }), fc.nat({ max: steps - 1 })), {
    maxLength: 30,
  })
  .map((parts) => parts.map(([bytes, a, b], tensor) => buffer(tensor, bytes, Math.min(a, b), Math.max(a, b))));

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

describe('the arena planner', () => {
  it('lets a chain of tensors take turns in two places', () => {
    const chain = [buffer(0, 64, 0, 0), buffer(1, 128, 0, 1), buffer(2, 64, 1, 2), buffer(3, 128, 2, 3)];
    assert.deepEqual(planArena(chain), { bytes: 192, offsets: [128, 0, 128, 0] });
  });

  it('aligns to 16 bytes', () => {
    const plan = planArena([buffer(0, 17, 0, 0), buffer(1, 1, 0, 0)]);
    assert.deepEqual(plan, { bytes: 48, offsets: [0, 32] });
  });

  it('puts the later of two equal tensors first, and a small one into a gap that is left', () => {
    const equal = [buffer(0, 32, 0, 1), buffer(1, 32, 1, 2)];
    assert.deepEqual(planArena(equal).offsets, [32, 0]);
    // The first two leave 32 bytes between them while the third is alive.
    const gap = [buffer(0, 96, 0, 1), buffer(1, 64, 1, 2), buffer(2, 48, 2, 3), buffer(3, 16, 3, 3)];
    assert.deepEqual(planArena(gap), { bytes: 160, offsets: [0, 96, 0, 48] });
  });

  it('can take more than is ever alive, as greedy planners do', () => {
    const buffers = [buffer(0, 96, 0, 0), buffer(1, 64, 0, 1), buffer(2, 64, 1, 2), buffer(3, 128, 2, 2)];
    assert.equal(arenaPeak(buffers, 3).aliveBytes, 192);
    assert.equal(planArena(buffers).bytes, 256);
  });

  it('needs nothing for nothing', () => {
    assert.deepEqual(planArena([]), { bytes: 0, offsets: [] });
    assert.deepEqual(arenaPeak([], 0), { step: 0, aliveBytes: 0, alive: [] });
  });

  it('never lets two tensors that are alive together overlap, and uses what it says', () => {
    fc.assert(
      fc.property(anyBuffers, (buffers) => {
        const { bytes, offsets } = planArena(buffers);
        const places = buffers.map((each, index) => ({ ...each, start: offsets[index] ?? -1 }));
        for (const a of places) {
          assert.equal(a.start % 16, 0);
          assert.ok(a.start >= 0 && a.start + aligned(a.bytes) <= bytes);
          for (const b of places) {
            if (a.tensor >= b.tensor || a.firstUse > b.lastUse || b.firstUse > a.lastUse) continue;
            assert.ok(a.start + aligned(a.bytes) <= b.start || b.start + aligned(b.bytes) <= a.start);
          }
        }
        assert.equal(bytes, Math.max(0, ...places.map(({ start, bytes: own }) => start + aligned(own))));
        assert.ok(bytes >= arenaPeak(buffers, steps).aliveBytes);
      }),
    );
  });
});

describe('the peak of an arena', () => {
  it('is the first step at which the most is alive, and names the tensors', () => {
    const buffers = [buffer(0, 16, 0, 1), buffer(1, 32, 1, 2), buffer(2, 16, 2, 3)];
    const peak = arenaPeak(buffers, 4);
    assert.equal(peak.step, 1);
    assert.equal(peak.aliveBytes, 48);
    assert.deepEqual(
      peak.alive.map(({ tensor }) => tensor),
      [0, 1],
    );
  });

  it('is the sum over the tensors alive at its step, and no other step has more', () => {
    fc.assert(
      fc.property(anyBuffers, (buffers) => {
        const aliveAt = (step: number): number =>
          buffers
            .filter(({ firstUse, lastUse }) => firstUse <= step && step <= lastUse)
            .reduce((sum, { bytes }) => sum + aligned(bytes), 0);
        const { step, aliveBytes } = arenaPeak(buffers, steps);
        assert.equal(aliveBytes, aliveAt(step));
        for (let other = 0; other < steps; other++) assert.ok(aliveAt(other) <= aliveBytes);
      }),
    );
  });
});
