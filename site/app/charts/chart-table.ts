import type { CsvCell } from '../../data/csv.ts';
import type { ChartSpec, ScatterSpec } from './chart-spec.ts';
import { paretoFront } from './pareto.ts';

/** The figures of a chart as a table, for those who cannot see it, and for spreadsheets. */
export interface ChartTable {
  readonly header: readonly string[];
  readonly rows: readonly ChartRow[];
}

export interface ChartRow {
  readonly cells: readonly CsvCell[];
  /** The page behind the first cell. */
  readonly href?: string;
}

/** A row for each point, category, window or stretch. */
export function chartTable(spec: ChartSpec): ChartTable {
  switch (spec.kind) {
    case 'scatter':
      return scatterTable(spec);
    case 'lines':
    case 'bars':
    case 'stacked':
      return {
        header: [spec.over, ...spec.series.map(({ name }) => name)],
        rows: spec.categories.map((category, index) => ({
          cells: [category, ...spec.series.map(({ values }) => values[index] ?? null)],
        })),
      };
    case 'windows':
      return {
        header: ['Window', spec.y.label],
        rows: [
          ...spec.values.map((value, index) => ({ cells: [index + 1, value] })),
          { cells: ['Median', spec.median] },
          ...(spec.interval === undefined
            ? []
            : [{ cells: ['Interval from', spec.interval[0]] }, { cells: ['Interval to', spec.interval[1]] }]),
        ],
      };
    case 'trace': {
      const step = spec.seconds / Math.max(1, spec.leastMw.length);
      return {
        header: ['From (s)', 'Least (mW)', 'Most (mW)'],
        rows: spec.leastMw.map((least, index) => ({
          cells: [Number((index * step).toPrecision(6)), least, spec.mostMw[index] ?? null],
        })),
      };
    }
  }
}

function scatterTable({ groups, x, y, front }: ScatterSpec): ChartTable {
  const good = groups.flatMap(({ points }) => points.filter(({ pale }) => pale === undefined));
  const best = new Set(front === undefined ? [] : paretoFront(good, front.y));
  const rows = groups.flatMap(({ name, points }) =>
    points.map((point) => ({
      cells: [
        point.label,
        name,
        point.x,
        point.y,
        ...(front === undefined ? [] : [point.pale ?? (best.has(point) ? 'yes' : 'no')]),
      ],
      ...(point.href === undefined ? {} : { href: point.href }),
    })),
  );
  const header = ['Result', 'Round', x.label, y.label, ...(front === undefined ? [] : ['On the Pareto front'])];
  return { header, rows: rows.sort((a, b) => Number(a.cells[2]) - Number(b.cells[2])) };
}
