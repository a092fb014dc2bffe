import type { Phoneme } from '../sound/phonemes.ts';

/** The ten words of kws01 in the order of its classes, and how they are said; silence and other words follow. */
export const keywords = [
  { name: 'Down', phonemes: ['D', 'AW', 'N'] },
  { name: 'Go', phonemes: ['G', 'OW'] },
  { name: 'Left', phonemes: ['L', 'EH', 'F', 'T'] },
  { name: 'No', phonemes: ['N', 'OW'] },
  { name: 'Off', phonemes: ['AO', 'F'] },
  { name: 'On', phonemes: ['AA', 'N'] },
  { name: 'Right', phonemes: ['R', 'AY', 'T'] },
  { name: 'Stop', phonemes: ['S', 'T', 'AA', 'P'] },
  { name: 'Up', phonemes: ['AH', 'P'] },
  { name: 'Yes', phonemes: ['Y', 'EH', 'S'] },
] as const satisfies readonly { readonly name: string; readonly phonemes: readonly Phoneme[] }[];

export const SILENCE = keywords.length;
export const UNKNOWN = keywords.length + 1;

export const KWS_CLASSES = keywords.length + 2;

/** Words of Speech Commands that are none of the ten. */
export const otherWords: readonly [readonly Phoneme[], ...(readonly Phoneme[])[]] = [
  ['B', 'EH', 'D'],
  ['B', 'ER', 'D'],
  ['K', 'AE', 'T'],
  ['D', 'AO', 'G'],
  ['HH', 'AE', 'P', 'IY'],
  ['HH', 'AW', 'S'],
  ['SH', 'IY', 'L', 'AH'],
  ['T', 'R', 'IY'],
  ['W', 'AW'],
  ['Z', 'IY', 'R', 'OW'],
  ['W', 'AH', 'N'],
  ['T', 'UW'],
  ['TH', 'R', 'IY'],
  ['F', 'AO', 'R'],
  ['F', 'AY', 'V'],
  ['S', 'IH', 'K', 'S'],
  ['S', 'EH', 'V', 'AH', 'N'],
  ['EY', 'T'],
  ['N', 'AY', 'N'],
  ['M', 'AA', 'R', 'V', 'IH', 'N'],
];
