import type { SiteWorkload, WorkloadId } from '../../data/site-data.ts';
import type { Catalogue, Entry, FacetId } from '../view/catalogue.ts';
import type { Filtered } from '../view/filter.ts';
import type { View } from '../view/view.ts';

import type { RowRange } from '../rows-in-sight.ts';

/** What the parts of the page show, and what they may do. */
export interface Page {
  readonly catalogue: Catalogue;
  readonly view: View;
  readonly filtered: Filtered;
  /** The rows in view, sorted. */
  readonly entries: readonly Entry[];
  /** The best value in view of each workload. */
  readonly best: ReadonlyMap<WorkloadId, number>;
  readonly shownRows: number;
  /** Which of them are drawn now; the others stay as they are for some frames. */
  readonly drawn: RowRange;
  readonly isFilterOpen: boolean;
  readonly unfolded: ReadonlySet<FacetId>;
  /** Shows another view, as a step that back undoes. */
  readonly change: (view: View) => void;
  /** Shows what the text finds, as it is typed. */
  readonly type: (text: string) => void;
  readonly showMore: () => void;
  readonly toggleFilters: () => void;
  /** Shows all values of a facet, or the first ones. */
  readonly unfold: (facet: FacetId) => void;
  /** Tells what was found in a result, beside the button that asked. */
  readonly explain: (button: HTMLElement, entry: Entry, workload: SiteWorkload) => void;
  readonly save: (form: 'csv' | 'json') => void;
}
