import { failure } from '../../../harness/errors.ts';
import type { Queryable } from '../database/database.ts';
import { lockSubmission, successorsOf } from '../records/submissions.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import { stateAfter } from './lifecycle.ts';
import type { Person } from './person.ts';
import { recordEvent } from './record-event.ts';

/**
 * Lets a submission stand in the place of the one that it names: when it has been checked of one that is not published,
 * when it is accepted of any.
 * @param by who has accepted it; null: it has been checked
 * @returns the one that was superseded, as it was before; null: nothing changed
 */
export async function supersedeOld(
  transaction: Queryable,
  successor: SubmissionRecord,
  { at, by }: { readonly at: Date; readonly by: Person | null },
): Promise<SubmissionRecord | null> {
  if (successor.supersedes === null) return null;
  const old = await lockSubmission(transaction, successor.supersedes);
  if (old === undefined || stateAfter(old.state, 'superseded') === undefined) return null;
  if (by === null && old.state === 'accepted') return null;
  await recordEvent(transaction, old, { action: 'superseded', at, by, detail: { by: successor.id } });
  return old;
}

/**
 * Sees whether somebody may name a submission as the one that is to be superseded; nobody changes it before the
 * transaction ends.
 * @throws BenchError intake.unknown (of another organisation, too), intake.supersedes
 */
export async function needSupersedable(transaction: Queryable, by: Person, id: string): Promise<void> {
  const old = await lockSubmission(transaction, id);
  if (old?.organisation !== by.organisation) throw failure('intake.unknown', { id });
  if (stateAfter(old.state, 'superseded') === undefined) {
    throw failure('intake.supersedes', { id, problem: `it is ${old.state} already` });
  }
  const other = (await successorsOf(transaction, id))[0];
  if (other !== undefined) {
    throw failure('intake.supersedes', { id, problem: `${other.id} is to take its place already` });
  }
}
