import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { sweepLeftovers } from '../../../../site/server/files/sweep.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { People } from '../../../../site/server/intake/people.ts';
import { startIntake } from '../../../../site/server/start.ts';
import type { IntakeOptions } from '../../../../site/server/start.ts';
import { HttpStand, WritingChecker, errorCode } from './http-stand.ts';
import { openTestPglite } from './open-test-pglite.ts';
import { Wire, head } from './wire.ts';

describe('An intake server that starts', () => {
  let database: Database;
  let data = '';
  let closed = 0;

  before(async () => {
    database = await openTestPglite();
    data = await mkdtemp(join(tmpdir(), 'intake-start-'));
  });
  after(async () => {
    await database.close();
    await rm(data, { recursive: true, force: true });
  });

  function options(given: Partial<IntakeOptions> = {}): IntakeOptions {
    const close = (): Promise<void> => {
      closed++;
      return Promise.resolve();
    };
    return {
      ...{ data, host: '127.0.0.1', port: 0, checks: 1, limits: { timeS: 60, memoryMb: 512 } },
      ...{ checker: new WritingChecker(), openDatabase: () => Promise.resolve({ ...database, close }) },
      ...given,
    };
  }

  it('tells the token of its first administrator once, and never again', async () => {
    const first = await startIntake(options(), systemClock);
    assert.match(first.address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.match(first.firstToken ?? '', /^bb_[a-z0-9]{8}_[A-Za-z0-9]{32}$/);
    const headers = { authorization: `Bearer ${first.firstToken ?? ''}` };
    const me = await fetch(`${first.address}api/me`, { headers });
    const { tokenId, ...rest } = (await me.json()) as Record<string, unknown>;
    assert.deepEqual(rest, { role: 'administrator', organisation: 'home', label: 'first administrator' });
    assert.equal(typeof tokenId, 'string');
    await first.close();
    const second = await startIntake(options(), systemClock);
    assert.equal(second.firstToken, null);
    assert.equal((await fetch(`${second.address}api/me`, { headers })).status, 200);
    await second.close();
  });

  it('begins no work where its port is taken', async () => {
    const one = await startIntake(options(), systemClock);
    const asked: string[] = [];
    const watched: Database = {
      ...database,
      query: (sql, values) => {
        asked.push(sql);
        return database.query(sql, values);
      },
      close: () => Promise.resolve(),
    };
    const port = Number(new URL(one.address).port);
    const late = startIntake(options({ port, openDatabase: () => Promise.resolve(watched) }), systemClock);
    await assert.rejects(late, { code: 'serve.failed' });
    assert.deepEqual(
      asked.filter((sql) => /\brunners\b/.test(sql)),
      [],
    );
    await one.close();
  });

  it('says that its port is taken, and leaves nothing open', async () => {
    const one = await startIntake(options(), systemClock);
    const before = closed;
    const port = Number(new URL(one.address).port);
    await assert.rejects(startIntake(options({ port }), systemClock), { code: 'serve.failed' });
    assert.equal(closed, before + 1);
    await one.close();
    await one.close();
    assert.equal(closed, before + 2);
  });

  it('removes what uploads left that a death has interrupted, and puts aside what the database does not know', async () => {
    const server = await startIntake(options(), systemClock);
    const { token } = await newToken(database);
    const sent = await fetch(`${server.address}api/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/zip' },
      body: 'an archive',
    });
    const { id } = (await sent.json()) as { id: string };
    await server.close();
    const files = new IntakeFiles(data);
    await writeFile(files.newUpload(), 'half of');
    await mkdir(join(files.submissions, 'z'.repeat(26)));
    await writeFile(files.archive('z'.repeat(26)), 'never recorded');
    const log: string[] = [];
    const again = options({ log: { level: 'warn', to: { write: (line) => log.push(line) } } });
    await (await startIntake(again, systemClock)).close();
    assert.deepEqual(await readdir(files.uploads), []);
    assert.deepEqual(await readdir(files.submissions), [id]);
    assert.equal(await readFile(join(files.unknown, 'z'.repeat(26), 'archive'), 'utf8'), 'never recorded');
    assert.ok(log.some((line) => line.includes('z'.repeat(26))));
  });

  it('does not start with the data of another, and touches nothing of it', async () => {
    const files = new IntakeFiles(data);
    const before = await readdir(files.submissions);
    assert.equal(before.length, 1);
    const other = await openTestPglite();
    const close = (): Promise<void> => Promise.resolve();
    const openDatabase = (): Promise<Database> => Promise.resolve({ ...other, close });
    await assert.rejects(startIntake(options({ openDatabase }), systemClock), { code: 'data.other-database' });
    assert.deepEqual(await readdir(files.submissions), before);
    assert.equal(await readFile(files.archive(before[0] ?? ''), 'utf8'), 'an archive');
    assert.deepEqual(await other.query('select id from tokens'), []);
    await other.close();
    await (await startIntake(options(), systemClock)).close();
  });

  it('leaves alone what is none of its own, and a backup that is being written', async () => {
    const files = new IntakeFiles(data);
    const backup = join(files.uploads, 'backup-00000000-0000-4000-8000-000000000000');
    const left = join(files.uploads, 'restore-00000000-0000-4000-8000-000000000000');
    const strange = join(files.uploads, 'notes.txt');
    for (const folder of [backup, left]) await mkdir(folder);
    await writeFile(strange, 'Dear reader');
    const now = Date.now() / 1000;
    for (const path of [left, strange]) await utimes(path, now - 7200, now - 7200);
    await sweepLeftovers(files, database, new Date((now - 3600) * 1000));
    assert.deepEqual((await readdir(files.uploads)).sort(), [basename(backup), 'notes.txt']);
    for (const path of [backup, strange]) await rm(path, { recursive: true });
  });

  it('leaves what others may be writing in the same folder now', async () => {
    const files = new IntakeFiles(data);
    const [old, young] = [files.newUpload(), files.newUpload()];
    for (const path of [old, young]) await writeFile(path, 'half of');
    const now = Date.now() / 1000;
    await utimes(old, now - 7200, now - 7200);
    await sweepLeftovers(files, database, new Date((now - 3600) * 1000));
    assert.deepEqual(
      (await readdir(files.uploads)).map((name) => join(files.uploads, name)),
      [young],
    );
    await rm(young);
  });
});

function newToken(database: Database): Promise<{ readonly token: string }> {
  return new People(database, systemClock).create(null, {
    ...{ role: 'submitter', organisation: 'acme', label: 'test', expiresAt: null },
  });
}

describe('An intake server that stops', () => {
  it('lets an upload end that has begun, takes no other, and puts what it checks back', async () => {
    const database = await openTestPglite();
    const checker = new WritingChecker();
    checker.meanwhile = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('ended'));
        });
      });
    const stand = await HttpStand.open({
      checker,
      openDatabase: () => Promise.resolve({ ...database, close: () => Promise.resolve() }),
    });
    const token = await stand.token('submitter');
    const checking = await stand.submitUntil(token, 'checking');
    const upload = head('POST /api/submissions?name=late.zip', {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/zip', 'content-length': '4' },
    });
    const [begun, other] = [await Wire.open(stand.port), await Wire.open(stand.port)];
    other.write(head('GET /health'));
    await other.answer();
    begun.write(`${upload}ab`);
    await stand.assertWell();
    await until(() => stand.log.some((line) => line.includes('late.zip')));

    const stopped = stand.server.close();
    begun.write('cd');
    const answer = await begun.answer();
    assert.deepEqual([answer.status, answer.json['bytes']], [202, 4]);
    await stopped;
    await begun.closed();
    await other.closed();
    await assert.rejects(fetch(new URL('/health', stand.server.address)));
    const rows = await database.query('select id, state, runner from submissions order by created_at');
    assert.deepEqual(rows, [
      { id: checking, state: 'queued', runner: null },
      { id: answer.json['id'], state: 'queued', runner: null },
    ]);
    await database.close();
    await stand.close();
  });

  it('says that it is about to, to whoever still has a connection', async () => {
    const stand = await HttpStand.open();
    const token = await stand.token('submitter');
    const wires = [await Wire.open(stand.port), await Wire.open(stand.port), await Wire.open(stand.port)];
    const upload = head('POST /api/submissions', {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/zip', 'content-length': '4' },
    });
    const paths = [upload, head('GET /ready'), head('GET /api/me', { authorization: `Bearer ${token}` })];
    // Begun before the stop, so that they are no idle connections, and understood behind it.
    for (const [index, wire] of wires.entries()) wire.write(paths[index]?.slice(0, 20) ?? '');
    await stand.assertWell();
    const stopped = stand.server.close();
    for (const [index, wire] of wires.entries()) wire.write(paths[index]?.slice(20) ?? '');
    const [refused, ready, me] = await Promise.all(wires.map((wire) => wire.answer()));
    assert.ok(refused !== undefined && ready !== undefined && me !== undefined);
    assert.deepEqual([refused.status, errorCode(refused)], [503, 'intake.stopping']);
    assert.ok(refused.headers.has('retry-after'));
    assert.equal(ready.status, 503);
    assert.equal(me.status, 200);
    await stopped;
    await stand.close();
  });

  it('ends what does not end by itself when its patience is over', async () => {
    const stand = await HttpStand.open({ graceS: 0.2 });
    const token = await stand.token('submitter');
    const wire = await Wire.open(stand.port);
    wire.write(
      head('POST /api/submissions', {
        ...{ authorization: `Bearer ${token}`, 'content-type': 'application/zip', 'content-length': '4' },
      }),
    );
    wire.write('ab');
    await stand.assertWell();
    await stand.server.close();
    await wire.closed();
    await stand.close();
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
