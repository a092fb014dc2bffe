import { failure } from '../../harness/errors.ts';

/**
 * Reads the options of an emulated instrument whose only option is `faults=NAME,…`.
 * @param known what there is, and what it does
 * @throws BenchError usage.monitor
 */
export function readFaults<Fault extends string>(
  scheme: string,
  query: string,
  known: Readonly<Record<Fault, string>>,
): readonly Fault[] {
  const misread = (problem: string): Error => failure('usage.monitor', { url: `${scheme}?${query}`, problem });
  const isKnown = (name: string): name is Fault => Object.hasOwn(known, name);
  const faults: Fault[] = [];
  for (const [option, value] of new URLSearchParams(query)) {
    if (option !== 'faults') throw misread(`there is no option "${option}"; there is: faults`);
    for (const name of value.split(',').filter((text) => text !== '')) {
      if (!isKnown(name)) throw misread(`there is no fault "${name}"; there are: ${Object.keys(known).join(', ')}`);
      faults.push(name);
    }
  }
  return faults;
}
