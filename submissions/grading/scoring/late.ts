import type { HandIn } from '../hand-ins/hand-in.ts';
import type { LateRule } from '../rubric/rubric.ts';
import { roundPoints } from './points.ts';

const dayMs = 24 * 3600 * 1000;

/** How late a hand-in is, and what that means. */
export interface Lateness {
  /** Days that have begun behind the deadline and the grace. */
  readonly days: number;
  readonly isTooLate: boolean;
  /** A sentence; null where it was in time. */
  readonly why: string | null;
}

const inTime: Lateness = { days: 0, isTooLate: false, why: null };

/**
 * How late a hand-in is. The time that is known decides; where none is, the mark of the LMS does, and stands for one day.
 */
export function latenessOf(
  { handedInAt, isMarkedLate }: Pick<HandIn, 'handedInAt' | 'isMarkedLate'>,
  rule: LateRule | null,
): Lateness {
  if (rule === null) return inTime;
  if (handedInAt === null) {
    if (!isMarkedLate) return inTime;
    return decided(1, 'It was marked late, and its time is not known: it is taken as one day late', rule);
  }
  const end = rule.deadline.getTime() + rule.graceMinutes * 60_000;
  const days = Math.ceil((handedInAt.getTime() - end) / dayMs);
  if (days <= 0) return inTime;
  return decided(days, days === 1 ? 'It came late, within a day' : `It came late: ${days} days have begun`, rule);
}

/** What lateness takes of the points reached; never more than there are. */
export function penaltyOf(points: number, { days }: Lateness, rule: LateRule | null): number {
  return rule === null ? 0 : Math.min(points, roundPoints(points * Math.min(1, days * rule.sharePerDay)));
}

function decided(days: number, what: string, { mostDays, sharePerDay }: LateRule): Lateness {
  if (mostDays !== null && days > mostDays) {
    const most =
      mostDays === 0 ? 'after the deadline' : `more than ${mostDays} ${mostDays === 1 ? 'day' : 'days'} late`;
    return { days, isTooLate: true, why: `${what}, and nothing is taken that comes ${most}.` };
  }
  const percent = Math.round(1e4 * Math.min(1, days * sharePerDay)) / 100;
  return { days, isTooLate: false, why: `${what}, which takes ${percent} % of its points.` };
}
