import { failure } from '../../harness/errors.ts';
import type { Ppk2Calibration } from '../monitors/ppk2-metadata.ts';

/** What an emulated PPK2 can do wrong, by the name it has in a query. */
export const ppk2Faults = {
  stale: 'is measuring already when the port is opened',
  leftover: 'sends three bytes of the last recording before each new one',
  lose: 'loses seven samples every second',
  round: 'loses 640 samples every five seconds, which its counter does not show',
  cut: 'loses one byte every three seconds',
} as const;

export type Ppk2Fault = keyof typeof ppk2Faults;

export interface Ppk2EmulatorOptions {
  /** The unit's constants; those of a typical calibrated one where they are left out. */
  readonly calibration?: Ppk2Calibration;
  /** What it was last used as. A source, where this is left out. */
  readonly mode?: 'ampere' | 'source';
  /** Volts that the circuit's own supply gives while the unit is an ampere meter; what the circuit has at first, else. */
  readonly externalV?: number;
  readonly faults?: readonly Ppk2Fault[];
}

/** What the constants of calibrated units are like. */
export const typicalPpk2Calibration: Ppk2Calibration = [
  { R: 1004.21, GS: 0.7, GI: 0.997, O: 108.4, S: 5.1e-8, I: -1.1e-7, UG: 1 },
  { R: 101.52, GS: 98.6, GI: 0.9712, O: 79.1, S: 5.7e-7, I: -1.3e-6, UG: 1 },
  { R: 10.284, GS: 16.9, GI: 0.9634, O: 66.8, S: 5.4e-6, I: 3.2e-5, UG: 1 },
  { R: 0.9611, GS: 2.27, GI: 0.9547, O: 53.3, S: 6.1e-5, I: -3.6e-4, UG: 1 },
  { R: 0.0561, GS: 0.081, GI: 0.9568, O: 84.9, S: 2.8e-3, I: -9.1e-3, UG: 1 },
];

/**
 * Reads the options of an emulated PPK2: `faults=stale,lose&mode=ampere`.
 * @throws BenchError usage.monitor
 */
export function parsePpk2EmulatorOptions(query: string): Ppk2EmulatorOptions {
  const given = new URLSearchParams(query);
  const misread = (problem: string): Error => failure('usage.monitor', { url: `ppk2?${query}`, problem });
  for (const name of given.keys()) {
    if (name !== 'faults' && name !== 'mode') throw misread(`there is no option "${name}"; there are: faults, mode`);
  }
  const mode = given.get('mode');
  if (mode !== null && mode !== 'ampere' && mode !== 'source') throw misread(`mode=${mode} is none of ampere, source`);
  const names = (given.get('faults') ?? '').split(',').filter((name) => name !== '');
  const faults = names.map((name) => {
    if (!isFault(name)) {
      throw misread(`there is no fault "${name}"; there are: ${Object.keys(ppk2Faults).join(', ')}`);
    }
    return name;
  });
  return { ...(mode === null ? {} : { mode }), faults };
}

function isFault(name: string): name is Ppk2Fault {
  return Object.hasOwn(ppk2Faults, name);
}
