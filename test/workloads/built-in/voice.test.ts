import assert from 'node:assert/strict';
import { Random } from '../../../workloads/built-in/random.ts';
import type { Phoneme } from '../../../workloads/built-in/sound/phonemes.ts';
import { phonesOf } from '../../../workloads/built-in/sound/phonemes.ts';
import type { Speaker } from '../../../workloads/built-in/sound/voice.ts';
import { randomSpeaker, speak } from '../../../workloads/built-in/sound/voice.ts';
import { PowerSpectrum, hannWindow } from '../../../workloads/features/fourier.ts';

const speaker: Speaker = { tract: 1, pitchHz: 100, fall: 0, slowness: 1, breath: 0.02 };

/** Energy between two frequencies in the middle of a phone said long. */
function energy(phoneme: Phoneme, fromHz: number, toHz: number): number {
  const sound = speak(phonesOf([phoneme, phoneme, phoneme]), speaker, 16000, new Random(1));
  const spectrum = new PowerSpectrum(1024);
  const power = new Float64Array(spectrum.bins);
  const middle = Math.floor(sound.length / 2);
  spectrum.transform(
    hannWindow(1024).map((weight, n) => weight * (sound[middle - 512 + n] ?? 0)),
    power,
  );
  return power.slice(Math.round(fromHz / 15.625), Math.round(toHz / 15.625)).reduce((sum, value) => sum + value, 0);
}

describe('The synthetic voice', () => {
  it('has its resonances where the vowel has them', () => {
    assert.ok(energy('AA', 550, 900) > 3 * energy('AA', 200, 450), 'the first formant of AA is at 730 Hz');
    assert.ok(energy('IY', 200, 400) > 10 * energy('IY', 550, 900), 'that of IY is at 280 Hz');
    assert.ok(energy('IY', 2000, 2500) > 3 * energy('IY', 1200, 1700), 'and its second at 2250 Hz');
  });

  it('hisses high in S and lower in SH', () => {
    assert.ok(energy('S', 4000, 7000) > 3 * energy('S', 300, 3300));
    assert.ok(energy('SH', 2000, 4000) > energy('SH', 5000, 7000));
  });

  it('buzzes with the pitch of the speaker', () => {
    const lines = energy('AA', 690, 710) + energy('AA', 790, 810);
    const between = energy('AA', 640, 660) + energy('AA', 740, 760);
    assert.ok(lines > 3 * between, `${lines} against ${between}`);
  });

  it('says the same for the same random numbers, and not for others', () => {
    const say = (seed: number) => {
      const random = new Random(seed);
      return speak(phonesOf(['S', 'T', 'AA', 'P']), randomSpeaker(random), 16000, random);
    };
    assert.deepEqual(say(1), say(1));
    assert.notDeepEqual(say(1), say(2));
  });

  it('stays finite and below full scale for any speaker and word', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const sound = speak(phonesOf(['G', 'OW', 'Z', 'IY', 'R', 'OW']), randomSpeaker(random), 16000, random);
      assert.ok(sound.every((sample) => Math.abs(sample) < 4));
      assert.ok(sound.some((sample) => Math.abs(sample) > 0.05));
    }
  });
});
