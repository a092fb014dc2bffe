/** What the vocal tract does during a phone: formants, voice, and noise made at a constriction. */
export interface Phone {
  readonly durationMs: number;
  /** The first three resonances of a mid-sized vocal tract. */
  readonly formantsHz: readonly [number, number, number];
  /** Loudness of the voiced source, 0 to 1. */
  readonly voice: number;
  /** Loudness of the noise, 0 to 1, and where it lies. */
  readonly noise: number;
  readonly noiseHz: number;
  readonly noiseBandwidthHz: number;
}

function vowel(durationMs: number, ...formantsHz: [number, number, number]): Phone {
  return { durationMs, formantsHz, voice: 1, noise: 0, noiseHz: 2500, noiseBandwidthHz: 2000 };
}

function sonorant(durationMs: number, voice: number, ...formantsHz: [number, number, number]): Phone {
  return { ...vowel(durationMs, ...formantsHz), voice };
}

function fricative(durationMs: number, noiseHz: number, noise: number, noiseBandwidthHz: number, voice = 0): Phone {
  return { durationMs, formantsHz: [350, 1600, 2500], voice, noise, noiseHz, noiseBandwidthHz };
}

function closure(voice = 0, f2 = 1600): Phone {
  return { ...vowel(55, 250, f2, 2500), voice };
}

function burst(noiseHz: number, noise: number, f2 = 1600, voice = 0): Phone {
  return { durationMs: 22, formantsHz: [300, f2, 2500], voice, noise, noiseHz, noiseBandwidthHz: 1500 };
}

/** The breath between the burst of an unvoiced stop and the vowel. */
function aspiration(f2: number): Phone {
  return { durationMs: 28, formantsHz: [500, f2, 2500], voice: 0, noise: 0.18, noiseHz: f2, noiseBandwidthHz: 1800 };
}

/**
 * Phones of English by their ARPABET names; formants after Peterson and Barney (1952), the rest set by ear and eye.
 * A diphthong is two phones, a stop is closure and burst.
 */
export const phonemes = {
  IY: [vowel(130, 280, 2250, 2950)],
  IH: [vowel(100, 400, 1950, 2550)],
  EH: [vowel(125, 540, 1820, 2480)],
  AE: [vowel(150, 680, 1700, 2420)],
  AA: [vowel(150, 730, 1100, 2440)],
  AO: [vowel(155, 580, 860, 2410)],
  AH: [vowel(115, 630, 1210, 2400)],
  UW: [vowel(135, 310, 900, 2240)],
  ER: [vowel(140, 490, 1350, 1690)],
  EY: [vowel(85, 500, 1880, 2500), vowel(75, 320, 2200, 2800)],
  AY: [vowel(105, 720, 1150, 2440), vowel(80, 400, 1950, 2550)],
  AW: [vowel(105, 720, 1250, 2440), vowel(80, 430, 950, 2250)],
  OW: [vowel(90, 540, 920, 2400), vowel(90, 380, 800, 2250)],
  Y: [sonorant(65, 0.7, 270, 2250, 3000)],
  W: [sonorant(70, 0.7, 300, 650, 2200)],
  R: [sonorant(75, 0.7, 330, 1120, 1500)],
  L: [sonorant(75, 0.6, 360, 1050, 2750)],
  M: [sonorant(80, 0.3, 250, 1000, 2200)],
  N: [sonorant(85, 0.3, 260, 1550, 2600)],
  S: [fricative(125, 5200, 0.55, 2600)],
  Z: [fricative(95, 5000, 0.3, 2600, 0.35)],
  SH: [fricative(125, 2900, 0.6, 1300)],
  F: [fricative(105, 4200, 0.16, 5000)],
  V: [fricative(65, 3800, 0.08, 5000, 0.4)],
  TH: [fricative(90, 4600, 0.13, 4000)],
  HH: [aspiration(1500), aspiration(1500)],
  P: [closure(), burst(800, 0.3, 900)],
  T: [closure(), burst(4000, 0.55), aspiration(1700)],
  K: [closure(), burst(1900, 0.5, 1900), aspiration(1600)],
  B: [closure(0.15, 900), burst(700, 0.15, 900, 0.4)],
  D: [closure(0.15), burst(3600, 0.3, 1700, 0.4)],
  G: [closure(0.15, 1900), burst(1800, 0.3, 1900, 0.4)],
} as const satisfies Record<string, readonly Phone[]>;

export type Phoneme = keyof typeof phonemes;

/** The phones of a word written in ARPABET, for example `['S', 'T', 'AA', 'P']`. */
export function phonesOf(word: readonly Phoneme[]): Phone[] {
  return word.flatMap((phoneme): readonly Phone[] => phonemes[phoneme]);
}
