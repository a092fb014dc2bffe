import type { Round } from '../../../submissions/submission.ts';

/**
 * - `queued`, `checking`: on its way through the checker
 * - `checked`: there are findings, and nobody has decided
 * - `unreadable`: the archive is broken, hostile, or holds no results
 * - `failed`: the check took too long or too much memory, or its process died; a reviewer may ask for another
 * - `accepted`, `rejected`: a reviewer has decided
 * - `withdrawn`: its submitter has taken it back
 * - `superseded`: a later one that is accepted stands in its place
 */
export const submissionStates = [
  'queued',
  'checking',
  'checked',
  'unreadable',
  'failed',
  'accepted',
  'rejected',
  'withdrawn',
  'superseded',
] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** A submission as the intake knows it; its files are in the data folder. Times are ISO 8601 in JSON. */
export interface IntakeSubmission {
  /** Unguessable: 26 characters, lower case letters and digits. */
  readonly id: string;
  readonly organisation: string;
  /** The id of the token it came with. */
  readonly submittedBy: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly round: Round | null;
  readonly state: SubmissionState;
  /** The number of its last event. */
  readonly version: number;
  readonly supersedes: string | null;
  readonly embargoUntil: Date | null;
  /** Checks that were begun. */
  readonly checks: number;
  readonly outcome: CheckOutcome | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a check came to. The findings themselves are in its files. */
export type CheckOutcome =
  | { readonly kind: 'checked'; readonly summary: CheckedSummary }
  /** The archive's own fault. */
  | { readonly kind: 'unreadable'; readonly error: ToldError }
  /** The checker's: time, memory, or death. */
  | { readonly kind: 'failed'; readonly error: ToldError };

export interface CheckedSummary {
  /** By whose rules it was judged. */
  readonly round: string;
  readonly results: number;
  readonly verdicts: { readonly valid: number; readonly invalid: number; readonly unverifiable: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
  /** Names of the systems in it, the first twenty. */
  readonly systems: readonly string[];
  /** The program that checked it. */
  readonly program: string;
  readonly seconds: number;
}

/** An error of the table, as it is told to people over HTTP. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What changes; `detail` of each in `IntakeEvent`. */
export type IntakeAction =
  | 'received'
  | 'check-began'
  | 'checked'
  | 'unreadable'
  | 'check-failed'
  | 'check-asked'
  | 'check-interrupted'
  | 'accepted'
  | 'rejected'
  | 'commented'
  | 'withdrawn'
  | 'superseded'
  | 'reinstated'
  | 'embargo-set'
  | 'published'
  | 'unpublished';

/** One line of a submission's history. */
export interface IntakeEvent {
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: Date;
  readonly action: IntakeAction;
  /** The id and label of a token; null: the server itself. */
  readonly by: { readonly tokenId: string; readonly label: string; readonly organisation: string } | null;
  /**
   * `reason` of decisions, `text` of comments, and `finding`: null, or its place in the report of the check number `check`,
   * from 0, with its `rule`, `file` and `line`; `until` of
   * embargoes, `by` (the other one's id) of `superseded` and `reinstated`, `check` (its number) and `outcome` of checks.
   */
  readonly detail: Readonly<Record<string, unknown>>;
}
