import type { Scoring } from '../rubric/rubric.ts';
import type { Placed } from './peers.ts';

/**
 * The share of the points that a figure gives, 0 to 1. Never less for a better one.
 * @param placed where it stands among the others; a step that its own value misses by no more than the noise of the board is
 *   reached; on a line and by rank it goes by the best of its noise group, so noise is never counted twice
 */
export function shareOf(scoring: Scoring, placed: Placed, better: 'higher' | 'lower'): number {
  switch (scoring.kind) {
    case 'thresholds':
      return Math.max(0, ...scoring.steps.filter(({ at }) => isReached(placed, at, better)).map(({ share }) => share));
    case 'linear': {
      const { none, full } = scoring;
      return Math.min(1, Math.max(0, (placed.judgedBy - none) / (full - none)));
    }
    case 'rank':
      return placed.of === 1 ? 1 : 1 - ((placed.rank - 1) / (placed.of - 1)) * (1 - scoring.last);
  }
}

/**
 * Whether a bound holds for the own value, with the benefit of the doubt that the noise of the board leaves; others have no
 * part in it, so that it is the same alone and in a class.
 */
export function isReached(
  { value, band }: Pick<Placed, 'value' | 'band'>,
  bound: number,
  better: 'higher' | 'lower',
): boolean {
  return better === 'higher' ? value * (1 + band) >= bound : value <= bound * (1 + band);
}
