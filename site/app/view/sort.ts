import type { SiteData, SiteWorkload } from '../../data/site-data.ts';
import type { Entry } from './catalogue.ts';
import { measureOf } from './metric.ts';
import type { View } from './view.ts';

export type Direction = 'ascending' | 'descending';

const texts = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Which way the view's column goes: figures from the best, rounds from the newest, all else from the first. */
export function directionOf(view: View, workloads: readonly SiteWorkload[]): Direction {
  const isUp = isUpAtFirst(view, workloads) !== view.sort.isReversed;
  return isUp ? 'ascending' : 'descending';
}

/** Sorts by the view's column. Rows without a value are last either way, before them those whose value is invalid. */
export function sorted(entries: readonly Entry[], view: View, data: SiteData): Entry[] {
  const sign = directionOf(view, data.workloads) === 'ascending' ? 1 : -1;
  const key = keyOf(view, data);
  const keyed = entries.map((entry) => ({ entry, ...key(entry) }));
  keyed.sort((a, b) => {
    const byRank = a.rank - b.rank;
    if (byRank !== 0) return byRank;
    const byValue =
      typeof a.value === 'string' && typeof b.value === 'string'
        ? texts.compare(a.value, b.value)
        : Number(a.value) - Number(b.value);
    return sign * byValue || a.entry.position - b.entry.position;
  });
  return keyed.map(({ entry }) => entry);
}

/** `rank`: 0 has a value, 1 has an invalid one, 2 has none. */
interface Key {
  readonly rank: number;
  readonly value: number | string;
}

function keyOf(view: View, data: SiteData): (entry: Entry) => Key {
  const { by } = view.sort;
  const of = (value: number | string | undefined): Key =>
    value === undefined ? { rank: 2, value: 0 } : { rank: 0, value };
  switch (by) {
    case 'system':
      return ({ row }) => of(row.name);
    case 'processor':
      return ({ row }) => of(row.core ?? row.processor);
    case 'framework':
      return ({ row }) => of(row.framework);
    case 'round': {
      const order = new Map(data.rounds.map((round, index) => [round, index]));
      return ({ row }) => of(order.get(row.round ?? ''));
    }
    default: {
      const workload = data.workloads.find(({ id }) => id === by);
      if (workload === undefined) return () => of(undefined);
      const measure = measureOf(workload, view.metric);
      return ({ row }) => {
        const result = row.results[by];
        const value = result === undefined ? undefined : measure.read(result.figures);
        const isLess = result?.verdict === 'invalid' && !view.countsInvalid;
        return value === undefined ? of(undefined) : { rank: isLess ? 1 : 0, value };
      };
    }
  }
}

function isUpAtFirst({ sort, metric }: View, workloads: readonly SiteWorkload[]): boolean {
  const workload = workloads.find(({ id }) => id === sort.by);
  return workload === undefined ? sort.by !== 'round' : measureOf(workload, metric).better === 'less';
}
