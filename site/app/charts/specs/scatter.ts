import type { SiteData, SiteResult, SiteRow, SiteWorkload } from '../../../data/site-data.ts';
import { measureOf, metricTitles } from '../../view/metric.ts';
import type { MetricId } from '../../view/metric.ts';
import type { PointGroup, ScatterPoint, ScatterSpec } from '../chart-spec.ts';

/** The results of rows of a workload by what they take: time across, energy upwards; null where none has both. */
export function energyLatencyChart(
  data: Pick<SiteData, 'rounds'>,
  rows: readonly SiteRow[],
  workload: SiteWorkload,
): ScatterSpec | null {
  return scatter(data, rows, workload, 'energy');
}

/** The results of rows of a workload by their time across and how right they are upwards; null where none has both. */
export function accuracyLatencyChart(
  data: Pick<SiteData, 'rounds'>,
  rows: readonly SiteRow[],
  workload: SiteWorkload,
): ScatterSpec | null {
  return scatter(data, rows, workload, 'accuracy');
}

function scatter(
  { rounds }: Pick<SiteData, 'rounds'>,
  rows: readonly SiteRow[],
  workload: SiteWorkload,
  metric: 'energy' | 'accuracy',
): ScatterSpec | null {
  const pointsOf = new Map<string, ScatterPoint[]>();
  for (const row of rows) {
    const result = row.results[workload.id];
    const point = result === undefined ? null : pointOf(row, result, workload, metric);
    if (point === null) continue;
    const round = row.round ?? 'no round';
    pointsOf.set(round, [...(pointsOf.get(round) ?? []), point]);
  }
  const groups = [...rounds, 'no round'].flatMap((name): PointGroup[] => {
    const points = pointsOf.get(name);
    return points === undefined ? [] : [{ name, points }];
  });
  if (groups.length === 0) return null;
  const better = measureOf(workload, metric).better;
  return {
    kind: 'scatter',
    title: `${workload.title}: ${metricTitles[metric].toLowerCase()} and latency`,
    note: `Better is to the left and ${better === 'less' ? 'below' : 'above'}. The line joins the results that no other one beats in both.`,
    x: axis(workload, 'latency', 'log'),
    y: axis(workload, metric, metric === 'energy' ? 'log' : 'linear'),
    groups,
    front: { y: better },
  };
}

function pointOf(row: SiteRow, result: SiteResult, workload: SiteWorkload, metric: MetricId): ScatterPoint | null {
  const x = measureOf(workload, 'latency').read(result.figures);
  const y = measureOf(workload, metric).read(result.figures);
  if (x === undefined || y === undefined || x <= 0 || (metric === 'energy' && y <= 0)) return null;
  const names = [row.submitter, row.name, row.variant].filter((name) => name !== undefined);
  const pale = result.verdict === 'invalid' ? 'invalid' : row.kind === 'measured' ? undefined : row.kind;
  return { label: names.join(' / '), x, y, href: `results/${result.id}.html`, ...(pale === undefined ? {} : { pale }) };
}

function axis(workload: SiteWorkload, metric: MetricId, scale: 'linear' | 'log'): ScatterSpec['x'] {
  return { label: `${metricTitles[metric]} (${measureOf(workload, metric).unit})`, scale };
}
