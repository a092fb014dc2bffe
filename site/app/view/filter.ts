import type { Catalogue, Entry } from './catalogue.ts';
import type { View } from './view.ts';

export interface Filtered {
  readonly entries: readonly Entry[];
  /** Of each facet and value, how many rows there would be with that value, all other facets as they are. */
  readonly counts: readonly (readonly number[])[];
}

/** The rows that a view lets pass: one of the chosen values in each facet, and every word of the text. */
export function filtered(catalogue: Catalogue, view: View): Filtered {
  const { facets, entries } = catalogue;
  const allowed = facets.map(({ id, values }) => {
    const slugs = view.chosen[id] ?? [];
    return slugs.length === 0 ? null : values.map(({ slug }) => slugs.includes(slug));
  });
  const counts = facets.map(({ values }) => values.map(() => 0));
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const passed = entries.filter(({ text, values }) => {
    if (!words.every((word) => text.includes(word))) return false;
    const failed = allowed.filter((list, facet) => list !== null && list[values[facet] ?? 0] !== true).length;
    if (failed > 1) return false;
    counts.forEach((list, facet) => {
      const value = values[facet] ?? 0;
      const failsHere = failed === 1 && allowed[facet]?.[value] === false;
      if ((failed === 0 || failsHere) && value < list.length) list[value] = (list[value] ?? 0) + 1;
    });
    return failed === 0;
  });
  return { entries: passed, counts };
}
