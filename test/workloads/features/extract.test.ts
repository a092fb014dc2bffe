import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { extractFeatures } from '../../../workloads/features/extract.ts';
import type { ExtractionOptions, SoundWorkload } from '../../../workloads/features/extract.ts';
import { adFeatures } from '../../../workloads/features/log-mel.ts';
import { kwsFeatures, quantiseKwsFeatures } from '../../../workloads/features/mfcc.ts';
import { testSound } from './direct-spectrum.ts';

const plain: ExtractionOptions = { channel: 1, startSeconds: 0, allFrames: false };

function extract(workload: SoundWorkload, samples: number, options: Partial<ExtractionOptions> = {}, rateHz = 16000) {
  const channels = [Float32Array.from(testSound(samples)), new Float32Array(samples)];
  return extractFeatures('a.wav', { sampleRateHz: rateHz, channels }, workload, { ...plain, ...options });
}

describe('Making kws01 input of a recording', () => {
  it('takes the second that is asked for and tells what it left out', () => {
    const features = extract('kws01', 32000, { startSeconds: 0.5 });
    const second = Float32Array.from(testSound(32000)).subarray(8000, 24000);
    assert.deepEqual(features.values, kwsFeatures(second));
    assert.deepEqual(features.input, new Uint8Array(quantiseKwsFeatures(kwsFeatures(second)).buffer));
    assert.equal(features.input.length, 490);
    assert.deepEqual(features.notes, [
      'took channel 1 of 2',
      'left out 0.500 s before --start',
      'left out 0.500 s after the first second',
    ]);
  });

  it('fills up a short sound and says so', () => {
    assert.ok(extract('kws01', 12000).notes.includes('added 0.250 s of silence'));
  });

  it('refuses what it cannot use', () => {
    const unfit = (problem: RegExp) => (error: unknown) =>
      error instanceof BenchError && error.code === 'sound.unfit' && problem.test(error.message);
    assert.throws(() => extract('kws01', 16000, {}, 44100), unfit(/44100 samples a second, not 16000/));
    assert.throws(() => extract('kws01', 16000, { channel: 3 }), unfit(/no channel 3/));
    assert.throws(() => extract('kws01', 16000, { startSeconds: 1 }), unfit(/ends after 1\.000 s, before 1 s/));
  });
});

describe('Making ad01 input of a recording', () => {
  it('keeps the frames that the benchmark keeps of ten seconds', () => {
    const features = extract('ad01', 160000);
    assert.equal(features.input.length, 102400);
    assert.equal(features.windows, 196);
    assert.deepEqual(features.values, adFeatures(Float32Array.from(testSound(160000)), 50, 250));
    const [, firstValue] = features.values;
    assert.equal(new DataView(features.input.buffer).getFloat32(4, true), firstValue);
  });

  it('keeps all frames of a shorter sound on demand only', () => {
    const tooShort = (error: unknown) => error instanceof BenchError && /it has 32 frames/.test(error.message);
    assert.throws(() => extract('ad01', 16000), tooShort);
    assert.equal(extract('ad01', 16000, { allFrames: true }).windows, 28);
    assert.throws(() => extract('ad01', 1500, { allFrames: true }), /it has 3 frames, and one input takes 5/);
    assert.throws(() => extract('ad01', 512, { allFrames: true }), /it has 0 frames/);
  });
});
