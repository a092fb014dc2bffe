import type { Finding, Verdict } from '../../../../submissions/finding.ts';
import type { InJson } from '../../../server/intake/in-json.ts';
import type { Person } from '../../../server/intake/person.ts';
import type { IntakeEvent, IntakeSubmission } from '../../../server/intake/submission.ts';
import type { AuditEntry } from '../../../server/records/audit.ts';
import type { TokenRecord } from '../../../server/records/tokens.ts';

export type ToldSubmission = InJson<IntakeSubmission>;
export type ToldEvent = InJson<IntakeEvent>;
export type ToldPerson = InJson<Person>;
export type ToldToken = InJson<TokenRecord>;
export type ToldAuditEntry = InJson<AuditEntry>;

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
