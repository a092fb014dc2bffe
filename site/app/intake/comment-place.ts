import type { ToldEvent } from './api/told.ts';

/** The finding that a comment is on. */
export interface CommentPlace {
  /** Its place in the report of that check, from 0. */
  readonly finding: number;
  /** The number of the check. */
  readonly check: number | null;
  /** `rule, file:line`; null: not known any more. */
  readonly what: string | null;
}

/** What a comment is on; null: the submission as a whole. */
export function commentPlace(comment: ToldEvent, events: readonly ToldEvent[]): CommentPlace | null {
  const { finding, check, rule, file, line } = comment.detail;
  if (comment.action !== 'commented' || typeof finding !== 'number') return null;
  return {
    finding,
    // An earlier version of the server did not say which.
    check: typeof check === 'number' ? check : lastCheck(events.filter(({ number }) => number < comment.number)),
    what:
      typeof rule === 'string' && typeof file === 'string'
        ? `${rule}, ${file}${typeof line === 'number' ? `:${line}` : ''}`
        : null,
  };
}

/** The number of the last check that came to a report. */
export function lastCheck(events: readonly ToldEvent[]): number | null {
  const check = events.findLast(({ action }) => action === 'checked')?.detail['check'];
  return typeof check === 'number' ? check : null;
}
