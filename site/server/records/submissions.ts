import type { Queryable, SqlValue } from '../database/database.ts';
import type { IntakeSubmission, SubmissionState } from '../intake/submission.ts';
import { jsonText } from './json.ts';

/** A row of `submissions`. */
export interface SubmissionRecord extends IntakeSubmission {
  /** The process that does its last check; null where none does. */
  readonly runner: string | null;
}

/** The column of each field. */
const columnOf: Readonly<Record<keyof SubmissionRecord, string>> = {
  ...{ id: 'id', organisation: 'organisation', submittedBy: 'submitted_by', fileName: 'file_name', bytes: 'bytes' },
  ...{ sha256: 'sha256', round: 'round', state: 'state', version: 'version', supersedes: 'supersedes' },
  ...{ embargoUntil: 'embargo_until', checks: 'checks', runner: 'runner', outcome: 'outcome' },
  ...{ createdAt: 'created_at', updatedAt: 'updated_at' },
};
const fields = Object.keys(columnOf) as (keyof SubmissionRecord)[];
const columns = Object.values(columnOf).join(', ');
/** Rows of it are records. */
const selected = Object.entries(columnOf)
  .map(([field, column]) => `${column} as "${field}"`)
  .join(', ');

/** A record without what is only the server's; whatever is new is not shown by itself. */
export function shown(record: SubmissionRecord): IntakeSubmission {
  const { id, organisation, submittedBy, fileName, bytes, sha256, round, state, version } = record;
  const { supersedes, embargoUntil, checks, outcome, createdAt, updatedAt } = record;
  return {
    ...{ id, organisation, submittedBy, fileName, bytes, sha256, round, state, version },
    ...{ supersedes, embargoUntil, checks, outcome, createdAt, updatedAt },
  };
}

export async function insertSubmission(transaction: Queryable, record: SubmissionRecord): Promise<void> {
  const { outcome, ...others } = record;
  const values: Readonly<Record<keyof SubmissionRecord, SqlValue>> = {
    ...others,
    outcome: outcome === null ? null : jsonText(outcome),
  };
  const places = fields.map((field, index) => `$${index + 1}${field === 'outcome' ? '::jsonb' : ''}`);
  await transaction.query(
    `insert into submissions (${columns}) values (${places.join(', ')})`,
    fields.map((field) => values[field]),
  );
}

/** Writes what can change of a submission that the transaction has locked. */
export async function updateSubmission(transaction: Queryable, record: SubmissionRecord): Promise<void> {
  await transaction.query(
    `update submissions set state = $2, version = $3, embargo_until = $4, checks = $5, runner = $6,
       outcome = $7::jsonb, updated_at = $8
     where id = $1`,
    [
      record.id,
      record.state,
      record.version,
      record.embargoUntil,
      record.checks,
      record.runner,
      record.outcome === null ? null : jsonText(record.outcome),
      record.updatedAt,
    ],
  );
}

export async function findSubmission(database: Queryable, id: string): Promise<SubmissionRecord | undefined> {
  const rows = await database.query<SubmissionRecord>(`select ${selected} from submissions where id = $1`, [id]);
  return rows[0];
}

/** The same, and nobody else changes it before the transaction ends. */
export async function lockSubmission(transaction: Queryable, id: string): Promise<SubmissionRecord | undefined> {
  const rows = await transaction.query<SubmissionRecord>(
    `select ${selected} from submissions where id = $1 for update`,
    [id],
  );
  return rows[0];
}

export interface SubmissionFilter {
  readonly organisation?: string;
  readonly state?: SubmissionState;
  readonly limit: number;
  /** Only those that come behind this one. */
  readonly after?: Pick<SubmissionRecord, 'id' | 'createdAt'>;
}

/** Newest first. */
export async function listSubmissions(
  database: Queryable,
  { organisation, state, limit, after }: SubmissionFilter,
): Promise<readonly SubmissionRecord[]> {
  const values: SqlValue[] = [limit];
  const wanted: string[] = [];
  const bind = (value: SqlValue): string => `$${values.push(value)}`;
  if (organisation !== undefined) wanted.push(`organisation = ${bind(organisation)}`);
  if (state !== undefined) wanted.push(`state = ${bind(state)}`);
  if (after !== undefined) {
    const at = bind(after.createdAt);
    wanted.push(`(created_at < ${at} or (created_at = ${at} and id > ${bind(after.id)}))`);
  }
  const where = wanted.length === 0 ? '' : `where ${wanted.join(' and ')}`;
  const rows = await database.query<SubmissionRecord>(
    `select ${selected} from submissions ${where} order by created_at desc, id limit $1`,
    values,
  );
  return rows;
}

/** How many there are in each state; a state without any is left out. */
export async function countSubmissions(
  database: Queryable,
): Promise<readonly { readonly state: SubmissionState; readonly count: number }[]> {
  return database.query('select state, count(*) as count from submissions group by state order by state');
}

/** The ids of those in a state, oldest first. */
export async function idsInState(database: Queryable, state: SubmissionState): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    'select id from submissions where state = $1 order by created_at, id',
    [state],
  );
  return rows.map((row) => row.id);
}

/** Those that name another as the one they are to replace, and may still do so. */
export async function successorsOf(transaction: Queryable, id: string): Promise<readonly SubmissionRecord[]> {
  const rows = await transaction.query<SubmissionRecord>(
    `select ${selected} from submissions
     where supersedes = $1 and state in ('queued', 'checking', 'checked', 'accepted') order by created_at, id`,
    [id],
  );
  return rows;
}

/** An accepted submission whose place is taken by one that may be shown. */
export interface Replaced {
  readonly id: string;
  /** The one that names it. */
  readonly successor: string;
  /** The one that may be shown: that, or the last of those that have taken the place of one another since. */
  readonly head: string;
}

export function replacedSubmissions(database: Queryable, now: Date): Promise<readonly Replaced[]> {
  return database.query<Replaced>(
    `with recursive replaced (id, successor, head) as (
       select supersedes, id, id from submissions
       where supersedes is not null and state = 'accepted' and (embargo_until is null or embargo_until <= $1)
       union
       select submissions.supersedes, submissions.id, replaced.head
       from replaced join submissions on submissions.id = replaced.id
       where submissions.supersedes is not null and submissions.state in ('accepted', 'superseded')
     )
     select replaced.id, replaced.successor, replaced.head
     from replaced join submissions on submissions.id = replaced.id
     where submissions.state = 'accepted'
     order by submissions.created_at, submissions.id`,
    [now],
  );
}

/** When the next embargo of an accepted one ends; null: there is none. */
export async function nextEmbargo(database: Queryable, now: Date): Promise<Date | null> {
  const rows = await database.query<{ next: Date | null }>(
    `select min(embargo_until) as next from submissions where state = 'accepted' and embargo_until > $1`,
    [now],
  );
  return rows[0]?.next ?? null;
}
