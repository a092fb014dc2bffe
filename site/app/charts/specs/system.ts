import type { SiteData, SiteFigures, SiteRow, SiteWorkload, WorkloadId } from '../../../data/site-data.ts';
import type { SeriesSpec } from '../chart-spec.ts';

/** The median throughput of a workload over all results that count. */
export type Medians = ReadonlyMap<WorkloadId, number>;

/** The four workloads that a system is profiled over; others are too seldom there. */
const profiled: readonly WorkloadId[] = ['kws', 'vww', 'ic', 'ad'];
const fewestWorkloads = 2;
const fewestRounds = 2;

/** The medians that profiles are relative to: of all results that are valid or cannot be verified. */
export function medianThroughputs({ rows, workloads }: Pick<SiteData, 'rows' | 'workloads'>): Medians {
  return new Map(
    workloads.flatMap(({ id }) => {
      const values = rows
        .flatMap((row) => {
          const result = row.results[id];
          return result === undefined || result.verdict === 'invalid' ? [] : (result.figures.throughput ?? []);
        })
        .sort((a, b) => a - b);
      const middle = values.length / 2;
      const median = ((values[Math.ceil(middle) - 1] ?? 0) + (values[Math.floor(middle)] ?? 0)) / 2;
      return median > 0 ? [[id, median] as const] : [];
    }),
  );
}

/**
 * How many times as fast as the median result a system is, workload by workload; null of fewer than two workloads.
 * @param rows of one system, the latest round first
 */
export function profileChart(
  rows: readonly SiteRow[],
  workloads: readonly SiteWorkload[],
  medians: Medians,
): SeriesSpec | null {
  const columns = workloads.filter(({ id }) => profiled.includes(id) && rows.some((row) => row.results[id]));
  if (columns.length < fewestWorkloads) return null;
  const series = [...rows].reverse().map((row) => ({
    name: seriesName(row),
    values: columns.map(({ id }) => {
      const median = medians.get(id);
      const throughput = row.results[id]?.figures.throughput;
      return median === undefined || throughput === undefined ? null : digits(throughput / median);
    }),
  }));
  if (!series.some(({ values }) => values.some((value) => value !== null))) return null;
  return {
    kind: 'bars',
    title: 'Profile over the workloads',
    note: 'Throughput by the median of all results of the workload: above 1 it is faster than most.',
    over: 'Workload',
    categories: columns.map(({ title }) => title),
    y: { label: '× median throughput', scale: 'log' },
    series: series.filter(({ values }) => values.some((value) => value !== null)),
    base: 1,
  };
}

/**
 * A figure of a system over the rounds, a line for each workload; null of fewer than two rounds.
 * @param rows of one system
 */
export function trendChart(
  rows: readonly SiteRow[],
  { workloads, rounds }: Pick<SiteData, 'workloads' | 'rounds'>,
  figure: 'throughput' | 'energyUj' = 'throughput',
): SeriesSpec | null {
  const valueIn = (round: string, id: WorkloadId): number | null => {
    const row = rows.find((own) => own.round === round && own.results[id]?.figures[figure] !== undefined);
    return row?.results[id]?.figures[figure] ?? null;
  };
  const columns = workloads.filter(({ energyOf }) => figure !== 'energyUj' || energyOf === 'inference');
  const categories = rounds.filter((round) => columns.some(({ id }) => valueIn(round, id) !== null));
  if (categories.length < fewestRounds) return null;
  return {
    kind: 'lines',
    title: trendTitles[figure],
    over: 'Round',
    categories,
    y: { label: trendLabels[figure], scale: 'log' },
    series: columns
      .map(({ id, title }) => ({ name: title, values: categories.map((round) => valueIn(round, id)) }))
      .filter(({ values }) => values.some((value) => value !== null)),
  };
}

const trendTitles = { throughput: 'Throughput over the rounds', energyUj: 'Energy over the rounds' } as const;
const trendLabels: Readonly<Record<keyof SiteFigures & keyof typeof trendTitles, string>> = {
  throughput: 'Inferences a second',
  energyUj: 'Energy of an inference (µJ)',
};

function seriesName({ round, division, variant }: SiteRow): string {
  return [round ?? 'no round', division === 'open' ? 'open' : undefined, variant]
    .filter((part) => part !== undefined)
    .join(', ');
}

function digits(value: number): number {
  return Number(value.toPrecision(4));
}
