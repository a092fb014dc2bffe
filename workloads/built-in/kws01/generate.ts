import { kwsFeatures, kwsFrontEnd, quantiseKwsFeatures } from '../../features/mfcc.ts';
import { exponential } from '../../features/portable-math.ts';
import { Random } from '../random.ts';
import { roomNoise, scaleToLevel } from '../sound/background.ts';
import { phonesOf } from '../sound/phonemes.ts';
import { randomSpeaker, speak } from '../sound/voice.ts';
import { KWS_CLASSES, SILENCE, UNKNOWN, keywords, otherWords } from './words.ts';

/** A second of sound at 16 kHz and the class that it belongs to. */
export interface LabelledSound {
  readonly label: number;
  readonly sound: Float32Array;
}

/** `count` sounds; the classes take turns. */
export function* generateKwsSounds(seed: number, count: number): Generator<LabelledSound> {
  for (let index = 0; index < count; index++) yield generateKwsSound(seed, index);
}

/** The sound `index` of the set named by `seed`: a word of a random speaker in a random room. */
export function generateKwsSound(seed: number, index: number): LabelledSound {
  const random = new Random(seed, index);
  const label = index % KWS_CLASSES;
  const { samples, sampleRateHz } = kwsFrontEnd;
  const sound = scaleToLevel(roomNoise(samples, sampleRateHz, random), 1);
  if (label !== SILENCE) {
    const word = scaleToLevel(sayWord(label, random), 1);
    const noiseDb = random.between(-38, -2);
    const noiseLevel = exponential((noiseDb / 20) * 2.302585092994046);
    const room = samples - word.length;
    // Some words begin before the recording or end after it.
    const start = Math.floor(room * random.between(-0.06, 1.06));
    for (let at = 0; at < samples; at++) sound[at] = noiseLevel * (sound[at] ?? 0) + (word[at - start] ?? 0);
  }
  return { label, sound: Float32Array.from(sound) };
}

/** The 490 bytes of a kws01 input. */
export function kwsInput(sound: ArrayLike<number>): Uint8Array {
  return new Uint8Array(quantiseKwsFeatures(kwsFeatures(sound)).buffer);
}

function sayWord(label: number, random: Random): Float64Array {
  const word = label === UNKNOWN ? random.pick(otherWords) : (keywords[label]?.phonemes ?? []);
  return speak(phonesOf(word), randomSpeaker(random), kwsFrontEnd.sampleRateHz, random);
}
