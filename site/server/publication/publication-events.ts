import type { Database, Queryable } from '../database/database.ts';
import { stateAfter } from '../intake/lifecycle.ts';
import { recordEvent } from '../intake/record-event.ts';
import { lockSubmission } from '../records/submissions.ts';
import type { Standing } from './leaderboard.ts';

interface PublicationEvent {
  readonly action: 'published' | 'unpublished';
  readonly detail: { readonly results?: readonly string[]; readonly by?: string };
}

/** What the history of a submission says of its results: true of one that is shown, false of one that was displaced. */
type SaidResults = ReadonlyMap<string, boolean>;

/** What the histories say, by the id of a submission. */
export async function saidPublications(on: Queryable, submission?: string): Promise<ReadonlyMap<string, SaidResults>> {
  const rows = await on.query<PublicationEvent & { readonly submission: string }>(
    `select submission, action, detail from audit
     where action in ('published', 'unpublished') and ($1::text is null or submission = $1) order by id`,
    [submission ?? null],
  );
  const said = new Map<string, Map<string, boolean>>();
  for (const { submission: id, action, detail } of rows) {
    const results = said.get(id) ?? new Map<string, boolean>();
    said.set(id, results);
    if (action === 'unpublished' && detail.results === undefined) results.clear();
    for (const result of detail.results ?? []) results.set(result, action === 'published');
  }
  return said;
}

/**
 * What is to be said in a history of what has become of a submission's results: those that are shown now, those in whose
 * place another submission's are shown, or without a list that none are.
 * @param standing null: it is not published
 */
export function publicationChanges(
  said: SaidResults = new Map(),
  standing: Standing | null,
): readonly PublicationEvent[] {
  if (standing === null) return [...said.values()].includes(true) ? [{ action: 'unpublished', detail: {} }] : [];
  const shown = standing.shown.filter((id) => said.get(id) !== true);
  const changes: PublicationEvent[] = shown.length === 0 ? [] : [{ action: 'published', detail: { results: shown } }];
  for (const [by, ids] of standing.displaced) {
    const results = ids.filter((id) => said.get(id) !== false);
    if (results.length > 0) changes.push({ action: 'unpublished', detail: { by, results } });
  }
  return changes;
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
 * Says in the history of a submission what has come to the leaderboard, or is no longer there: once, however many
 * processes say it. Where its state has changed meanwhile nothing is said: the next publication does.
 * @returns whether anything was said now
 */
export function recordPublication(
  database: Database,
  submission: string,
  standing: Standing | null,
  at: Date,
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const locked = await lockSubmission(transaction, submission);
    if (locked === undefined) return false;
    const said = (await saidPublications(transaction, submission)).get(submission);
    let record = locked;
    for (const { action, detail } of publicationChanges(said, standing)) {
      if (stateAfter(record.state, action) === undefined) continue;
      record = await recordEvent(transaction, record, { action, at, by: null, detail: { ...detail } });
    }
    return record !== locked;
  });
}
