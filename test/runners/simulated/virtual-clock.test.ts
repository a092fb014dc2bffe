import assert from 'node:assert/strict';
import fc from 'fast-check';
import { elapsedBetweenLapsUs } from '../../../harness/protocol/laps.ts';
import { VirtualClock } from '../../../runners/simulated/virtual-clock.ts';

describe('the virtual clock of a board', () => {
  it('shows whole microseconds, though less may have passed', () => {
    const clock = new VirtualClock({ lapStartUs: 5, lapBits: 64, lapResolutionUs: 1 });
    clock.advance(1.75);
    assert.equal(clock.lapUs(), 6);
    assert.equal(clock.elapsedUs, 1.75);
  });

  it('shows whole ticks', () => {
    const clock = new VirtualClock({ lapStartUs: 0, lapBits: 64, lapResolutionUs: 1000 });
    clock.advance(2999);
    assert.equal(clock.lapUs(), 2000);
  });

  it('starts again at its beginning, jumps forgotten', () => {
    const clock = new VirtualClock({ lapStartUs: 100, lapBits: 64, lapResolutionUs: 1 });
    clock.advance(50);
    clock.jump(1000);
    clock.restart();
    assert.equal(clock.lapUs(), 100);
  });

  it('wraps so that the time between two laps can be had back, wherever it started', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 34 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (lapStartUs, passedUs) => {
          const clock = new VirtualClock({ lapStartUs, lapBits: 32, lapResolutionUs: 1 });
          const start = clock.lapUs();
          clock.advance(passedUs);
          const end = clock.lapUs();
          assert.ok(start < 2 ** 32 && end < 2 ** 32);
          assert.equal(elapsedBetweenLapsUs(start, end), passedUs);
        },
      ),
    );
  });
});
