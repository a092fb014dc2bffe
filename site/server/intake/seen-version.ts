import { failure } from '../../../harness/errors.ts';
import type { Queryable } from '../database/database.ts';
import { listHistory } from '../records/audit.ts';
import type { SubmissionRecord } from '../records/submissions.ts';

/** So many of the latest changes are named. */
const named = 5;

/**
 * Lets nobody decide on something else than what was looked at.
 * @param record as `lockSubmission` gave it in this transaction
 * @param seen the version that was looked at; undefined: whatever there is
 * @throws BenchError intake.changed
 */
export async function needUnchanged(
  transaction: Queryable,
  record: Pick<SubmissionRecord, 'id' | 'version'>,
  seen: number | undefined,
): Promise<void> {
  const { id, version } = record;
  if (seen === undefined || seen === version) return;
  const since = (await listHistory(transaction, id, seen)).slice(-named);
  const what = since.map(({ action }) => action.replaceAll('-', ' ')).join(', ');
  throw failure('intake.changed', { id, version, what: what === '' ? 'nothing that is known here' : what });
}
