import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { readWav } from '../../../workloads/features/wav.ts';
import { mono16, wavFile } from './wav-file.ts';
import type { WavFormat } from './wav-file.ts';

const samples = [0, 0.5, -0.5, -1, 0.25, -0.125];

function refusal(bytes: Uint8Array): string {
  try {
    readWav(bytes, 'sound.wav');
  } catch (error) {
    assert.ok(error instanceof BenchError && error.code === 'sound.unreadable');
    return error.message;
  }
  throw new assert.AssertionError({ message: 'it was read' });
}

describe('Reading a WAV file', () => {
  const formats: readonly WavFormat[] = [
    { ...mono16, bits: 8 },
    mono16,
    { ...mono16, bits: 24 },
    { ...mono16, bits: 32 },
    { ...mono16, code: 3, bits: 32 },
    { ...mono16, code: 3, bits: 64 },
    { ...mono16, bits: 24, extensible: true },
  ];
  for (const format of formats) {
    const kind = `${format.bits} bit ${format.code === 1 ? 'PCM' : 'float'}${format.extensible ? ', extensible' : ''}`;
    it(`understands ${kind}`, () => {
      const recording = readWav(wavFile(format, samples), 'sound.wav');
      assert.equal(recording.sampleRateHz, 16000);
      assert.deepEqual(recording.channels, [Float32Array.from(samples)]);
    });
  }

  it('takes interleaved channels apart', () => {
    const { channels } = readWav(wavFile({ ...mono16, channels: 2, sampleRateHz: 44100 }, samples), 'sound.wav');
    assert.deepEqual(channels, [Float32Array.of(0, -0.5, 0.25), Float32Array.of(0.5, -1, -0.125)]);
  });

  it('takes what there is where the length was unknown when the file was begun', () => {
    const bytes = wavFile(mono16, samples);
    new DataView(bytes.buffer).setUint32(bytes.length - 2 * samples.length - 4, 0xffffffff, true);
    assert.equal(readWav(bytes, 'sound.wav').channels[0]?.length, samples.length);
  });

  it('says what is wrong with a file', () => {
    const whole = wavFile(mono16, samples);
    assert.match(refusal(new TextEncoder().encode('ID3 this is an MP3 file')), /sound\.wav .* RIFF … WAVE/);
    assert.match(refusal(whole.subarray(0, whole.length - 4)), /data chunk of 12 bytes ends after 8: the file is cut/);
    assert.match(refusal(whole.subarray(0, 36)), /no data chunk/);
    assert.match(refusal(wavFile(mono16, [])), /no samples/);
    assert.match(refusal(wavFile({ ...mono16, bits: 64 }, [0])), /format 1 with 64 bits/);
    assert.match(refusal(wavFile({ ...mono16, channels: 0 }, [0])), /0 channels/);
    assert.match(refusal(wavFile({ ...mono16, code: 3, bits: 32 }, [NaN])), /no finite numbers/);
  });

  it('answers damaged files with this error or a sound, never otherwise', () => {
    const whole = wavFile({ ...mono16, extensible: true }, samples);
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length));
    fc.assert(
      fc.property(damage, ([at, value, length]) => {
        const bytes = whole.slice();
        bytes[at] = value;
        try {
          assert.ok(readWav(bytes.subarray(0, length), 'sound.wav').channels.length > 0);
        } catch (error) {
          assert.ok(error instanceof BenchError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});
