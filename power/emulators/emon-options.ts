import { failure } from '../../harness/errors.ts';

/** What an emulated stream of `#emon` lines can do wrong, by the name it has in a query. */
export const emonFaults = {
  stale: 'begins with the rest of a row that an earlier stream left behind, and a line of its own',
  nul: 'sends a NUL byte in front of a row',
  glue: 'leaves out the end of a row',
  cut: 'ends a row in the middle',
  lose: 'loses seven samples, and says so with nan',
  drop: 'leaves out three rows, and tells how many at the end',
} as const;

export type EmonFault = keyof typeof emonFaults;

/** Columns that it can send, by their names in the head. */
export const emonColumns = ['t_us', 'i_A', 'v_V', 'p_W', 'e_J', 'd0'] as const;

export type EmonColumn = (typeof emonColumns)[number];

export interface EmonEmulatorOptions {
  readonly sampleRateHz?: number;
  readonly columns?: readonly EmonColumn[];
  /** Whether the head names the rate; else each row has its own time. */
  readonly isRateTold?: boolean;
  /** It begins and ends a stream when it reads these lines. Without them it streams as long as its port is open. */
  readonly commands?: { readonly start: string; readonly stop: string };
  readonly faults?: readonly EmonFault[];
  /** Samples from one fault to the next. */
  readonly faultEvery?: number;
}

/**
 * Reads the options of an emulated stream: `rate=1000&cols=t_us|i_A&fs=0&start=S&stop=X&faults=lose,cut&every=500`.
 * @throws BenchError usage.monitor
 */
export function parseEmonEmulatorOptions(query: string): EmonEmulatorOptions {
  const misread = (problem: string): Error => failure('usage.monitor', { url: `emon?${query}`, problem });
  const given = new URLSearchParams(query);
  const known = ['rate', 'cols', 'fs', 'start', 'stop', 'faults', 'every'];
  for (const name of given.keys()) {
    if (!known.includes(name)) throw misread(`there is no option "${name}"; there are: ${known.join(', ')}`);
  }
  const rate = Number(given.get('rate') ?? 1000);
  if (!(rate > 0 && rate <= 10e6)) throw misread(`rate=${given.get('rate') ?? ''} is no number of samples a second`);
  const columns = named(given.get('cols') ?? 'i_A', /[|]/, emonColumns, (name) =>
    misread(`there is no column "${name}"; there are: ${emonColumns.join('|')}`),
  );
  const isRateTold = given.get('fs') !== '0';
  if (!isRateTold && !columns.includes('t_us')) throw misread('without a rate (fs=0) the rows need a t_us');
  const every = Number(given.get('every') ?? 1999);
  if (!(Number.isInteger(every) && every > 0))
    throw misread(`every=${given.get('every') ?? ''} is no number of samples`);
  const faultNames = Object.keys(emonFaults).filter(isFault);
  const faults = named(given.get('faults') ?? '', /,/, faultNames, (name) =>
    misread(`there is no fault "${name}"; there are: ${faultNames.join(', ')}`),
  );
  const [start, stop] = [given.get('start'), given.get('stop')];
  const commands =
    start === null && stop === null ? {} : { commands: { start: start ?? 'start', stop: stop ?? 'stop' } };
  return { sampleRateHz: rate, columns, isRateTold, faults, faultEvery: every, ...commands };
}

function isFault(name: string): name is EmonFault {
  return Object.hasOwn(emonFaults, name);
}

function named<Name extends string>(
  text: string,
  separator: RegExp,
  known: readonly Name[],
  unknown: (name: string) => Error,
): Name[] {
  return text
    .split(separator)
    .filter((name) => name !== '')
    .map((name) => {
      const found = known.find((one) => one === name);
      if (found === undefined) throw unknown(name);
      return found;
    });
}
