import type { SiteResult, SiteRow, SiteWorkload, WorkloadId } from '../../data/site-data.ts';
import type { Entry } from './catalogue.ts';
import { measureOf } from './metric.ts';
import type { Measure, MetricId } from './metric.ts';
import type { View } from './view.ts';

/** How a value stands beside another one. */
export interface Standing {
  /** `ratio` is at least 1, `difference` at least 0, in the unit of the measure. */
  readonly by: 'ratio' | 'difference';
  readonly amount: number;
  readonly is: 'better' | 'worse' | 'equal';
}

/** A tenfold is a third of the bar, so that a thousandfold still differs from nothing. */
const barDecades = 3;
const shortestBar = 0.02;

/**
 * The best value in view of each workload. Invalid results do not take part unless the view counts them; estimated
 * and simulated ones only where nothing in view was measured.
 */
export function bestOf(
  entries: readonly Entry[],
  workloads: readonly SiteWorkload[],
  view: Pick<View, 'metric' | 'countsInvalid'>,
): ReadonlyMap<WorkloadId, number> {
  const best = new Map<WorkloadId, number>();
  for (const workload of workloads) {
    const measure = measureOf(workload, view.metric);
    const measured = bestAmong(entries, workload, measure, (row, result) => {
      return row.kind === 'measured' && (view.countsInvalid || result.verdict !== 'invalid');
    });
    const value =
      measured ??
      bestAmong(entries, workload, measure, (row, result) => {
        return row.kind !== 'measured' && (view.countsInvalid || result.verdict !== 'invalid');
      });
    if (value !== undefined) best.set(workload.id, value);
  }
  return best;
}

/** How a value stands beside a reference; null where a ratio has no sense, as with zero. */
export function standing(
  value: number,
  reference: number,
  measure: Pick<Measure, 'better' | 'compare'>,
): Standing | null {
  const by = measure.compare;
  const is = value === reference ? 'equal' : value < reference === (measure.better === 'less') ? 'better' : 'worse';
  if (by === 'difference') return { by, amount: Math.abs(value - reference), is };
  if (!(value > 0 && reference > 0)) return null;
  return { by, amount: Math.max(value / reference, reference / value), is };
}

/** How long the bar of a value is, 0 to 1: full for the best; shares as they are, amounts by the logarithm. */
export function barLength(value: number, best: number, measure: Measure): number {
  if (measure.unit === '%') return Math.min(1, Math.max(0, value / 100));
  if (measure.unit === 'AUC') return Math.min(1, Math.max(0, value));
  const beside = standing(value, best, { ...measure, compare: 'ratio' });
  if (beside === null) return value === best ? 1 : shortestBar;
  return beside.is === 'worse' ? Math.max(shortestBar, 1 - Math.log10(beside.amount) / barDecades) : 1;
}

/** The value of a row in the column of a workload. */
export function valueOf(row: SiteRow, workload: SiteWorkload, metric: MetricId): number | undefined {
  const result = row.results[workload.id];
  return result === undefined ? undefined : measureOf(workload, metric).read(result.figures);
}

function bestAmong(
  entries: readonly Entry[],
  { id }: SiteWorkload,
  measure: Measure,
  takesPart: (row: SiteRow, result: SiteResult) => boolean,
): number | undefined {
  let best: number | undefined;
  for (const { row } of entries) {
    const result = row.results[id];
    if (result === undefined || !takesPart(row, result)) continue;
    const value = measure.read(result.figures);
    if (value === undefined || !Number.isFinite(value)) continue;
    if (best === undefined || (measure.better === 'less' ? value < best : value > best)) best = value;
  }
  return best;
}
