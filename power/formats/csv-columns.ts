import { failure } from '../../harness/errors.ts';

/** A column by its name in the header, or by its number from 1, and what its numbers are multiplied by. */
export interface CsvColumn {
  readonly column: string | number;
  readonly factor: number;
}

/** What the columns of a CSV are, in SI units after their factors. */
export interface CsvMapping {
  readonly time?: CsvColumn;
  readonly current?: CsvColumn;
  readonly voltage?: CsvColumn;
  readonly power?: CsvColumn;
  readonly energy?: CsvColumn;
  readonly edge?: CsvColumn;
  /** Samples a second, where rows have no time. */
  readonly rateHz?: number;
}

const roles = ['time', 'current', 'voltage', 'power', 'energy', 'edge'] as const;

/**
 * Reads a mapping of columns: `time=Timestamp(ms)*1e-3,current=Current(uA)*1e-6`, and likewise `voltage`, `power`,
 * `energy` (joules of each sample's period) and `edge` (a level). `rate=1000` in place of a time. A name is one of the
 * header, or the number of a column from 1.
 * @throws BenchError usage.option
 */
export function parseCsvColumns(text: string): CsvMapping {
  const fail = (problem: string): Error => failure('usage.option', { option: '--columns', problem, command: 'energy' });
  const mapping: Record<string, CsvColumn> = {};
  let rateHz: number | undefined;
  // A name may hold a comma: a part begins where a role does.
  for (const part of text.split(/,(?=\s*(?:time|current|voltage|power|energy|edge|rate)\s*=)/)) {
    const [, role = '', column = '', factorText] =
      /^\s*(\w+)\s*=\s*(.+?)\s*(?:\*\s*([-+.\de]+))?\s*$/i.exec(part) ?? [];
    const factor = factorText === undefined ? 1 : Number(factorText);
    if (role === 'rate') {
      rateHz = Number(column) * factor;
      if (!(rateHz > 0 && rateHz < Infinity)) throw fail(`"${part.trim()}" is no number of samples a second`);
      continue;
    }
    const known = roles.find((each) => each === role);
    if (known === undefined) throw fail(`"${part.trim()}" does not say what a column is; say ${roles.join('=, ')}=`);
    if (!Number.isFinite(factor) || factor === 0) throw fail(`"${part.trim()}" has no number behind the *`);
    mapping[known] = { column: /^\d+$/.test(column) ? Number(column) : column, factor };
  }
  if (mapping['current'] === undefined && mapping['power'] === undefined && mapping['energy'] === undefined) {
    throw fail('no column is a current, a power or an energy');
  }
  if (mapping['time'] === undefined && rateHz === undefined) throw fail('there is neither a time nor a rate');
  return { ...mapping, ...(rateHz === undefined || mapping['time'] !== undefined ? {} : { rateHz }) };
}

/**
 * What is in the columns that Nordic's Power Profiler exports: `Timestamp(ms),Current(uA),D0-D7,D0,…,D7`, any group of
 * which may be absent.
 * @returns undefined where the header is of something else
 */
export function powerProfilerColumns(header: readonly string[]): CsvMapping | undefined {
  if (!header.includes('Timestamp(ms)') || !header.includes('Current(uA)')) return undefined;
  const pin = ['D0', 'D0-D7'].find((name) => header.includes(name));
  return {
    time: { column: 'Timestamp(ms)', factor: 1e-3 },
    current: { column: 'Current(uA)', factor: 1e-6 },
    // Of eight digits the first is D0: as a number it is high from ten million on, and one after the factor.
    ...(pin === undefined ? {} : { edge: { column: pin, factor: pin === 'D0' ? 1 : 1e-7 } }),
  };
}
