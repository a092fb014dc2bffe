import type { Random } from '../random.ts';
import { sineOfTurns } from '../../features/portable-math.ts';

/**
 * The sound of a room with nobody speaking: hiss, rumble, the hum of the mains, and now and then a knock.
 * @returns `samples` samples with a root mean square of 1
 */
export function roomNoise(samples: number, sampleRateHz: number, random: Random): Float64Array {
  const hiss = random.between(0.05, 1);
  const rumble = random.between(0, 1);
  const hum = random.chance(0.4) ? random.between(0.05, 0.6) : 0;
  const darkness = random.between(0.6, 0.98);
  const humHz = random.pick([50, 60, 100, 120] as const);
  const noise = new Float64Array(samples);
  let [low, lower] = [0, 0];
  for (let at = 0; at < samples; at++) {
    const white = random.between(-1, 1);
    low = darkness * low + (1 - darkness) * white;
    lower = 0.995 * lower + 0.005 * white;
    noise[at] =
      0.3 * hiss * white + 2 * low + 6 * rumble * lower + 0.3 * hum * sineOfTurns((humHz * at) / sampleRateHz);
  }
  if (random.chance(0.35)) addKnocks(noise, sampleRateHz, random);
  return scaleToLevel(noise, 1);
}

/** Some damped knocks: clicks of a keyboard, a cup put down. */
function addKnocks(noise: Float64Array, sampleRateHz: number, random: Random): void {
  for (let count = 1 + random.below(3); count > 0; count--) {
    const start = random.below(noise.length);
    const knockHz = random.between(200, 3000);
    let loudness = random.between(0.3, 1.5);
    for (let at = start; at < noise.length && loudness > 0.001; at++) {
      noise[at] = (noise[at] ?? 0) + loudness * sineOfTurns((knockHz * (at - start)) / sampleRateHz);
      loudness *= 0.995;
    }
  }
}

/** Scales a sound in place to a root mean square; leaves silence alone. */
export function scaleToLevel(sound: Float64Array, level: number): Float64Array {
  let energy = 0;
  for (const sample of sound) energy += sample * sample;
  const rms = Math.sqrt(energy / sound.length);
  if (rms > 0) for (let at = 0; at < sound.length; at++) sound[at] = ((sound[at] ?? 0) * level) / rms;
  return sound;
}
