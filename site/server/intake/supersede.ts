import { failure } from '../../../harness/errors.ts';
import type { Database, Queryable } from '../database/database.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { supersededBy } from '../records/audit.ts';
import { lockSubmission, replacedSubmissions, successorsOf } from '../records/submissions.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import { stateAfter } from './lifecycle.ts';
import type { Person } from './person.ts';
import { recordEvent } from './record-event.ts';

/** Who does it, and when; null: the server itself. */
interface Deed {
  readonly at: Date;
  readonly by: Person | null;
}

/**
 * Lets a submission that is accepted stand in the place of the one that it names, unless that is accepted itself: what
 * is published stays so until its successor is.
 * @returns the one that was superseded, as it was before; null: nothing changed
 */
export async function supersedeUnpublished(
  transaction: Queryable,
  successor: SubmissionRecord,
  deed: Deed,
): Promise<SubmissionRecord | null> {
  const old = successor.supersedes === null ? undefined : await lockSubmission(transaction, successor.supersedes);
  return old === undefined || old.state === 'accepted' ? null : supersede(transaction, old, successor.id, deed);
}

/**
 * Ends the publication of those whose successors are published from now on: accepted, and their embargo over.
 * @returns their ids
 */
export async function supersedePublished(database: Database, now: Date): Promise<readonly string[]> {
  const superseded: string[] = [];
  for (const { id, successor, head } of await replacedSubmissions(database, now)) {
    const old = await database.transaction(async (transaction) => {
      const shown = await lockSubmission(transaction, head);
      if (shown?.state !== 'accepted' || (shown.embargoUntil !== null && shown.embargoUntil > now)) return null;
      const named = await lockSubmission(transaction, id);
      return named?.state === 'accepted' ? supersede(transaction, named, successor, { at: now, by: null }) : null;
    });
    if (old !== null) superseded.push(old.id);
  }
  return superseded;
}

async function supersede(
  transaction: Queryable,
  old: SubmissionRecord,
  successor: string,
  { at, by }: Deed,
): Promise<SubmissionRecord | null> {
  if (stateAfter(old.state, 'superseded') === undefined) return null;
  await recordEvent(transaction, old, { action: 'superseded', at, by, detail: { by: successor } });
  return old;
}

/**
 * Has the one whose place a submission has taken wait for a reviewer again, since that does not stand any more. One
 * that was never checked to a report is checked first.
 * @returns it, as it was before; null: nothing changed
 */
export async function reinstateOld(
  transaction: Queryable,
  successor: SubmissionRecord,
  { at, by }: Deed,
  queue: Pick<JobQueue, 'sendCheck'>,
): Promise<SubmissionRecord | null> {
  if (successor.supersedes === null) return null;
  const old = await lockSubmission(transaction, successor.supersedes);
  if (old?.state !== 'superseded' || (await supersededBy(transaction, old.id)) !== successor.id) return null;
  const back = await recordEvent(transaction, old, { action: 'reinstated', at, by, detail: { by: successor.id } });
  if (old.outcome?.kind !== 'checked') {
    await recordEvent(transaction, back, { action: 'check-asked', at, by: null });
    await queue.sendCheck(transaction, old.id);
  }
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
