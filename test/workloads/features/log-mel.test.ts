import assert from 'node:assert/strict';
import { adFeatures, adFrames } from '../../../workloads/features/log-mel.ts';
import { directPowerSpectrum, testSound, triangle } from './direct-spectrum.ts';

/** Slaney's scale: 3 mel for 200 Hz up to 1 kHz, 27 mel for each factor of 6.4 above. */
const hzOfMel = (mel: number): number => (mel < 15 ? (200 * mel) / 3 : 1000 * 6.4 ** ((mel - 15) / 27));
const highestMel = 15 + (27 * Math.log(8)) / Math.log(6.4);

/** One frame by the plain formulas. */
function slowFrame(sound: Float64Array, frame: number): number[] {
  const mirrored = [...sound.subarray(1, 513).toReversed(), ...sound, ...sound.subarray(-513, -1).toReversed()];
  const samples = mirrored.slice(512 * frame, 512 * frame + 1024).map((sample, n) => {
    return sample * Math.sin((Math.PI * n) / 1024) ** 2;
  });
  const power = directPowerSpectrum(samples, 1024);
  return Array.from({ length: 128 }, (_, band) => {
    const [lower, centre, upper] = [band, band + 1, band + 2].map((edge) => hzOfMel((highestMel * edge) / 129));
    if (lower === undefined || centre === undefined || upper === undefined) return NaN;
    const energy = power.reduce((sum, value, bin) => sum + value * triangle(bin * 15.625, lower, centre, upper), 0);
    return 10 * Math.log10((2 * energy) / (upper - lower) + Number.EPSILON);
  });
}

describe('The front end of ad01', () => {
  it('agrees with the plain formulas in the middle of a sound and at its mirrored ends', () => {
    const sound = testSound(8000);
    assert.equal(adFrames(sound.length), 16);
    const features = adFeatures(sound);
    assert.equal(features.length, 16 * 128);
    for (const frame of [0, 1, 7, 14, 15]) {
      const slow = slowFrame(sound, frame);
      for (const [band, value] of features.subarray(128 * frame, 128 * (frame + 1)).entries()) {
        assert.ok(Math.abs(value - (slow[band] ?? NaN)) < 1e-4, `frame ${frame}, band ${band}`);
      }
    }
  });

  it('gives digital silence the floor of the benchmark, 10 log of the spacing of doubles', () => {
    for (const value of adFeatures(new Float32Array(2048))) assert.equal(value.toFixed(3), '-156.536');
  });

  it('rises by 20 dB where the sound is ten times as loud', () => {
    const sound = testSound(4096);
    const louder = adFeatures(sound.map((sample) => 10 * sample));
    for (const [at, value] of adFeatures(sound).entries()) assert.ok(Math.abs((louder[at] ?? 0) - value - 20) < 1e-3);
  });

  it('can be made of a part of the frames', () => {
    const sound = testSound(8000);
    assert.deepEqual(adFeatures(sound, 3, 8), adFeatures(sound).subarray(3 * 128, 8 * 128));
  });
});
