/**
 * What the intake server takes: `npm run bench:server`. A real submission of a megabyte is uploaded two hundred times, with
 * twenty at once, while it is checked; results are read; the server is killed in the middle and started again; two
 * servers share one PostgreSQL. The server runs as its users start it, in processes of its own; the client is this one.
 * Without the published rounds (see test/published.ts) there is nothing to upload, without PostgreSQL its part is left out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock, wait } from '../../harness/clock.ts';
import { formatTable } from '../../harness/cli/output.ts';
import { publishedDir } from '../published.ts';
import { PostgresServer, postgresPrograms } from '../site/server/postgres-server.ts';
import { Archives } from './server/archives.ts';
import { Served } from './server/served.ts';

const uploads = Number(process.argv[2] ?? 200);
const uploadsAtOnce = 20;
const targetP95Ms = 500;
const targetReads = 1000;
const readSeconds = 5;
const readersAtOnce = 32;

const rows: string[][] = [];

function say(what: string, measured: string, target = '', isMet?: boolean): void {
  rows.push([what, measured, target, isMet === undefined ? '' : isMet ? 'yes' : 'NO']);
}

interface Uploaded {
  readonly ids: readonly string[];
  readonly milliseconds: readonly number[];
  readonly failed: number;
}

/** @param onUpload is called behind each answer with how many there were */
async function uploadAll(
  served: Served,
  archives: Archives,
  count: number,
  onUpload: (done: number) => void = () => undefined,
): Promise<Uploaded> {
  const [ids, milliseconds]: [string[], number[]] = [[], []];
  let [next, failed] = [0, 0];
  const one = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) {
      const body = await archives.archive(`upload ${number} of ${served.address}`);
      const start = performance.now();
      try {
        const path = `api/submissions?name=${encodeURIComponent(`upload ${number}.tar.gz`)}`;
        const answer = await served.ask(path, { method: 'POST', body, type: 'application/gzip' });
        if (answer.status !== 202) throw new Error(answer.body.toString('utf8'));
        milliseconds.push(performance.now() - start);
        ids.push((JSON.parse(answer.body.toString('utf8')) as { readonly id: string }).id);
        onUpload(ids.length);
      } catch {
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, one));
  return { ids, milliseconds: milliseconds.sort((a, b) => a - b), failed };
}

/** Seconds until nothing waits or is checked any more. */
async function untilChecked(served: Served): Promise<number> {
  const start = performance.now();
  const { submissions: first } = await served.askJson<{ submissions: readonly object[] }>('api/submissions?limit=1');
  if (first.length === 0) return 0;
  for (;;) {
    const left = await Promise.all(
      ['queued', 'checking'].map((state) =>
        served.askJson<{ submissions: readonly object[] }>(`api/submissions?state=${state}&limit=1`),
      ),
    );
    if (left.every(({ submissions }) => submissions.length === 0)) return (performance.now() - start) / 1000;
    await wait(systemClock, 250);
  }
}

/** How often each submission was checked to the end, by the audit log. */
async function checksOf(served: Served, ids: readonly string[]): Promise<readonly number[]> {
  return Promise.all(
    ids.map(async (id) => {
      const { events } = await served.askJson<{ events: readonly { action: string }[] }>(
        `api/submissions/${id}/history`,
      );
      return events.filter(({ action }) => action === 'checked').length;
    }),
  );
}

async function readsPerSecond(served: Served, path: string): Promise<number> {
  let reads = 0;
  const end = performance.now() + readSeconds * 1000;
  const reader = async (): Promise<void> => {
    while (performance.now() < end) {
      const { status } = await served.ask(path);
      if (status !== 200) throw new Error(`${path}: ${status}`);
      reads++;
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, reader));
  return reads / readSeconds;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

async function load(title: string, archives: Archives, data: string, database?: string): Promise<void> {
  const served = await Served.start(data, database === undefined ? {} : { database });
  try {
    const before = served.residentMb();
    const start = performance.now();
    const { ids, milliseconds, failed } = await uploadAll(served, archives, uploads);
    const uploadS = (performance.now() - start) / 1000;
    const p95 = at(milliseconds, 0.95);
    say(`${title}: uploads answered`, `${ids.length} of ${uploads}`, 'all', ids.length === uploads && failed === 0);
    say(`${title}: uploads a second`, (ids.length / uploadS).toFixed(1));
    say(`${title}: upload answer, median`, `${at(milliseconds, 0.5).toFixed(0)} ms`);
    say(`${title}: upload answer, p95`, `${p95.toFixed(0)} ms`, `< ${targetP95Ms} ms`, p95 < targetP95Ms);
    await untilChecked(served);
    const checkedS = (performance.now() - start) / 1000;
    const checks = await checksOf(served, ids);
    const once = checks.filter((count) => count === 1).length;
    say(`${title}: checked once`, `${once} of ${ids.length}`, 'all', once === ids.length);
    say(`${title}: checks a second`, (ids.length / checkedS).toFixed(1));
    say(`${title}: memory of the server`, `${before.toFixed(0)} → ${served.residentMb().toFixed(0)} MB`);
    await reads(title, served, ids[0] ?? '');
  } finally {
    await served.end('SIGTERM');
  }
}

async function reads(title: string, served: Served, id: string): Promise<void> {
  const own = await readsPerSecond(served, `api/submissions/${id}`);
  say(`${title}: reads of a submission a second`, own.toFixed(0), `> ${targetReads}`, own > targetReads);
  const body = [Buffer.from('{"reason":"A benchmark accepts what it sent."}')];
  const accepted = await served.ask(`api/submissions/${id}/accept`, { method: 'POST', body, type: 'application/json' });
  if (accepted.status !== 200) throw new Error(accepted.body.toString('utf8'));
  while ((await served.metric('boardbench_published_results')) === 0) await wait(systemClock, 100);
  const { rounds } = await served.askJson<{ rounds: readonly { round: string }[] }>('api/rounds');
  const path = `api/rounds/${rounds[0]?.round ?? ''}/results.json`;
  const { results } = await served.askJson<{ results: readonly { id: string }[] }>(path);
  const published = await readsPerSecond(served, `api/results/${results[0]?.id ?? ''}`);
  say(`${title}: reads of a result a second`, published.toFixed(0), `> ${targetReads}`, published > targetReads);
}

async function killed(archives: Archives, data: string): Promise<void> {
  const first = await Served.start(data, {});
  let ending: Promise<void> | undefined;
  const { ids } = await uploadAll(first, archives, uploads, (done) => {
    if (done >= uploads / 2) ending ??= first.end('SIGKILL');
  });
  await ending;
  const second = await Served.start(data, { token: first.token });
  try {
    await untilChecked(second);
    const once = (await checksOf(second, ids)).filter((count) => count === 1).length;
    say(`killed and started again: checked once`, `${once} of ${ids.length} answered`, 'all', once === ids.length);
  } finally {
    await second.end('SIGTERM');
  }
}

async function shared(archives: Archives, data: string, database: string): Promise<void> {
  const first = await Served.start(data, { database });
  const second = await Served.start(data, { database, token: first.token });
  try {
    const { ids } = await uploadAll(first, archives, uploads);
    await untilChecked(first);
    const once = (await checksOf(first, ids)).filter((count) => count === 1).length;
    const shares = await Promise.all([first, second].map((served) => served.metric('boardbench_checks_total')));
    say('two servers on one PostgreSQL: checked once', `${once} of ${ids.length}`, 'all', once === ids.length);
    const isShared = shares.every((count) => count > 0) && shares.reduce((sum, count) => sum + count, 0) === ids.length;
    say('two servers on one PostgreSQL: checks of each', shares.join(' + '), 'both', isShared);
  } finally {
    await first.end('SIGTERM');
    await second.end('SIGTERM');
  }
}

/** Every event of a database's audit log that ends a check, as a check on what the servers say. */
async function endedChecks(database: string): Promise<number> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const sql = `select count(*)::int as ended from audit where action = 'checked'`;
    return (await client.query<{ ended: number }>(sql)).rows[0]?.ended ?? NaN;
  } finally {
    await client.end();
  }
}

if (publishedDir === undefined) console.log('The published rounds are not here: there is nothing to measure.');
else {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-server-'));
  const postgres = postgresPrograms === undefined ? undefined : await PostgresServer.create(postgresPrograms);
  try {
    const archives = new Archives(publishedDir);
    say('size of an upload', `${(archives.bytes / 1e6).toFixed(2)} MB`);
    await load('embedded', archives, join(folder, 'embedded'));
    await killed(archives, join(folder, 'killed'));
    if (postgres === undefined) say('PostgreSQL', 'not installed');
    else {
      await load('PostgreSQL', archives, join(folder, 'postgres'), await postgres.newDatabase());
      const database = await postgres.newDatabase();
      await shared(archives, join(folder, 'shared'), database);
      const ended = await endedChecks(database);
      say('two servers on one PostgreSQL: ended checks', String(ended), String(uploads), ended === uploads);
    }
  } finally {
    for (const line of formatTable(['figure', 'measured', 'target', 'met'], rows)) console.log(line);
    await postgres?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
