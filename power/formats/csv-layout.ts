import { failure } from '../../harness/errors.ts';
import { parseCsvColumns, powerProfilerColumns } from './csv-columns.ts';
import type { CsvColumn, CsvMapping } from './csv-columns.ts';
import type { separators } from './decimal.ts';
import type { TableColumns } from './table-rows.ts';

/** How a CSV is laid out, as its beginning shows. */
export interface CsvLayout {
  readonly mapping: CsvMapping;
  readonly columns: TableColumns;
  readonly separator: keyof typeof separators;
  readonly hasDecimalComma: boolean;
  readonly hasQuotes: boolean;
  /** Lines before the first row. */
  readonly headLines: number;
  /** From row to row, where the first ones follow each other evenly. */
  readonly periodUs: number | null;
}

/** Rows from whose times the period is told. */
const mostRowsForPeriod = 2000;

/**
 * Finds the header, the separator and the decimal mark of a CSV, and the columns that are wanted.
 * @param columns the mapping, or undefined for exports that are known
 * @throws BenchError trace.unknown, usage.option
 */
export function csvLayout(beginning: string, file: string, columns: string | undefined): CsvLayout {
  const fail = (problem: string): Error => failure('trace.unknown', { file, problem });
  // Control characters that are no white space.
  if (/[^\P{Cc}\s]/u.test(beginning)) throw fail('it is no text, and of no kind that is known');
  const text = beginning.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '').replaceAll('"', '');
  const lines = text.split(/\r?\n/);
  const separator = separatorOf(lines);
  const rows = lines.map((line) => line.split(separator).map((field) => field.trim()));
  const mapping = columns === undefined ? knownMapping(rows, fail) : parseCsvColumns(columns);
  const wanted = [mapping.time, mapping.current, mapping.voltage, mapping.power, mapping.energy, mapping.edge];
  const names = wanted.flatMap((each) => (typeof each?.column === 'string' ? [each.column] : []));
  const header = names.length === 0 ? -1 : rows.findIndex((row) => names.every((name) => row.includes(name)));
  if (names.length > 0 && header === -1) {
    const most = rows.reduce((longest, row) => (row.length > longest.length ? row : longest), []);
    const missing = names.find((name) => !rows.some((row) => row.includes(name))) ?? names.join(', ');
    throw fail(`it has no column "${missing}"; there are: ${most.slice(0, 20).join(', ')}`);
  }
  const indexOf = (column: CsvColumn | undefined): number => {
    if (column === undefined) return -1;
    return typeof column.column === 'number' ? column.column - 1 : (rows[header]?.indexOf(column.column) ?? -1);
  };
  const table = tableColumns(mapping, indexOf);
  const first = rows.findIndex((row, index) => index > header && isData(row, table, separator));
  if (first === -1) throw fail('none of its first rows has a number in each column that is wanted');
  const data = rows.slice(first, -1).slice(0, mostRowsForPeriod);
  const hasDecimalComma = separator !== ',' && data.some((row) => /^[-+]?\d*,\d/.test(row[table.value] ?? ''));
  return {
    mapping,
    columns: table,
    separator,
    hasDecimalComma,
    hasQuotes: beginning.includes('"'),
    headLines: first,
    periodUs: table.time === -1 ? null : periodOf(data.map((row) => timeOf(row[table.time] ?? '', table))),
  };
}

function separatorOf(lines: readonly string[]): keyof typeof separators {
  const counts = ([';', '\t', ','] as const).map((separator) => {
    const found = lines.slice(0, 50).filter((line) => line.includes(separator)).length;
    return { separator, found };
  });
  // A comma may be the decimal mark of the numbers between other separators.
  return counts.find(({ found }) => found > 0.5 * Math.min(lines.length - 1, 50))?.separator ?? ',';
}

function knownMapping(rows: readonly (readonly string[])[], fail: (problem: string) => Error): CsvMapping {
  for (const row of rows.slice(0, 10)) {
    const mapping = powerProfilerColumns(row);
    if (mapping !== undefined) return mapping;
  }
  throw fail('say what its columns are, with --columns "time=Time(s),current=Current(mA)*1e-3"');
}

/** An energy counts before a power, and a power before a current. */
function tableColumns(mapping: CsvMapping, indexOf: (column: CsvColumn | undefined) => number): TableColumns {
  const value = mapping.energy ?? mapping.power ?? mapping.current;
  const isCurrent = mapping.energy === undefined && mapping.power === undefined;
  const volts = isCurrent ? mapping.voltage : undefined;
  const levels = [mapping.edge].flatMap((edge) => {
    return edge === undefined ? [] : [{ column: indexOf(edge), input: 0, highFrom: 0.5 / edge.factor }];
  });
  const used = [value, volts, mapping.time].map(indexOf).concat(levels.map(({ column }) => column));
  return {
    count: Math.max(...used) + 1,
    mayHaveMore: true,
    value: indexOf(value),
    valueFactor: value?.factor ?? 1,
    volts: indexOf(volts),
    voltsFactor: volts?.factor ?? 1,
    time: indexOf(mapping.time),
    timeFactor: (mapping.time?.factor ?? 1) * 1e6,
    levels,
  };
}

function isData(row: readonly string[], { value, time }: TableColumns, separator: string): boolean {
  const isNumber = (text = ''): boolean => {
    const usual = separator === ',' ? text : text.replace(',', '.');
    return usual !== '' && (Number.isFinite(Number(usual)) || /^nan$/i.test(usual));
  };
  return isNumber(row[value]) && (time === -1 || isNumber(row[time]));
}

function timeOf(text: string, { timeFactor = 1 }: TableColumns): number {
  return Number(text.replace(',', '.')) * timeFactor;
}

/** The median step of times; null where a tenth of the steps or more are unlike it. */
function periodOf(timesUs: readonly number[]): number | null {
  const steps = timesUs.slice(1).map((timeUs, index) => timeUs - (timesUs[index] ?? NaN));
  const median = steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)];
  if (median === undefined || !(median > 0)) return null;
  const alike = steps.filter((step) => Math.abs(step - median) <= 0.1 * median).length;
  return alike > 0.9 * steps.length ? median : null;
}
