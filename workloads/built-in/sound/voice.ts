import type { Random } from '../random.ts';
import type { Phone } from './phonemes.ts';
import { Resonator } from './resonator.ts';

/** A person who speaks. */
export interface Speaker {
  /** Frequencies of all resonances against those of the table: above 1 for a short vocal tract. */
  readonly tract: number;
  readonly pitchHz: number;
  /** How far the pitch falls over a word, as a part of it. */
  readonly fall: number;
  /** Durations against those of the table. */
  readonly slowness: number;
  /** Noise in the voice, 0 to 1. */
  readonly breath: number;
}

export function randomSpeaker(random: Random): Speaker {
  const tract = random.between(0.84, 1.22);
  return {
    tract,
    // Short tracts mostly go with high voices.
    pitchHz: (80 + 420 * (tract - 0.84)) * random.between(0.85, 1.3),
    fall: random.between(-0.12, 0.35),
    slowness: random.between(0.72, 1.4),
    breath: random.between(0.01, 0.12),
  };
}

/** Samples between two settings of the resonators: 5 ms at 16 kHz. */
const CONTROL_SAMPLES = 80;
/** The tract moves from phone to phone in about this time. */
const TRANSITION_MS = 45;
const FOURTH_FORMANT_HZ = 3500;
const BANDWIDTHS_HZ = [80, 110, 160, 250] as const;

/** What the tract does at one moment. */
interface Posture {
  readonly formantsHz: readonly [number, number, number];
  readonly voice: number;
  readonly noise: number;
  readonly noiseHz: number;
  readonly noiseBandwidthHz: number;
}

/**
 * Speaks phones: a glottal source and noise through a cascade of four formants, noise of constrictions beside it
 * (Klatt, "Software for a cascade/parallel formant synthesizer", 1980, much reduced).
 * @returns samples at `sampleRateHz`, at most about ±1
 */
export function speak(phones: readonly Phone[], speaker: Speaker, sampleRateHz: number, random: Random): Float64Array {
  const said = phones.map((phone) => vary(phone, speaker, random));
  const durationMs = said.reduce((sum, phone) => sum + phone.durationMs, 0);
  const sound = new Float64Array(Math.floor((durationMs / 1000) * sampleRateHz));
  const formants = [0, 1, 2, 3].map(() => new Resonator(sampleRateHz));
  const constriction = new Resonator(sampleRateHz);
  let phase = random.between(0, 1);
  let posture = postureAt(said, 0);
  let [voice, noise] = [0, 0];
  for (let at = 0; at < sound.length; at++) {
    if (at % CONTROL_SAMPLES === 0) {
      posture = postureAt(said, (1000 * at) / sampleRateHz);
      [...posture.formantsHz, FOURTH_FORMANT_HZ * speaker.tract].forEach((hz, index) => {
        formants[index]?.tune(Math.min(hz, 0.48 * sampleRateHz), BANDWIDTHS_HZ[index] ?? 250);
      });
      constriction.tuneToPeak(Math.min(posture.noiseHz, 0.47 * sampleRateHz), posture.noiseBandwidthHz);
    }
    // Loudness follows within some 4 ms, so that nothing clicks.
    voice += (posture.voice - voice) / 64;
    noise += (posture.noise - noise) / 48;
    const pitchHz = speaker.pitchHz * (1 - (speaker.fall * at) / sound.length);
    phase += (pitchHz * random.between(0.97, 1.03)) / sampleRateHz;
    if (phase >= 1) phase -= 1;
    const hiss = random.between(-1, 1);
    const source = voice * (glottalPulse(phase) + speaker.breath * hiss);
    let throughTract = source;
    for (const formant of formants) throughTract = formant.step(throughTract);
    sound[at] = 0.25 * throughTract + 0.3 * noise * constriction.step(hiss);
  }
  return sound;
}

/** The derivative of the glottal flow over one period (Klatt and Klatt 1990, open for 60 % of it). */
function glottalPulse(phase: number): number {
  const open = 0.6;
  if (phase >= open) return 0;
  const t = phase / open;
  return 2 * t - 3 * t * t;
}

/** Nobody says a phone twice alike. */
function vary(phone: Phone, speaker: Speaker, random: Random): Phone {
  const [f1, f2, f3] = phone.formantsHz;
  const shift = (hz: number): number => hz * speaker.tract * random.between(0.92, 1.08);
  return {
    ...phone,
    durationMs: phone.durationMs * speaker.slowness * random.between(0.75, 1.3),
    formantsHz: [shift(f1), shift(f2), shift(f3)],
    voice: phone.voice * random.between(0.75, 1.1),
    noise: phone.noise * random.between(0.5, 1.4),
    noiseHz: phone.noiseHz * random.between(0.88, 1.12),
  };
}

/** The posture at a time of the word: the phone's own, or on the way between it and a neighbour. */
function postureAt(phones: readonly Phone[], timeMs: number): Posture {
  let start = 0;
  for (const [index, phone] of phones.entries()) {
    const end = start + phone.durationMs;
    if (timeMs < end || index === phones.length - 1) {
      const half = Math.min(TRANSITION_MS, phone.durationMs) / 2;
      const before = phones[index - 1];
      const after = phones[index + 1];
      if (before !== undefined && timeMs < start + half) {
        return blend(before, phone, 0.5 + (timeMs - start) / (2 * half));
      }
      if (after !== undefined && timeMs > end - half) {
        return blend(phone, after, (timeMs - (end - half)) / (2 * half));
      }
      // A word ends by fading, not by being cut.
      return after === undefined && timeMs > end - 30 ? { ...phone, voice: 0, noise: 0 } : phone;
    }
    start = end;
  }
  throw new RangeError('A word without phones cannot be spoken');
}

/** Formants glide; voice and noise change at the border itself. */
function blend(from: Phone, to: Phone, share: number): Posture {
  const nearer = share < 0.5 ? from : to;
  const glide = (index: 0 | 1 | 2): number =>
    from.formantsHz[index] + share * (to.formantsHz[index] - from.formantsHz[index]);
  return { ...nearer, formantsHz: [glide(0), glide(1), glide(2)] };
}
