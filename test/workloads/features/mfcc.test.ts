import assert from 'node:assert/strict';
import { kwsFeatures, kwsQuantisation, quantiseKwsFeatures } from '../../../workloads/features/mfcc.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';
import { directPowerSpectrum, testSound, triangle } from './direct-spectrum.ts';

/** The same features by the plain formulas, from the engine's own functions and a transform by definition. */
function slowFeatures(sound: Float64Array): number[] {
  const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
  const peak = Math.max(...sound);
  const edges = Array.from({ length: 42 }, (_, index) => mel(20) + ((mel(4000) - mel(20)) * index) / 41);
  const features: number[] = [];
  for (let frame = 0; frame < 49; frame++) {
    const samples = Array.from(sound.subarray(320 * frame, 320 * frame + 480), (sample, n) => {
      return (sample / peak) * Math.sin((Math.PI * n) / 480) ** 2;
    });
    const magnitudes = directPowerSpectrum(samples, 512).map(Math.sqrt);
    const logs = Array.from({ length: 40 }, (_, band) => {
      const [lower = 0, centre = 0, upper = 0] = edges.slice(band);
      const energy = magnitudes.reduce((sum, magnitude, bin) => {
        return sum + magnitude * triangle(mel(bin * 31.25), lower, centre, upper);
      }, 0);
      return Math.log(energy + 1e-6);
    });
    for (let coefficient = 0; coefficient < 10; coefficient++) {
      const sum = logs.reduce((total, log, band) => {
        return total + log * 2 * Math.cos((Math.PI * coefficient * (band + 0.5)) / 40);
      }, 0);
      features.push(sum / Math.sqrt(2 * 40));
    }
  }
  return features;
}

describe('The front end of kws01', () => {
  it('agrees with the plain formulas on a second of sound', () => {
    const sound = testSound(16000);
    const slow = slowFeatures(sound);
    const features = kwsFeatures(sound);
    assert.equal(features.length, 490);
    for (const [at, value] of features.entries()) assert.ok(Math.abs(value - (slow[at] ?? NaN)) < 1e-8, `value ${at}`);
  });

  it('gives digital silence the smallest value that the official model was calibrated with', () => {
    const features = kwsFeatures(new Float32Array(16000));
    // −123.5697 is the minimum of the official kws01 model's input: 40 logarithms of 1e-6, times 2 ÷ √80.
    assert.equal(features[0]?.toFixed(4), '-123.5697');
    for (const coefficient of features.subarray(1, 10)) assert.ok(Math.abs(coefficient) < 1e-12);
  });

  it('does not depend on how loud a sound is', () => {
    const sound = testSound(16000);
    const quiet = kwsFeatures(sound.map((sample) => sample / 1024));
    assert.deepEqual(quiet, kwsFeatures(sound));
  });

  it('takes the first second alone, and fills up a shorter sound with silence', () => {
    const sound = testSound(20000);
    assert.deepEqual(kwsFeatures(sound), kwsFeatures(sound.subarray(0, 16000)));
    const short = new Float64Array(16000);
    short.set(sound.subarray(0, 9000));
    assert.deepEqual(kwsFeatures(sound.subarray(0, 9000)), kwsFeatures(short));
  });
});

describe('Quantised kws01 features', () => {
  it('have the scale of the reference model', () => {
    assert.equal(kwsQuantisation.scale, kws01.modelInput.scale);
    assert.equal(kwsQuantisation.zeroPoint, kws01.modelInput.zeroPoint);
  });

  it('are cut towards zero as the official ones, and saturate', () => {
    const { scale } = kwsQuantisation;
    const bytes = quantiseKwsFeatures([0, 0.9 * scale, -0.1 * scale, -83.9 * scale, -123.57, 100]);
    assert.deepEqual([...bytes], [83, 83, 82, 0, -128, 127]);
  });
});
