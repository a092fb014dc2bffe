import { readFaults } from './fault-list.ts';

/** What an emulated N6705 can do otherwise, by the name it has in a query. */
export const n6705Faults = {
  splits: 'sends its replies in odd pieces',
  stale: "begins with the reply to somebody's earlier question",
  tail: 'sends bytes behind a block that are none of it',
  'one-parameter': 'has a module that logs volts or amperes, not both',
  truncate: 'leaves out the end of a data log',
} as const;

export type N6705Fault = keyof typeof n6705Faults;

export interface N6705EmulatorOptions {
  readonly faults?: readonly N6705Fault[];
}

/**
 * Reads the options of an emulated N6705: `faults=splits,stale`.
 * @throws BenchError usage.monitor
 */
export function parseN6705EmulatorOptions(query: string): N6705EmulatorOptions {
  return { faults: readFaults('n6705', query, n6705Faults) };
}
