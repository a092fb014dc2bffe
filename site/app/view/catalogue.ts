import type { SiteData, SiteRow } from '../../data/site-data.ts';

export const facetIds = ['division', 'round', 'availability', 'vendor', 'processor', 'framework', 'kind'] as const;
/** What rows can be chosen by. */
export type FacetId = (typeof facetIds)[number];

export interface Facet {
  readonly id: FacetId;
  readonly title: string;
  readonly values: readonly FacetValue[];
}

export interface FacetValue {
  /** Stands for the value in links. */
  readonly slug: string;
  readonly label: string;
}

/** A row with what it is searched and chosen by. */
export interface Entry {
  readonly row: SiteRow;
  /** Its place in the data, by which ties are broken. */
  readonly position: number;
  /** In lower case. */
  readonly text: string;
  /** Of each facet of the catalogue, the index of the row's value. */
  readonly values: readonly number[];
}

/** The data, made ready for choosing and sorting many times. */
export interface Catalogue {
  readonly data: SiteData;
  readonly entries: readonly Entry[];
  readonly facets: readonly Facet[];
  readonly byId: ReadonlyMap<string, Entry>;
  /** The entries of a system in several rounds, the oldest first; of one round alone nothing. */
  readonly bySystem: ReadonlyMap<string, readonly Entry[]>;
}

const unstated: FacetValue = { slug: 'unstated', label: 'not stated' };

const titles: Readonly<Record<FacetId, string>> = {
  division: 'Division',
  round: 'Round',
  availability: 'Availability',
  vendor: 'Vendor',
  processor: 'Processor',
  framework: 'Framework',
  kind: 'Kind',
};

const readers: Readonly<Record<FacetId, (row: SiteRow) => string | undefined>> = {
  division: ({ division }) => division,
  round: ({ round }) => round,
  availability: ({ availability }) => availability,
  vendor: ({ submitter }) => submitter,
  processor: ({ core, processor }) => core ?? processor,
  framework: ({ frameworkName, framework }) => frameworkName ?? framework,
  kind: ({ kind }) => kind,
};

/** Prepares the data once; all else is quick. */
export function catalogueOf(data: SiteData): Catalogue {
  const counted = facetIds.map((id) => countedFacet(id, data.rows));
  const entries = data.rows.map((row, position): Entry => ({
    row,
    position,
    text: searchText(row),
    values: counted.map(({ indexOf }) => indexOf(row)),
  }));
  return {
    data,
    entries,
    facets: counted.map(({ facet }) => facet),
    byId: new Map(entries.map((entry) => [entry.row.id, entry])),
    bySystem: systemsOver(entries, data.rounds),
  };
}

/** What stands for a text in links: letters, digits, points and hyphens. */
export function slugOf(text: string | undefined): string {
  if (text === undefined) return unstated.slug;
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-');
  return slug.replaceAll(/^[-.]+|[-.]+$/g, '') || '-';
}

/** A facet of rows, and which of its values a row has. */
function countedFacet(id: FacetId, rows: readonly SiteRow[]): { facet: Facet; indexOf: (row: SiteRow) => number } {
  const slugs = new Map<string | undefined, string>();
  const slugIn = (row: SiteRow): string => {
    const text = readers[id](row);
    const slug = slugs.get(text) ?? slugOf(text);
    slugs.set(text, slug);
    return slug;
  };
  const found = new Map<string, { label: string; count: number; first: number }>();
  for (const row of rows) {
    const slug = slugIn(row);
    const known = found.get(slug);
    if (known === undefined)
      found.set(slug, { label: readers[id](row) ?? unstated.label, count: 1, first: found.size });
    else known.count++;
  }
  const ordered = [...found].sort(([slug, a], [otherSlug, b]) => {
    const isLast = Number(slug === unstated.slug) - Number(otherSlug === unstated.slug);
    return isLast || (id === 'round' ? compareText(otherSlug, slug) : b.count - a.count || a.first - b.first);
  });
  const isSaid = ordered.some(([slug]) => slug !== unstated.slug);
  const facet = { id, title: titles[id], values: isSaid ? ordered.map(([slug, { label }]) => ({ slug, label })) : [] };
  const places = new Map(ordered.map(([slug], index) => [slug, index]));
  return { facet, indexOf: (row) => places.get(slugIn(row)) ?? 0 };
}

function compareText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function searchText(row: SiteRow): string {
  const { id, name, variant, submitter, board, processor, core, accelerator, framework, compiler, round, division } =
    row;
  const texts = [
    name,
    variant,
    submitter,
    board,
    processor,
    core,
    accelerator,
    framework,
    compiler,
    round,
    division,
    id,
  ];
  return texts
    .filter((text) => text !== undefined)
    .join('\n')
    .toLowerCase();
}

function systemsOver(entries: readonly Entry[], rounds: readonly string[]): Map<string, readonly Entry[]> {
  const order = new Map(rounds.map((round, index) => [round, index]));
  const systems = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.row.round === undefined) continue;
    const key = trendKey(entry.row);
    const known = systems.get(key);
    if (known === undefined) systems.set(key, [entry]);
    else known.push(entry);
  }
  for (const [key, members] of systems) {
    if (new Set(members.map(({ row }) => row.round)).size < 2) systems.delete(key);
    else members.sort((a, b) => (order.get(a.row.round ?? '') ?? 0) - (order.get(b.row.round ?? '') ?? 0));
  }
  return systems;
}

/** A trend is of one system in one variant and division. */
export function trendKey({ system, variant, division }: SiteRow): string {
  return [system, division ?? '', variant ?? ''].join('\n');
}
