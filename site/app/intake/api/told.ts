import type { Finding, Verdict } from '../../../../submissions/finding.ts';
import type { Role } from '../../../server/intake/person.ts';
import type { IntakeEvent, IntakeSubmission } from '../../../server/intake/submission.ts';

/** As JSON tells it: times are ISO 8601. */
type Told<Value> = {
  readonly [Name in keyof Value]: Value[Name] extends Date
    ? string
    : Value[Name] extends Date | null
      ? string | null
      : Value[Name];
};

export type ToldSubmission = Told<IntakeSubmission>;
export type ToldEvent = Told<IntakeEvent>;

/** Who one is. */
export interface ToldPerson {
  readonly tokenId: string;
  readonly role: Role;
  readonly organisation: string;
  readonly label: string;
}

export interface ToldToken {
  readonly id: string;
  readonly role: Role;
  readonly organisation: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** A line of the audit log; `action` may be one of tokens too. */
export interface ToldAuditEntry {
  readonly id: number;
  readonly at: string;
  readonly action: string;
  readonly by: IntakeEvent['by'];
  readonly submission: string | null;
  readonly number: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Of the report of `check --json` what is shown here. */
export interface ToldReport {
  readonly round: string;
  readonly results: readonly ToldResult[];
  readonly summary: { readonly others: readonly Finding[] };
}

export interface ToldResult {
  readonly division: string | null;
  readonly submitter: string | null;
  readonly system: string | null;
  readonly variant: string | null;
  readonly benchmark: string;
  readonly claimed: ToldFigures;
  readonly derived: ToldFigures;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

export interface ToldFigures {
  readonly throughput: number | null;
  /** Per cent. */
  readonly top1: number | null;
  readonly auc: number | null;
  readonly energyUj: number | null;
}
