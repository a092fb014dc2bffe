import type { FigureRecord, ResultRecord } from '../../submissions/results-file/results-file.ts';
import type { SiteFigures } from './site-data.ts';

const names = ['throughput', 'latencyUs', 'top1', 'auc', 'energyUj', 'powerMw'] as const satisfies (keyof FigureRecord &
  keyof SiteFigures)[];

/** The figures of a result that a table shows, and which of them are only claimed. */
export interface ShownFigures {
  readonly figures: SiteFigures;
  readonly claimed: readonly (keyof SiteFigures)[];
}

/** Of each figure the one that was derived from the evidence; the claimed one where there is nothing to derive it from. */
export function shownFigures({ derived, claimed, streaming }: ResultRecord): ShownFigures {
  const figures: Partial<Record<keyof SiteFigures, number>> = {};
  const onlyClaimed: (keyof SiteFigures)[] = [];
  const take = (name: keyof SiteFigures, own: number | null | undefined, said: number | null | undefined): void => {
    const value = own ?? said;
    // What computes in no time at all, or for nothing, was not measured.
    if (value == null || value < 0 || (value === 0 && neverZero.has(name))) return;
    figures[name] = value;
    if (own == null) onlyClaimed.push(name);
  };
  for (const name of names) take(name, derived[name], claimed[name]);
  take('falsePositives', streaming?.asRun?.falsePositives, streaming?.claimed?.falsePositives);
  take('falseNegatives', streaming?.asRun?.falseNegatives, streaming?.claimed?.falseNegatives);
  take('dutyCycle', streaming?.dutyCycle, streaming?.claimedDutyCycle);
  return { figures, claimed: onlyClaimed };
}

const neverZero: ReadonlySet<keyof SiteFigures> = new Set(['throughput', 'latencyUs', 'energyUj', 'powerMw']);
