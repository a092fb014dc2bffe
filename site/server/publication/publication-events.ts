import type { Database, Queryable } from '../database/database.ts';
import { stateAfter } from '../intake/lifecycle.ts';
import { recordEvent } from '../intake/record-event.ts';
import { lockSubmission } from '../records/submissions.ts';

type PublicationAction = 'published' | 'unpublished';

/** The submissions that are on the leaderboard, by what the audit log says of them. */
export async function publishedSubmissions(on: Queryable): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ submission: string; action: PublicationAction }>(
    `select distinct on (submission) submission, action from audit
     where action in ('published', 'unpublished') order by submission, number desc`,
  );
  return new Set(rows.filter(({ action }) => action === 'published').map(({ submission }) => submission));
}

/** Of which organisation each result's id was first published. */
export async function resultOwners(on: Queryable): Promise<ReadonlyMap<string, string>> {
  const rows = await on.query<{ organisation: string; results: readonly string[] | null }>(
    `select submissions.organisation, audit.detail -> 'results' as results
     from audit join submissions on submissions.id = audit.submission
     where audit.action = 'published' order by audit.id`,
  );
  const owners = new Map<string, string>();
  for (const { organisation, results } of rows) {
    for (const id of results ?? []) if (!owners.has(id)) owners.set(id, organisation);
  }
  return owners;
}

/**
 * Says in the history of a submission that it is on the leaderboard, or no longer: once, however many processes say
 * it. Where its state has changed meanwhile nothing is said: the next publication does.
 * @returns whether it was said now
 */
export function recordPublication(
  database: Database,
  submission: string,
  action: PublicationAction,
  detail: Readonly<Record<string, unknown>>,
  at: Date,
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const record = await lockSubmission(transaction, submission);
    if (record === undefined || stateAfter(record.state, action) === undefined) return false;
    const isPublished = (await publishedSubmissions(transaction)).has(submission);
    if (isPublished === (action === 'published')) return false;
    await recordEvent(transaction, record, { action, at, by: null, detail });
    return true;
  });
}
