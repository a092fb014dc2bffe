import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { migrate } from '../../../../site/server/database/migrate.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { openPglite } from '../../../../site/server/database/pglite.ts';
import { openPostgres } from '../../../../site/server/database/postgres.ts';
import { restoreBackup } from '../../../../site/server/backup/restore-backup.ts';
import { writeBackup } from '../../../../site/server/backup/write-backup.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { systemClock } from '../../../../harness/clock.ts';
import { programVersion } from '../../../../harness/program.ts';
import { describeWithDatabases, describeWithPostgres } from '../databases.ts';
import { readBackup } from './backup-entries.ts';
import { mangledBackups } from './mangled-backups.ts';
import { filesOf, fillIntake, rowsOf, sampleId } from './sample-intake.ts';

const clock = { ...systemClock, wallTime: () => new Date('2026-11-20T12:00:00.123Z') };

describeWithDatabases('a backup', (openDatabase) => {
  let root: string;
  let source: Database;
  let files: IntakeFiles;
  let backup: string;
  /** Empty before and after every test. */
  let target: Database;
  let targetFiles: IntakeFiles;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'boardbench-test-'));
    files = new IntakeFiles(join(root, 'source'));
    [source, target] = await Promise.all([openDatabase(), openDatabase()]);
    await fillIntake(source, files);
    backup = join(root, 'backup.tar.gz');
    await writeBackup(source, files, createWriteStream(backup), { clock });
  });
  after(async () => {
    await Promise.all([source.close(), target.close()]);
    await rm(root, { recursive: true, force: true });
  });
  beforeEach(() => {
    targetFiles = new IntakeFiles(join(root, 'target'));
  });
  afterEach(async () => {
    await rm(join(root, 'target'), { recursive: true, force: true });
  });

  const restore = (file = backup, signal?: AbortSignal) =>
    restoreBackup(file, target, targetFiles, { clock, ...(signal === undefined ? {} : { signal }) });
  const assertNothingRestored = async (): Promise<void> => {
    for (const table of ['tokens', 'submissions', 'audit'] as const) assert.deepEqual(await rowsOf(target, table), []);
    assert.deepEqual(await filesOf(targetFiles), new Map());
    assert.deepEqual(await readdir(targetFiles.uploads).catch(() => []), []);
  };

  it('leaves nothing but itself', async () => {
    assert.deepEqual(await readdir(files.uploads), []);
    const names = (await readBackup(backup)).map((entry) => entry.name);
    assert.deepEqual(names.slice(0, 4), [
      'backup.json',
      'tables/tokens.jsonl',
      'tables/submissions.jsonl',
      'tables/audit.jsonl',
    ]);
    assert.equal(names.at(-1), 'digests.jsonl');
  });

  it('tells how far it is, and does not see what changes meanwhile', async () => {
    const other = join(root, 'meanwhile.tar.gz');
    const seen: [number, number][] = [];
    const changes: Promise<unknown>[] = [];
    const written = await writeBackup(source, files, createWriteStream(other), {
      clock,
      onProgress(done, total) {
        seen.push([done, total]);
        changes.push(source.query(`insert into audit (at, action, detail) values (now(), 'meanwhile', '{}')`));
      },
    });
    await Promise.all(changes);
    assert.deepEqual(written, { submissions: 5, files: 5 + 2 * 4, missing: [] });
    assert.deepEqual(
      seen,
      [1, 2, 3, 4, 5].map((done) => [done, 5]),
    );
    const audit = (await readBackup(other)).find((entry) => entry.name === 'tables/audit.jsonl')?.text ?? '';
    assert.doesNotMatch(audit, /meanwhile/);
    assert.equal(audit.trim().split('\n').length, 10);
  });

  it('that nobody takes to its end is told, and leaves nothing', async () => {
    const full = new Error('no space left');
    const sink = new Writable({
      write(_piece, _encoding, done) {
        done(full);
      },
    });
    await assert.rejects(writeBackup(source, files, sink, { clock }), (error) => error === full);
    const gone = new Writable({
      write() {
        this.destroy();
      },
    });
    await assert.rejects(writeBackup(source, files, gone, { clock }), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const never = new Writable({ write: () => undefined });
    await assert.rejects(writeBackup(source, files, never, { clock, signal: stop.signal }));
    assert.deepEqual(await readdir(files.uploads), []);
  });

  it('without an archive of the data folder tells which', async () => {
    const copy = new IntakeFiles(join(root, 'target'));
    const other = join(root, 'lacking.tar.gz');
    const { missing } = await writeBackup(source, copy, createWriteStream(other), { clock });
    assert.equal(missing.length, 5);
  });

  for (const [title, mangle, problem] of mangledBackups) {
    it(`that ${title} is refused whole`, async () => {
      const bad = join(root, 'bad.tar.gz');
      await rm(bad, { force: true });
      await mangle(backup, bad);
      await assert.rejects(restore(bad), (error: Error & { code?: string }) => {
        assert.match(`${error.code ?? ''}: ${error.message}`, problem);
        assert.ok(!error.message.includes(targetFiles.uploads), error.message);
        return true;
      });
      await assertNothingRestored();
    });
  }

  it('whose restoring is stopped restores nothing', async () => {
    const stop = new AbortController();
    const stopped = new Error('stopped');
    const restoring = restoreBackup(backup, target, targetFiles, {
      clock,
      signal: stop.signal,
      onProgress: () => {
        stop.abort(stopped);
      },
    });
    await assert.rejects(restoring, (error) => error === stopped);
    await assertNothingRestored();
  });

  it('is not restored over a data folder in use', async () => {
    await mkdir(join(targetFiles.submissions, sampleId('mine')), { recursive: true });
    await assert.rejects(restore(), { code: 'restore.not-empty' });
    assert.deepEqual(await readdir(targetFiles.submissions), [sampleId('mine')]);
    await rm(targetFiles.submissions, { recursive: true });
    await assertNothingRestored();
  });

  it('is not restored over a database in use', async () => {
    await assert.rejects(restoreBackup(backup, source, targetFiles, { clock }), { code: 'restore.not-empty' });
    assert.equal((await rowsOf(source, 'submissions')).length, 5);
  });

  // The last of them: it fills the target.
  it('brings everything back, and what was being checked waits again', async () => {
    const before = await rowsOf(source, 'audit');
    const restored = await restore();
    assert.deepEqual(
      { ...restored, createdAt: new Date(restored.createdAt) },
      { tokens: 2, submissions: 5, files: 5 + 2 * 4, createdAt: clock.wallTime(), missing: [] },
    );
    assert.deepEqual(await rowsOf(target, 'tokens'), await rowsOf(source, 'tokens'));

    const running = sampleId('running');
    const at = clock.wallTime();
    assert.deepEqual(
      await rowsOf(target, 'submissions'),
      (await rowsOf(source, 'submissions')).map((row) =>
        'id' in row && row.id === running ? { ...row, state: 'queued', version: 3, runner: null, updated_at: at } : row,
      ),
    );
    const kept = before.filter((row) => !('action' in row) || row.action !== 'meanwhile');
    const audit = await rowsOf(target, 'audit');
    assert.deepEqual(audit.slice(0, -2), kept);
    // The numbers of the log go on.
    const interrupted = { at, actor: null, organisation: null, action: 'check-interrupted', submission: running };
    assert.deepEqual(audit.at(-2), { id: 11, ...interrupted, number: 3, detail: { check: 2, why: 'stopped' } });
    const nobody = { actor: null, organisation: null, submission: null, number: null };
    const detail = { backup: at.toISOString(), program: programVersion };
    assert.deepEqual(audit.at(-1), { id: 12, at, ...nobody, action: 'restored', detail });

    const expected = new Map(await filesOf(files));
    // Of the check that was not recorded.
    for (const file of ['check.json', 'report.html']) assert.ok(expected.delete(join(running, 'check-2', file)));
    assert.deepEqual(await filesOf(targetFiles), expected);
    assert.deepEqual(await readdir(targetFiles.uploads), []);
    await assert.rejects(restore(), { code: 'restore.not-empty' });
  });
});

describeWithPostgres('a backup from the embedded database and back', (server) => {
  it('holds the same', async () => {
    const root = await mkdtemp(join(tmpdir(), 'boardbench-test-'));
    const postgres = await server();
    const url = await postgres.newDatabase();
    const databases = await Promise.all([openPglite('memory://'), openPostgres(url), openPglite('memory://')]);
    try {
      for (const database of databases) await migrate(database, database.name);
      const folders = databases.map((_, index) => new IntakeFiles(join(root, `data-${index}`)));
      const [first, second, third] = databases;
      const [firstFiles, secondFiles, thirdFiles] = folders;
      assert.ok(firstFiles && secondFiles && thirdFiles);
      await fillIntake(first, firstFiles);
      // Nothing is being checked, so that nothing changes.
      await first.query(`update submissions set state = 'queued', runner = null where state = 'checking'`);
      await writeBackup(first, firstFiles, createWriteStream(join(root, 'one')), { clock });
      await restoreBackup(join(root, 'one'), second, secondFiles, { clock });
      await writeBackup(second, secondFiles, createWriteStream(join(root, 'two')), { clock });
      await restoreBackup(join(root, 'two'), third, thirdFiles, { clock });
      for (const table of ['tokens', 'submissions', 'audit'] as const) {
        const rows = await rowsOf(first, table);
        const more = table === 'audit' ? 1 : 0;
        assert.deepEqual((await rowsOf(second, table)).slice(0, -more || undefined), rows);
        assert.deepEqual((await rowsOf(third, table)).slice(0, -2 * more || undefined), rows);
      }
      assert.deepEqual(await filesOf(thirdFiles), await filesOf(firstFiles));
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await postgres.dropDatabase(url);
      await rm(root, { recursive: true, force: true });
    }
  });
});
