import { failure } from '../../harness/errors.ts';
import type { Quantity, TraceHead } from '../trace.ts';
import type { TableColumns } from './table-rows.ts';

export interface EmonHead {
  readonly trace: TraceHead;
  readonly columns: TableColumns;
  /** Samples a second as stated; null where that is 0. */
  readonly statedRateHz: number | null;
}

/** What a stream begins with. */
export const emonMagic = '#emon,';

const quantities: readonly (readonly [column: string, quantity: Quantity])[] = [
  ['e_J', 'energy'],
  ['p_W', 'power'],
  ['i_A', 'current'],
];

/**
 * The first line of a stream: `#emon,1,fs=<Hz or 0>,cols=t_us|i_A|v_V|p_W|e_J|d0..,v=<V>`. Of several quantities the
 * energy of the samples counts, then their power, then their current. Where rows have their own time, that counts, and
 * the rate only tells where rows are missing.
 * @throws BenchError trace.unknown, naming what is wrong
 */
export function emonHead(line: string, source: string): EmonHead {
  const fail = (problem: string): Error => failure('trace.unknown', { file: source, problem });
  const [magic, version, ...rest] = line.trim().split(',');
  if (magic !== '#emon') throw fail('it does not begin with #emon');
  if (version !== '1') throw fail(`its #emon head is of version ${version ?? ''}; 1 is known`);
  const given = new Map(rest.map((part) => splitOnce(part, '=')));
  const names = (given.get('cols') ?? '').split('|').map((name) => name.trim());
  const rateHz = Number(given.get('fs') ?? '0');
  if (!(rateHz >= 0 && rateHz < Infinity)) throw fail(`its sample rate is ${given.get('fs') ?? ''} Hz`);
  const timeUs = names.indexOf('t_us');
  if (rateHz === 0 && timeUs === -1) throw fail('it names no sample rate, and its rows have no time (t_us)');
  const found = quantities.find(([column]) => names.includes(column));
  if (found === undefined) throw fail(`its columns (${names.join(', ')}) hold no i_A, p_W or e_J`);
  const [valueColumn, quantity] = found;
  const voltageText = given.get('v')?.trim() ?? '';
  const voltageV = voltageText === '' ? null : Number(voltageText);
  if (voltageV !== null && !(voltageV >= 0 && voltageV < Infinity)) throw fail(`its voltage is ${voltageText} V`);
  return {
    trace: { source, kind: 'emon', sampleRateHz: timeUs === -1 ? rateHz : null, quantity, voltageV },
    columns: {
      count: names.length,
      value: names.indexOf(valueColumn),
      volts: quantity === 'current' ? names.indexOf('v_V') : -1,
      time: timeUs,
      levels: names.flatMap((name, column) => {
        const input = /^d(\d+)$/.exec(name)?.[1];
        return input === undefined ? [] : [{ column, input: Number(input), highFrom: 0.5 }];
      }),
    },
    statedRateHz: rateHz === 0 ? null : rateHz,
  };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1)];
}
