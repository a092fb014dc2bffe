import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PowerSpectrum, hannWindow } from '../../../workloads/features/fourier.ts';
import { directPowerSpectrum } from './direct-spectrum.ts';

function transform(frame: ArrayLike<number>, size: number): Float64Array {
  const spectrum = new PowerSpectrum(size);
  const power = new Float64Array(spectrum.bins);
  spectrum.transform(frame, power);
  return power;
}

describe('A power spectrum', () => {
  it('is that of the definition, whatever the frame', () => {
    const frames = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(frames, (frame) => {
        const direct = directPowerSpectrum(frame, 64);
        for (const [bin, power] of transform(frame, 64).entries()) {
          assert.ok(Math.abs(power - (direct[bin] ?? NaN)) < 1e-10);
        }
      }),
    );
  });

  it('of a tone under a Hann window is the closed form: N A ÷ 4 in its bin, half of that beside it', () => {
    const size = 512;
    const window = hannWindow(size);
    const tone = Float64Array.from(window, (weight, n) => 3 * weight * Math.cos((2 * Math.PI * 40 * n) / size + 0.7));
    const power = transform(tone, size);
    const inBin = (size * 3) / 4;
    for (const [bin, wanted] of [
      [38, 0],
      [39, inBin / 2],
      [40, inBin],
      [41, inBin / 2],
      [42, 0],
    ] as const) {
      assert.ok(Math.abs(Math.sqrt(power[bin] ?? NaN) - wanted) < 1e-9, `bin ${bin}`);
    }
  });

  it('refuses a length that is no power of two', () => {
    assert.throws(() => new PowerSpectrum(480), /480 is no power of two/);
  });
});
