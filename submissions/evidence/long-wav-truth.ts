import { readFileSync } from 'node:fs';

interface Truth {
  readonly windows: readonly (readonly [number, number])[];
}

const truth = JSON.parse(readFileSync(new URL('long-wav-truth.json', import.meta.url), 'utf8')) as Truth;

/** Where the wakeword is in the official recording long_wav.wav: begin and end of each, seconds. */
export const longWavTruthS: readonly (readonly [number, number])[] = truth.windows;
