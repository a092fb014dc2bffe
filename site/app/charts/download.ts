import { csvText } from '../../data/csv.ts';
import type { ChartSpec } from './chart-spec.ts';
import { chartTable } from './chart-table.ts';

/** A file name that says what is in it: `energy-over-the-rounds.csv`. */
export function chartFileName({ title }: ChartSpec, ending: 'png' | 'csv'): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
  return `${name || 'chart'}.${ending}`;
}

/** The figures of a chart as CSV. */
export function chartCsv(spec: ChartSpec): string {
  const { header, rows } = chartTable(spec);
  return csvText(
    header,
    rows.map(({ cells }) => cells),
  );
}
