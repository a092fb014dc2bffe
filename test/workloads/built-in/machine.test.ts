import assert from 'node:assert/strict';
import { generateNormalRecording, generateRecording } from '../../../workloads/built-in/ad01/generate.ts';
import { Random } from '../../../workloads/built-in/random.ts';
import { runMachine } from '../../../workloads/built-in/sound/machine.ts';
import type { Fault } from '../../../workloads/built-in/sound/machine.ts';
import { adFeatures, adFrontEnd } from '../../../workloads/features/log-mel.ts';

const SAMPLES = 16000;

/** Decibels of each band on average and at most, over a second. */
function bands(seed: number, kind?: Fault['kind']): { mean: number; peak: number }[] {
  const fault = kind === undefined ? undefined : { kind, severity: 1 };
  const features = adFeatures(runMachine(SAMPLES, 16000, new Random(seed), fault), 2, 29);
  return Array.from({ length: adFrontEnd.bands }, (_, band) => {
    const values = Array.from({ length: 27 }, (_unused, frame) => features[frame * adFrontEnd.bands + band] ?? NaN);
    return { mean: values.reduce((sum, value) => sum + value, 0) / 27, peak: Math.max(...values) };
  });
}

/** How far the band that differs most is above the loudest of several runs of a sound machine. */
function excess(kind: Fault['kind']): number {
  const normal = [1, 2, 3, 4, 5].map((seed) => bands(seed));
  return Math.max(
    ...bands(6, kind).map(({ peak }, band) => peak - Math.max(...normal.map((run) => run[band]?.peak ?? 0))),
  );
}

describe('The simulated motor', () => {
  it('hums with its turning and never stops', () => {
    const low = bands(1)
      .slice(0, 12)
      .map(({ mean }) => mean);
    const high = bands(1)
      .slice(-12)
      .map(({ mean }) => mean);
    assert.ok(Math.min(...low.slice(2)) > Math.max(...high) + 3);
  });

  for (const kind of ['bearing', 'squeal', 'gear', 'rattle', 'stutter'] as const) {
    it(`can be heard to have a fault: ${kind}`, () => {
      assert.ok(excess(kind) > 4, `${excess(kind).toFixed(1)} dB`);
    });
  }

  it('is recorded for sixteen windows, sound and faulty in turn, within the range of the reference model', () => {
    for (const recording of [generateRecording(3, 0), generateRecording(3, 1), generateNormalRecording(3, 1)]) {
      assert.equal(recording.input.length, 20 * 512);
      const view = new DataView(recording.input.buffer);
      for (let at = 0; at < recording.input.length; at += 4) {
        const decibels = view.getFloat32(at, true);
        assert.ok(decibels > -84 && decibels < 14);
      }
    }
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => generateRecording(3, index).label),
      [0, 1, 0, 1],
    );
    assert.equal(generateNormalRecording(3, 1).label, 0);
  });
});
