import type { Queryable } from '../database/database.ts';

/** A process that takes jobs. */
export interface Runner {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

/**
 * Says that a process is alive. By the clock of the database, which all of them share.
 */
export async function reportAlive(database: Queryable, runner: Runner): Promise<void> {
  await database.query(
    `insert into runners (id, host, pid, started_at, seen_at) values ($1, $2, $3, now(), now())
     on conflict (id) do update set seen_at = now()`,
    [runner.id, runner.host, runner.pid],
  );
}

export async function removeRunner(database: Queryable, id: string): Promise<void> {
  await database.query('delete from runners where id = $1', [id]);
}

/** Removes the others that were not seen for so long, and says which those were. */
export async function removeSilent(database: Queryable, own: string, silentS: number): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `delete from runners where id <> $1 and seen_at <= now() - $2 * interval '1 second' returning id`,
    [own, silentS],
  );
  return rows.map((row) => row.id);
}

/** Submissions that are being checked by nobody who is alive. */
export async function abandonedChecks(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `select id from submissions
     where state = 'checking' and not exists (select from runners where runners.id = submissions.runner)
     order by created_at, id`,
  );
  return rows.map((row) => row.id);
}

/** Which submissions a process is checking, as the database has it. */
export async function checksOf(database: Queryable, runner: string): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `select id from submissions where state = 'checking' and runner = $1`,
    [runner],
  );
  return rows.map((row) => row.id);
}
