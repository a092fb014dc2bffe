import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Draw } from '../../../power/emulators/circuit.ts';
import { MeanCurrent } from '../../../power/emulators/mean-current.ts';

function drawsOf(stretches: readonly (readonly [durationUs: number, currentA: number])[], startUs = 0): Draw[] {
  let atUs = startUs;
  return stretches.map(([durationUs, currentA]) => {
    const draw = { startUs: atUs, endUs: atUs + durationUs, currentA };
    atUs = draw.endUs;
    return draw;
  });
}

function samplesOf(mean: MeanCurrent, draws: readonly Draw[]): number[] {
  const samples: number[] = [];
  mean.take(draws, (currentA) => samples.push(currentA));
  return samples;
}

describe('the mean current of a period', () => {
  it('weighs each current by how long it flowed', () => {
    const mean = new MeanCurrent(500, 100);
    assert.deepEqual(
      samplesOf(
        mean,
        drawsOf(
          [
            [25, 0.004],
            [75, 0],
            [100, 0.001],
            [99, 0.5],
          ],
          500,
        ),
      ),
      [0.001, 0.001],
    );
    assert.equal(mean.samples, 2);
    assert.equal(mean.untilUs, 799);
  });

  it('adds up to what was drawn, however the draws are cut', () => {
    const stretches = fc.array(
      fc.tuple(fc.double({ min: 0.1, max: 5000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    );
    fc.assert(
      fc.property(stretches, fc.double({ min: 1, max: 300, noNaN: true }), (all, periodUs) => {
        const draws = drawsOf(all);
        const at = new MeanCurrent(0, periodUs);
        const together = samplesOf(at, draws);
        const apart = new MeanCurrent(0, periodUs);
        const oneByOne = draws.flatMap((draw) => samplesOf(apart, [draw]));
        assert.deepEqual(oneByOne, together);
        const endUs = together.length * periodUs;
        const drawn = draws.reduce(
          (sum, draw) => sum + draw.currentA * Math.max(0, Math.min(draw.endUs, endUs) - draw.startUs),
          0,
        );
        const sampled = together.reduce((sum, currentA) => sum + currentA * periodUs, 0);
        assert.ok(Math.abs(sampled - drawn) <= 1e-9 * (1 + drawn), `${sampled} is not ${drawn}`);
      }),
      { numRuns: 200 },
    );
  });
});
