import { cosineOfTurns, sineOfTurns } from '../../features/portable-math.ts';
import type { Random } from '../random.ts';
import { Resonator } from './resonator.ts';

/** What is wrong with a machine, and how badly: 0 not at all, 1 plainly. */
export interface Fault {
  readonly kind: 'bearing' | 'squeal' | 'gear' | 'rattle' | 'stutter';
  readonly severity: number;
}

/** Loudness of the harmonics of the shaft's turning, the first first. */
const HARMONICS = [1, 0.55, 0.7, 0.3, 0.35, 0.15, 0.2, 0.08];
/** Teeth of the two gears, and how loud each meshes. */
const GEARS = [
  [19, 0.3],
  [31, 0.2],
] as const;

/** How a run of the machine differs from others although it is sound. */
interface Run {
  readonly turnsPerSecond: number;
  readonly load: number;
  readonly hiss: number;
}

/**
 * A small motor with a gear train that runs at its own speed and under its own load, sound or with a fault.
 * @returns `samples` samples
 */
export function runMachine(samples: number, sampleRateHz: number, random: Random, fault?: Fault): Float64Array {
  const run: Run = {
    turnsPerSecond: random.between(52, 60),
    load: random.between(0.7, 1.3),
    hiss: random.between(0.05, 0.12),
  };
  const sound = new Float64Array(samples);
  const housing = new Resonator(sampleRateHz);
  housing.tuneToPeak(random.between(880, 960), 240);
  const air = new Resonator(sampleRateHz);
  air.tuneToPeak(2600, 3600);
  const disturb = disturbance(fault, run, sampleRateHz, random);
  const starts = Array.from({ length: HARMONICS.length + GEARS.length }, () => random.between(0, 1));
  let turns = random.between(0, 1);
  for (let at = 0; at < samples; at++) {
    const wobble = 1 + 0.004 * sineOfTurns((1.7 * at) / sampleRateHz + (starts[0] ?? 0));
    turns += (run.turnsPerSecond * wobble * disturb.speed(at)) / sampleRateHz;
    const white = random.between(-1, 1);
    sound[at] =
      0.2 * hum(turns, starts) +
      0.2 * run.load * mesh(turns, starts, disturb.gearDepth) +
      0.5 * run.load * housing.step(white) +
      run.hiss * (air.step(white) + 0.15 * random.between(-1, 1)) +
      disturb.add(at, turns);
  }
  return sound;
}

function hum(turns: number, starts: readonly number[]): number {
  let sum = 0;
  for (const [index, loudness] of HARMONICS.entries()) {
    sum += loudness * sineOfTurns((index + 1) * turns + (starts[index] ?? 0));
  }
  return sum;
}

/** Gears sound with their teeth, a little louder and softer once a turn. */
function mesh(turns: number, starts: readonly number[], depth: number): number {
  const swell = 1 + depth * cosineOfTurns(turns);
  let sum = 0;
  for (const [index, [teeth, loudness]] of GEARS.entries()) {
    sum += loudness * swell * sineOfTurns(teeth * turns + (starts[HARMONICS.length + index] ?? 0));
  }
  return sum;
}

/** What a fault changes. */
interface Disturbance {
  /** How much gears swell once a turn. */
  readonly gearDepth: number;
  /** Speed against the right one. */
  readonly speed: (at: number) => number;
  /** What is heard besides. */
  readonly add: (at: number, turns: number) => number;
}

const SOUND: Disturbance = { gearDepth: 0.1, speed: () => 1, add: () => 0 };

function disturbance(fault: Fault | undefined, run: Run, sampleRateHz: number, random: Random): Disturbance {
  if (fault === undefined) return SOUND;
  const { severity } = fault;
  switch (fault.kind) {
    case 'bearing': {
      // A pit in a ring: a knock whenever a ball runs over it, ringing high.
      const ring = new Resonator(sampleRateHz);
      ring.tuneToPeak(random.between(3500, 6000), 350);
      let passed = 0;
      return {
        ...SOUND,
        add: (_, turns) => {
          const balls = Math.floor(3.57 * turns);
          const knock = balls === passed ? 0 : 1;
          passed = balls;
          return 2.5 * severity * ring.step(knock);
        },
      };
    }
    case 'squeal': {
      const squealHz = random.between(1800, 5500);
      const start = random.between(0, 1);
      return {
        ...SOUND,
        add: (at, turns) =>
          0.03 * severity * (1 + 0.5 * sineOfTurns(turns / 7)) * sineOfTurns((squealHz * at) / sampleRateHz + start),
      };
    }
    case 'gear':
      // A tooth is worn: the gears swell with every turn, and mesh in harmonics that they had not.
      return {
        ...SOUND,
        gearDepth: 0.1 + 0.9 * severity,
        add: (_, turns) => 0.05 * severity * run.load * (sineOfTurns(38 * turns) + sineOfTurns(57 * turns)),
      };
    case 'rattle': {
      const part = new Resonator(sampleRateHz);
      part.tuneToPeak(random.between(1500, 4500), 900);
      let loudness = 0;
      return {
        ...SOUND,
        add: () => {
          loudness = random.chance(8 / sampleRateHz) ? 1 : loudness * 0.9985;
          return 0.8 * severity * loudness * part.step(random.between(-1, 1));
        },
      };
    }
    case 'stutter': {
      const beatsPerSecond = random.between(5, 12);
      return {
        ...SOUND,
        speed: (at) => 1 + 0.12 * severity * sineOfTurns((beatsPerSecond * at) / sampleRateHz),
      };
    }
  }
}
