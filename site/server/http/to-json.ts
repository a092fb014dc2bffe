import type { AuditEntry } from '../records/audit.ts';
import type { InJson } from '../intake/in-json.ts';
import type { TokenRecord } from '../intake/people.ts';
import type { IntakeEvent, IntakeSubmission } from '../intake/submission.ts';

export function submissionJson(submission: IntakeSubmission): InJson<IntakeSubmission> {
  return {
    ...submission,
    embargoUntil: submission.embargoUntil?.toISOString() ?? null,
    createdAt: submission.createdAt.toISOString(),
    updatedAt: submission.updatedAt.toISOString(),
  };
}

export function eventJson(event: IntakeEvent): InJson<IntakeEvent> {
  return { ...event, at: event.at.toISOString() };
}

export function auditJson(entry: AuditEntry): InJson<AuditEntry> {
  return { ...entry, at: entry.at.toISOString() };
}

export function tokenJson(record: TokenRecord): InJson<TokenRecord> {
  return {
    ...record,
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt?.toISOString() ?? null,
    revokedAt: record.revokedAt?.toISOString() ?? null,
  };
}

/** A time of a request, whose schema has seen to its form. */
export function timeOf(iso: string | null | undefined): Date | null {
  return iso === null || iso === undefined ? null : new Date(iso);
}
