import type { WorkloadId } from '../../data/site-data.ts';
import type { FacetId } from './catalogue.ts';
import type { MetricId } from './metric.ts';

export const columnIds = ['system', 'processor', 'framework', 'round'] as const;
/** The columns beside those of the workloads. */
export type ColumnId = (typeof columnIds)[number];
export type SortKey = ColumnId | WorkloadId;

export const mostSelected = 6;

/** All that a link says about what is seen. */
export interface View {
  readonly metric: MetricId;
  readonly text: string;
  /** The slugs that are chosen; a facet without any lets all rows pass. */
  readonly chosen: { readonly [Id in FacetId]?: readonly string[] };
  readonly sort: { readonly by: SortKey; readonly isReversed: boolean };
  /** Whether invalid results take part in what is best and how rows are sorted. */
  readonly countsInvalid: boolean;
  /** Id of the row that all others are compared with. */
  readonly baseline: string | null;
  /** Ids of rows, in the order in which they were selected; at most `mostSelected`. */
  readonly selected: readonly string[];
  readonly isComparing: boolean;
}

export const startView: View = {
  metric: 'latency',
  text: '',
  chosen: {},
  sort: { by: 'round', isReversed: false },
  countsInvalid: false,
  baseline: null,
  selected: [],
  isComparing: false,
};

/** Chooses a value, or no longer. */
export function toggled(view: View, facet: FacetId, slug: string): View {
  return { ...view, chosen: { ...view.chosen, [facet]: without(view.chosen[facet] ?? [], slug) } };
}

/** Sorts by a column, the best or the first on top; once more turns it round. */
export function sortedBy(view: View, by: SortKey): View {
  return { ...view, sort: { by, isReversed: view.sort.by === by && !view.sort.isReversed } };
}

/** Selects a row, or no longer; one more than can be selected is not taken. */
export function selectionToggled(view: View, id: string): View {
  const selected = without(view.selected, id);
  if (selected.length > mostSelected) return view;
  return { ...view, selected, isComparing: view.isComparing && selected.length >= 2 };
}

/** All rows again, with what was pinned and selected kept. */
export function unfiltered(view: View): View {
  return { ...view, text: '', chosen: {} };
}

/** How many filters there are. */
export function filterCount({ text, chosen }: View): number {
  return Object.values(chosen).reduce((sum, slugs) => sum + slugs.length, text.trim() === '' ? 0 : 1);
}

function without(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
