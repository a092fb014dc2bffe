import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Database } from '../../../../site/server/database/database.ts';
import type { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import type { SubmissionState } from '../../../../site/server/intake/submission.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 1, 12, 0, 0, 123);

interface Sample {
  readonly name: string;
  readonly state: SubmissionState;
  readonly checks: number;
  /** Those whose files are there. */
  readonly reports: readonly number[];
  readonly supersedes?: string;
}

const samples: readonly Sample[] = [
  // The clock was set back: it stands before the one it supersedes.
  { name: 'newer', state: 'accepted', checks: 1, reports: [1], supersedes: 'older' },
  { name: 'older', state: 'superseded', checks: 2, reports: [1, 2] },
  // Its second check is done, but the database did not hear of it.
  { name: 'running', state: 'checking', checks: 2, reports: [1, 2] },
  { name: 'waiting', state: 'queued', checks: 0, reports: [] },
  { name: 'broken', state: 'unreadable', checks: 1, reports: [] },
];

/** The id of a sample submission. */
export function sampleId(name: string): string {
  return name.padEnd(26, '0');
}

/** Fills a database and a data folder with a bit of everything; names and texts are as odd as they may be. */
export async function fillIntake(database: Database, files: IntakeFiles): Promise<void> {
  await files.prepare();
  await database.query(
    `insert into tokens (id, digest, role, organisation, label, created_at, expires_at, revoked_at)
     values ('admin001', $1, 'administrator', 'office', $2, $3, null, null),
            ('acme0001', $1, 'submitter', 'acme', '', $3, $3, $3)`,
    ['0'.repeat(64), `O'Neil "\\ \u{1F600}\n$1`, new Date(start)],
  );
  for (const [index, { name, state, checks, reports }] of samples.entries()) {
    const id = sampleId(name);
    const archive = randomBytes(1000 + 70_000 * index);
    const at = new Date(start + index * day);
    await mkdir(join(files.submissions, id));
    await writeFile(files.archive(id), archive);
    for (const number of reports) {
      await mkdir(files.check(id, number));
      await writeFile(files.checkFile(id, number, 'json'), `{"check":${number},"text":"é"}`);
      await writeFile(files.checkFile(id, number, 'html'), '');
    }
    await database.query(
      `insert into submissions (id, organisation, submitted_by, file_name, bytes, sha256, round, state, version,
         embargo_until, checks, runner, outcome, created_at, updated_at)
       values ($1, 'acme', 'acme0001', $2, $3, $4, 'v1.3', $5, 2, $6, $7, $8, $9::jsonb, $10, $10)`,
      [
        id,
        `<b>'; drop table ${name}.zip`,
        archive.length,
        createHash('sha256').update(archive).digest('hex'),
        state,
        index === 0 ? new Date(start + 100 * day) : null,
        checks,
        state === 'checking' ? 'a-runner' : null,
        state === 'accepted' ? '{"kind": "checked", "summary": {"results": 9007199254740991, "seconds": 0.1}}' : null,
        at,
      ],
    );
    for (const number of [1, 2]) {
      await database.query(
        `insert into audit (at, actor, organisation, action, submission, number, detail)
         values ($1, $2, 'acme', 'commented', $3, $4, $5::jsonb)`,
        [at, number === 1 ? 'acme0001' : null, id, number, JSON.stringify({ text: 'line\nline', finding: null })],
      );
    }
  }
  for (const { name, supersedes } of samples) {
    if (supersedes === undefined) continue;
    const ids = [sampleId(name), sampleId(supersedes)];
    await database.query('update submissions set supersedes = $2 where id = $1', ids);
  }
}

/** All rows of a table, as the program reads them. */
export async function rowsOf(
  database: Database,
  table: 'tokens' | 'submissions' | 'audit',
): Promise<readonly object[]> {
  const rows = await database.query<object>(`select * from ${table} order by id`);
  return rows.map((row) => ({ ...row }));
}

/** The files of submissions by their paths, as SHA-256. */
export async function filesOf(files: IntakeFiles): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(files.submissions, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(
      relative(files.submissions, path),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }
  return new Map([...found].sort());
}
