import type { Queryable } from '../database/database.ts';
import type { Person } from '../intake/person.ts';
import type { IntakeAction, IntakeEvent } from '../intake/submission.ts';
import { jsonText } from './json.ts';

/** What happens to tokens; `token` in the detail is the id of the one that it happened to. */
export type TokenAction = 'token-created' | 'token-revoked';

/** What happens to all of it; in the detail `backup` (when it was taken) and `program` (which wrote it). */
export type WholeAction = 'restored';

/** One line of the audit log. */
export interface AuditEntry {
  /** Ascending; there may be gaps. */
  readonly id: number;
  readonly at: Date;
  readonly action: IntakeAction | TokenAction | WholeAction;
  /** Null: the server itself, or somebody at its command line. */
  readonly by: IntakeEvent['by'];
  readonly submission: string | null;
  /** Of the event in the history of its submission. */
  readonly number: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface NewAuditEntry {
  readonly at: Date;
  readonly action: IntakeAction | TokenAction | WholeAction;
  readonly by: Person | null;
  readonly submission?: { readonly id: string; readonly number: number };
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly id: number;
  readonly at: Date;
  readonly action: IntakeAction | TokenAction | WholeAction;
  readonly actor: string | null;
  readonly label: string | null;
  readonly organisation: string | null;
  readonly submission: string | null;
  readonly number: number | null;
  readonly detail: Record<string, unknown>;
}

const select = `select audit.id, audit.at, audit.action, audit.actor, tokens.label, audit.organisation,
    audit.submission, audit.number, audit.detail
  from audit left join tokens on tokens.id = audit.actor`;

function entryOf(row: Row): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    by:
      row.actor === null ? null : { tokenId: row.actor, label: row.label ?? '', organisation: row.organisation ?? '' },
    submission: row.submission,
    number: row.number,
    detail: row.detail,
  };
}

export async function appendAudit(transaction: Queryable, entry: NewAuditEntry): Promise<void> {
  await transaction.query(
    `insert into audit (at, actor, organisation, action, submission, number, detail)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
    [
      entry.at,
      entry.by?.tokenId ?? null,
      entry.by?.organisation ?? null,
      entry.action,
      entry.submission?.id ?? null,
      entry.submission?.number ?? null,
      jsonText(entry.detail),
    ],
  );
}

/** Which lines of the log are wanted, by their ids. */
export interface AuditFilter {
  /** Only those behind this one. */
  readonly after?: number;
  /** Only those before this one. */
  readonly before?: number;
  /** `oldest` first where it is not said. */
  readonly order?: 'oldest' | 'newest';
  readonly limit: number;
}

export async function listAudit(
  database: Queryable,
  { after = 0, before = Number.MAX_SAFE_INTEGER, order = 'oldest', limit }: AuditFilter,
): Promise<readonly AuditEntry[]> {
  const direction = order === 'newest' ? 'desc' : 'asc';
  const rows = await database.query<Row>(
    `${select} where audit.id > $1 and audit.id < $2 order by audit.id ${direction} limit $3`,
    [after, before, limit],
  );
  return rows.map(entryOf);
}

/** The history of a submission behind one of its numbers. */
export async function listHistory(
  database: Queryable,
  submission: string,
  after: number,
): Promise<readonly IntakeEvent[]> {
  const rows = await database.query<Row & { readonly number: number; readonly action: IntakeAction }>(
    `${select} where audit.submission = $1 and audit.number > $2 order by audit.number`,
    [submission, after],
  );
  return rows.map((row) => {
    const { at, by, detail } = entryOf(row);
    return { number: row.number, at, action: row.action, by, detail };
  });
}

/** The number of the last check that came to a report; null: none has. */
export async function lastReport(database: Queryable, submission: string): Promise<number | null> {
  const rows = await database.query<{ check: number }>(
    `select (detail->>'check')::integer as "check" from audit
     where submission = $1 and action = 'checked' order by number desc limit 1`,
    [submission],
  );
  return rows[0]?.check ?? null;
}

/** How often the process that checked a submission has died since somebody last wanted it checked. */
export async function deathsOf(transaction: Queryable, submission: string): Promise<number> {
  const rows = await transaction.query<{ count: number }>(
    `select count(*) as count from audit
     where submission = $1 and action = 'check-interrupted' and detail->>'why' = 'died'
       and number > (select max(number) from audit where submission = $1 and action in ('received', 'check-asked'))`,
    [submission],
  );
  return rows[0]?.count ?? 0;
}

/** Which submission has taken the place of another; null: none has. */
export async function supersededBy(transaction: Queryable, submission: string): Promise<string | null> {
  const rows = await transaction.query<{ successor: string | null }>(
    `select detail->>'by' as successor from audit
     where submission = $1 and action = 'superseded' order by number desc limit 1`,
    [submission],
  );
  return rows[0]?.successor ?? null;
}
