import type { SiteWorkload } from '../../data/site-data.ts';
import { trendKey } from './catalogue.ts';
import type { Catalogue, Entry } from './catalogue.ts';
import { measureOf } from './metric.ts';
import type { MetricId } from './metric.ts';

/** A system's value in a round. */
export interface TrendPoint {
  readonly round: string;
  readonly value: number;
}

/** A system's values over the rounds, the oldest first; null of fewer than two rounds. */
export function trendOf(
  catalogue: Catalogue,
  { row }: Entry,
  workload: SiteWorkload,
  metric: MetricId,
): readonly TrendPoint[] | null {
  const measure = measureOf(workload, metric);
  const points: TrendPoint[] = [];
  for (const member of catalogue.bySystem.get(trendKey(row)) ?? []) {
    const result = member.row.results[workload.id];
    const value = result === undefined ? undefined : measure.read(result.figures);
    const round = member.row.round ?? '';
    if (value !== undefined && points.at(-1)?.round !== round) points.push({ round, value });
  }
  return points.length < 2 ? null : points;
}

/** Points of a line in a box, larger values higher: `0,8 12,3 24,0`. */
export function sparkline(values: readonly number[], width: number, height: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values
    .map((value, index) => {
      const x = (width * index) / Math.max(1, values.length - 1);
      const y = high === low ? height / 2 : height - (height * (value - low)) / (high - low);
      return `${Number(x.toFixed(1))},${Number(y.toFixed(1))}`;
    })
    .join(' ');
}
