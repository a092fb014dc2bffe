import { readFaults } from './fault-list.ts';

/** What an emulated Otii can do otherwise, by the name it has in a query. */
export const otiiFaults = {
  splits: 'sends its messages cut and glued, in odd pieces',
  chatter: 'sends information and progress messages in between',
  old: 'is an Otii 2 server, which knows no users, licences and sample rates',
  'logged-out': 'has nobody logged in',
  'no-licence': 'has all its licences taken',
  'no-device': 'has no device plugged in',
  'two-devices': 'has another Arc plugged in',
  'short-pages': 'gives fewer values than were asked for',
  'first-level': 'begins a recording of an input with its level',
  gaps: 'misses every thousandth value',
  denies: 'refuses the connection',
} as const;

export type OtiiFault = keyof typeof otiiFaults;

export interface OtiiEmulatorOptions {
  readonly faults?: readonly OtiiFault[];
}

/**
 * Reads the options of an emulated Otii: `faults=splits,chatter`.
 * @throws BenchError usage.monitor
 */
export function parseOtiiEmulatorOptions(query: string): OtiiEmulatorOptions {
  return { faults: readFaults('otii', query, otiiFaults) };
}
