import { facetIds } from './catalogue.ts';
import type { Catalogue, FacetId } from './catalogue.ts';
import { metricIds } from './metric.ts';
import { columnIds, mostSelected, startView } from './view.ts';
import type { SortKey, View } from './view.ts';

const longestText = 200;

/** The fragment that stands for a view, without `#`; empty for the view that one starts with. */
export function linkOf(view: View): string {
  const parts: [string, string][] = [];
  if (view.metric !== startView.metric) parts.push(['metric', view.metric]);
  if (view.text.trim() !== '') parts.push(['q', view.text.trim().slice(0, longestText)]);
  for (const id of facetIds) {
    const slugs = view.chosen[id] ?? [];
    if (slugs.length > 0) parts.push([id, [...slugs].sort().join(',')]);
  }
  if (view.sort.by !== startView.sort.by) parts.push(['sort', view.sort.by]);
  if (view.sort.isReversed) parts.push(['order', 'reversed']);
  if (view.countsInvalid) parts.push(['invalid', 'counted']);
  if (view.baseline !== null) parts.push(['baseline', view.baseline]);
  if (view.selected.length > 0) parts.push(['selected', view.selected.join(',')]);
  if (view.isComparing) parts.push(['show', 'comparison']);
  return parts.map(([key, value]) => `${key}=${encoded(value)}`).join('&');
}

/** The view that a fragment stands for; what is unknown in it, also a row that is gone, is left out. */
export function viewOfLink(fragment: string, catalogue: Catalogue): View {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const sortKeys: readonly SortKey[] = [...columnIds, ...catalogue.data.workloads.map(({ id }) => id)];
  const list = (key: string): string[] => [...new Set((fields.get(key) ?? '').split(','))];
  const known = (id: string): boolean => catalogue.byId.has(id);
  const selected = list('selected').filter(known).slice(0, mostSelected);
  return {
    metric: metricIds.find((id) => id === fields.get('metric')) ?? startView.metric,
    text: (fields.get('q') ?? '').trim().slice(0, longestText),
    chosen: chosenIn(list, catalogue),
    sort: {
      by: sortKeys.find((key) => key === fields.get('sort')) ?? startView.sort.by,
      isReversed: fields.get('order') === 'reversed',
    },
    countsInvalid: fields.get('invalid') === 'counted',
    baseline: list('baseline').find(known) ?? null,
    selected,
    isComparing: fields.get('show') === 'comparison' && selected.length >= 2,
  };
}

/** Whether a fragment is meant as a view, and not as a place on the page. */
export function isViewLink(fragment: string): boolean {
  return /^#?$|=/.test(fragment);
}

function chosenIn(list: (key: string) => string[], catalogue: Catalogue): View['chosen'] {
  const chosen: { [Id in FacetId]?: readonly string[] } = {};
  for (const { id, values } of catalogue.facets) {
    const slugs = list(id).filter((slug) => values.some((value) => value.slug === slug));
    if (slugs.length > 0) chosen[id] = slugs.sort();
  }
  return chosen;
}

/** Commas separate what never holds one, and are easier to read as they are. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',');
}
