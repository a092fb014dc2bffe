import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../submissions/small-round.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { ended, RunningServer } from './running-server.ts';

describe('boardbench backup and restore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-backup-'));
  const data = join(folder, 'data');
  const file = join(folder, 'backup.tar.gz');
  const servers: RunningServer[] = [];
  let token = '';
  let submissions: unknown;
  let report: unknown;

  const start = async (from: string): Promise<RunningServer> => {
    const server = await RunningServer.start(from);
    servers.push(server);
    return server;
  };

  before(async function () {
    this.timeout(60_000);
    const server = await start(data);
    token = server.firstToken ?? '';
    const [round, remove] = writeFiles(smallSubmission(), 'v1.3');
    const { stdout } = await ended('submit', round, '--to', server.address, '--token', token, '--json');
    remove();
    ({ report } = JSON.parse(stdout) as { report: unknown });
    submissions = await server.client(token).submissions(10);
  });

  after(async () => {
    for (const server of servers) if (!server.command.hasEnded) await server.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('take everything from a running server to another folder', async () => {
    const [server] = servers;
    const busy = await ended('backup', '--data', data, '--out', join(folder, 'busy.tar.gz'));
    assert.match(busy.stderr, /data\.in-use/);
    const made = await ended('backup', '--to', server?.address ?? '', '--token', token, '--out', file);
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /backup\.tar\.gz: \d+\.\d MB\n$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(await server?.stop('SIGTERM'), 0);

    const restored = await ended('restore', file, '--data', join(folder, 'restored'), '--json');
    assert.equal(restored.status, 0, restored.stderr);
    const { tokens, submissions: count } = JSON.parse(restored.stdout) as Record<string, unknown>;
    assert.deepEqual([tokens, count], [1, 1]);
    const again = await start(join(folder, 'restored'));
    assert.equal(again.firstToken, null);
    const client = again.client(token);
    const now = await client.submissions(10);
    assert.deepEqual(now, submissions);
    assert.deepEqual(await client.report(now[0]?.id ?? ''), report);
    assert.equal(await again.stop('SIGTERM'), 0);
  }).timeout(60_000);

  it('take everything from the folder of a stopped server, and refuse a filled one', async () => {
    const own = join(folder, 'own.tar.gz');
    writeFileSync(own, 'an older backup');
    const made = await ended('backup', '--data', data, '--out', own);
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /own\.tar\.gz: 1 submissions, \d+ files, /);
    const filled = await ended('restore', own, '--data', data);
    assert.equal(filled.status, 1);
    assert.match(filled.stderr, /restore\.not-empty/);
  }).timeout(60_000);

  it('make nothing for the sake of a file that is absent or no backup', async () => {
    const wrong = join(folder, 'wrong.tar.gz');
    writeFileSync(wrong, 'no backup');
    const target = join(folder, 'never');
    for (const path of [wrong, folder, join(folder, 'absent.tar.gz')]) {
      const { status, stderr } = await ended('restore', path, '--data', target);
      assert.equal(status, 1);
      assert.match(stderr, /backup\.unreadable/);
      assert.ok(!existsSync(target), path);
    }
  }).timeout(30_000);

  it('leave nothing where it cannot be written, and what was there before', async () => {
    const nowhere = await ended('backup', '--data', data, '--out', join(folder, 'no', 'such', 'file'));
    assert.equal(nowhere.status, 1);
    assert.match(nowhere.stderr, /output\.failed/);
    const kept = join(folder, 'kept.tar.gz');
    writeFileSync(kept, 'an older backup');
    const unreachable = await ended('backup', '--to', 'http://127.0.0.1:9/', '--token', token, '--out', kept);
    assert.match(unreachable.stderr, /intake\.unreachable/);
    assert.equal(unreachable.stderr.includes('Warning'), false);
    assert.equal(readFileSync(kept, 'utf8'), 'an older backup');
    assert.ok(!existsSync(`${kept}.part`));
    assert.ok(!readdirSync(folder).some((name) => name.endsWith('.part')));
  }).timeout(30_000);
});
