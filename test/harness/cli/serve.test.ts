import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../submissions/small-round.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { ended, RunningServer } from './running-server.ts';

describe('boardbench serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-serve-'));
  const data = join(folder, 'data');
  const servers: RunningServer[] = [];
  const start = async (...words: readonly string[]): Promise<RunningServer> => {
    const server = await RunningServer.start(data, ...words);
    servers.push(server);
    return server;
  };
  after(async () => {
    for (const server of servers) if (!server.command.hasEnded) await server.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells the first token once, keeps what it was sent through SIGKILL, and ends with 0 when it is asked to', async () => {
    const first = await start();
    const token = first.firstToken ?? '';
    assert.match(first.command.stdout, /^The leaderboard is at (\S+), uploads and reviews at \1intake\/$/m);
    assert.match(first.command.stdout, /set BOARDBENCH_TOKEN to it, then\n {2}boardbench token create/);
    assert.equal((await fetch(first.address)).status, 200);
    assert.equal((await first.client(token).me()).role, 'administrator');

    const [round, remove] = writeFiles(smallSubmission(), 'v1.3');
    const { stdout } = await ended('submit', round, '--to', first.address, '--token', token, '--no-wait', '--json');
    remove();
    const { id } = (JSON.parse(stdout) as { submission: { id: string } }).submission;
    assert.equal(await first.stop('SIGKILL'), null);

    const log = join(folder, 'log.json');
    const second = await start('--log', log);
    assert.equal(second.firstToken, null);
    const words = ['--to', second.address, '--token', token];
    const again = await ended('submit', 'status', id, '--wait', '--json', ...words);
    const { submission } = JSON.parse(again.stdout) as { submission: { id: string; state: string; checks: number } };
    assert.deepEqual([submission.id, submission.state], [id, 'checked']);
    const list = await ended('submit', 'list', '--json', ...words);
    assert.equal((JSON.parse(list.stdout) as { submissions: unknown[] }).submissions.length, 1);

    const other = await ended('serve', '--port', '0', '--data', data);
    assert.equal(other.status, 1);
    assert.match(other.stderr, /in use by process \d+[^]*\(data\.in-use\)/);
    assert.equal(await second.stop('SIGTERM'), 0);
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const urls = lines.map((line) => (JSON.parse(line) as { req?: { url: string } }).req?.url);
    assert.ok(urls.includes(`/api/submissions/${id}`));
    assert.ok(!lines.some((line) => line.includes(token)));
    assert.equal(second.command.stderr.trim(), 'boardbench: stopping; press Ctrl-C again to leave at once');
  }).timeout(90_000);

  it('says what is wrong with the way it was called', async () => {
    const cases = [
      ['--port', 'http'],
      ['--checks', '-1'],
      ['--upload-limit', '0'],
      ['--base', 'intake.example.org'],
    ];
    const statuses = await Promise.all(cases.map(async (words) => (await ended('serve', ...words)).status));
    assert.deepEqual(statuses, [2, 2, 2, 2]);
    const checks = await ended('serve', '--checks', '-1');
    assert.match(checks.stderr, /from 0 on/);
    const other = await ended('serve', '--data', join(folder, 'other'), '--database', 'mysql://me:secret@db/x');
    assert.equal(other.status, 2);
    assert.match(other.stderr, /--database: it must begin with postgres:\/\//);
    assert.ok(!other.stderr.includes('secret'));
    const log = await ended(
      'serve',
      '--port',
      '0',
      '--data',
      join(folder, 'logless'),
      '--log',
      join(folder, 'no', 'log'),
    );
    assert.equal(log.status, 1);
    assert.match(log.stderr, /output\.failed/);
    const database = await ended(
      'serve',
      '--port',
      '0',
      '--data',
      folder,
      '--database',
      'postgres://me:secret@127.0.0.1:9/x',
    );
    assert.equal(database.status, 1);
    assert.match(database.stderr, /database\.unreachable/);
    assert.ok(!database.stderr.includes('secret'));
  }).timeout(60_000);
});
