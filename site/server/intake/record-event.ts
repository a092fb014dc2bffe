import { failure } from '../../../harness/errors.ts';
import type { Queryable } from '../database/database.ts';
import { appendAudit } from '../records/audit.ts';
import { updateSubmission } from '../records/submissions.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import { stateAfter } from './lifecycle.ts';
import type { Person } from './person.ts';
import type { IntakeAction } from './submission.ts';

export interface NewEvent {
  readonly action: IntakeAction;
  readonly at: Date;
  /** Null: the server itself. */
  readonly by: Person | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What an event may set beside the state. */
export type EventChanges = Partial<Pick<SubmissionRecord, 'embargoUntil' | 'checks' | 'runner' | 'outcome'>>;

/** What people read in `intake.state`: it cannot be … */
const wanted: Record<IntakeAction, string> = {
  received: 'received',
  'check-began': 'checked',
  checked: 'recorded as checked',
  unreadable: 'recorded as unreadable',
  'check-failed': 'recorded as failed',
  'check-asked': 'checked again',
  'check-interrupted': 'put back into the queue',
  accepted: 'accepted',
  rejected: 'rejected',
  commented: 'commented on',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  reinstated: 'reinstated',
  'embargo-set': 'put under an embargo',
  published: 'published',
  unpublished: 'unpublished',
};

/**
 * Writes an event of a submission: its new state and the next line of its history.
 * @param record as `lockSubmission` gave it in this transaction, or an earlier event
 * @throws BenchError intake.state where its state does not allow it
 */
export async function recordEvent(
  transaction: Queryable,
  record: SubmissionRecord,
  event: NewEvent,
  changes: EventChanges = {},
): Promise<SubmissionRecord> {
  const { action, at, by, detail = {} } = event;
  const state = stateAfter(record.state, action);
  if (state === undefined) {
    throw failure('intake.state', { id: record.id, state: record.state, wanted: wanted[action] });
  }
  const number = record.version + 1;
  const runner = state === 'checking' ? (changes.runner ?? record.runner) : null;
  const next = { ...record, ...changes, state, runner, version: number, updatedAt: at };
  await updateSubmission(transaction, next);
  await appendAudit(transaction, { at, action, by, submission: { id: record.id, number }, detail });
  return next;
}
