import { failure } from '../../harness/errors.ts';

/** What an emulated LPM01A can do wrong, by the name it has in a query. Real ones do all of it. */
export const lpm01aFaults = {
  nul: 'sends a NUL byte before the sample behind a time stamp',
  glue: 'leaves out the end of a sample line',
  cut: 'ends a sample line in the middle',
  stale: 'refuses the first command, as if a part of another one stood before it',
  leftover: 'sends samples of the last acquisition before it acknowledges a start',
  calibration: 'tells in the midst of a reply that it has calibrated itself',
  lose: 'loses three samples without a trace',
} as const;

export type Lpm01aFault = keyof typeof lpm01aFaults;

export interface Lpm01aEmulatorOptions {
  readonly faults?: readonly Lpm01aFault[];
  /** Samples from one to the next glued line, cut line or loss. */
  readonly faultEvery?: number;
  readonly firmware?: string;
}

/** The options as they are while none are given. */
export const lpm01aDefaults = { faults: ['nul'], faultEvery: 2317, firmware: '1.0.6' } as const;

/**
 * Reads the options of an emulated LPM01A: `faults=nul,glue&every=500&firmware=1.0.6`.
 * @throws BenchError usage.monitor
 */
export function parseLpm01aEmulatorOptions(query: string): Lpm01aEmulatorOptions {
  const misread = (problem: string): Error => failure('usage.monitor', { url: `lpm01a?${query}`, problem });
  const given = new URLSearchParams(query);
  for (const name of given.keys()) {
    if (!['faults', 'every', 'firmware'].includes(name)) {
      throw misread(`there is no option "${name}"; there are: faults, every, firmware`);
    }
  }
  const every = given.get('every');
  if (every !== null && !/^[1-9]\d{0,8}$/.test(every)) throw misread(`every=${every} is no number of samples`);
  const firmware = given.get('firmware');
  const names = given
    .get('faults')
    ?.split(',')
    .filter((name) => name !== '');
  const faults = names?.map((name) => {
    if (!isFault(name)) {
      throw misread(`there is no fault "${name}"; there are: ${Object.keys(lpm01aFaults).join(', ')}`);
    }
    return name;
  });
  return {
    ...(faults === undefined ? {} : { faults }),
    ...(every === null ? {} : { faultEvery: Number(every) }),
    ...(firmware === null ? {} : { firmware }),
  };
}

function isFault(name: string): name is Lpm01aFault {
  return Object.hasOwn(lpm01aFaults, name);
}
