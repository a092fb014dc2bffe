import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckDocument } from '../../../submissions/reports/check-json.ts';
import type { ToldSubmission } from '../../../site/client/told.ts';
import { describeWithPublished, unpackRound } from '../../published.ts';
import { writeFiles } from '../../submissions/small-round.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { ended, RunningServer } from './running-server.ts';
import type { Ended } from './running-server.ts';

interface Submitted {
  readonly submission: ToldSubmission;
  readonly report: CheckDocument | null;
}

describe('boardbench submit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-submit-'));
  let server: RunningServer;
  let administrator = '';
  let acme = '';
  let round = '';
  let archive = '';
  let removeRound: () => void;

  const submit = (...words: readonly string[]): Promise<Ended> =>
    ended('submit', ...words, '--to', server.address, '--token', acme);
  const submitted = ({ stdout }: Ended): Submitted => JSON.parse(stdout) as Submitted;
  const checked = async (path: string): Promise<unknown> => {
    const { stdout } = await ended('check', path, '--json');
    return { ...(JSON.parse(stdout) as CheckDocument), root: '' };
  };

  before(async function () {
    this.timeout(60_000);
    [round, removeRound] = writeFiles(smallSubmission(), 'v1.3');
    archive = join(folder, 'v1.3.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', round, '.']);
    server = await RunningServer.start(join(folder, 'data'));
    administrator = server.firstToken ?? '';
    const { token } = await server
      .client(administrator)
      .createToken({ role: 'submitter', organisation: 'acme', label: 'Ann', expiresAt: null });
    acme = token;
  });

  after(async () => {
    await server.stop('SIGKILL');
    removeRound();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends an archive, waits, and finds what check finds', async () => {
    const told = await submit(archive, '--json');
    const { submission, report } = submitted(told);
    assert.equal(told.status, 1);
    assert.equal(submission.state, 'checked');
    assert.ok((report?.summary.findings.error ?? 0) > 0);
    assert.deepEqual({ ...report, root: '' }, await checked(archive));
    const { stdout, stderr, status } = await submit('status', submission.id);
    assert.equal(status, 1, stderr);
    const shown = await ended('check', archive);
    // All but the name that each knows the archive by, and what the submission is.
    const lines = shown.stdout.trimEnd().split('\n').slice(1);
    assert.deepEqual(stdout.split('\n').slice(1, 1 + lines.length), lines);
    assert.match(stdout, new RegExp(`${submission.id} is checked: a reviewer decides`));
  }).timeout(60_000);

  it('packs a folder while it is sent, and finds the same', async () => {
    const told = await submit(join(round, 'closed', 'acme'), '--json');
    const { submission, report } = submitted(told);
    assert.equal(submission.fileName, 'acme.tar.gz');
    const here = (await checked(join(round, 'closed', 'acme'))) as CheckDocument;
    assert.equal(report?.round, 'v1.3');
    assert.deepEqual(report.summary.findings, here.summary.findings);
    assert.deepEqual(
      report.results.map(({ submitter, verdict, derived }) => [submitter, verdict, derived]),
      here.results.map(({ submitter, verdict, derived }) => [submitter, verdict, derived]),
    );
  }).timeout(60_000);

  it('leaves when it has arrived, where it is told so, and can be asked later', async () => {
    const { status, stdout, stderr } = await submit(archive, '--no-wait');
    assert.equal(status, 0);
    const id = /as submission (\w{26})/.exec(stderr)?.[1] ?? '';
    assert.match(stdout, new RegExp(`Submission ${id} is .*\nLook again with: boardbench submit status ${id}`));
    const later = submitted(await submit('status', id, '--wait', '--json'));
    assert.equal(later.submission.state, 'checked');
    const list = await submit('list');
    assert.match(list.stdout, new RegExp(`${id}  checked +acme .* v1\\.3\\.tar\\.gz +\\d+ errors`));
    const withdrawn = await submit('withdraw', id, '--reason', 'sent twice');
    assert.equal(withdrawn.stdout, `${id} is withdrawn\n`);
  }).timeout(60_000);

  it('says why an archive cannot be read', async () => {
    const broken = join(folder, 'broken.zip');
    writeFileSync(broken, 'PK and no more');
    const { status, stdout } = await submit(broken);
    assert.equal(status, 1);
    assert.match(stdout, /broken\.zip: .*\n {2}.*\n {2}\(archive\.unreadable\)/);
    assert.ok(!stdout.includes(folder));
  }).timeout(60_000);

  it("shows the server's refusals with their code, and asks for what is missing", async () => {
    const asStranger = await ended('submit', archive, '--to', server.address, '--token', 'bb_nobody', '--json');
    assert.equal(asStranger.status, 1);
    assert.match(
      asStranger.stderr,
      /refused \(401, token\.unknown\): .*\n .*ask for a new one.*\n {2}\(intake\.refused\)/,
    );
    const { error } = JSON.parse(asStranger.stdout) as { error: { details: { code: string } } };
    assert.equal(error.details.code, 'token.unknown');
    const none = await submit('status', 'a'.repeat(26));
    assert.match(none.stderr, /404, intake\.unknown/);
    const wrong: readonly (readonly string[])[] = [
      [archive],
      [archive, '--to', server.address],
      [archive, '--to', 'localhost:8080', '--token', 'x'],
      [archive, '--to', server.address, '--token', 'x', '--embargo', 'yesterday'],
      [archive, '--to', server.address, '--token', 'x', '--embargo', '2020-01-01'],
      [archive, '--to', server.address, '--token', 'x', '--embargo', '2127-02-30'],
      [archive, '--to', server.address, '--token', 'x', '--supersedes', 'not-an-id'],
      ['status', 'abc', '--to', server.address, '--token', 'x'],
      ['withdraw', '../me', '--to', server.address, '--token', 'x'],
    ];
    const statuses = await Promise.all(wrong.map(async (words) => (await ended('submit', ...words)).status));
    assert.deepEqual(
      statuses,
      wrong.map(() => 2),
    );
    const absent = await submit(join(folder, 'absent.zip'));
    assert.match(absent.stderr, /absent\.zip cannot be read/);
    const empty = join(folder, 'empty.zip');
    writeFileSync(empty, '');
    const before = (await server.client(administrator).submissions(50)).length;
    assert.match((await submit(empty)).stderr, /empty\.zip is not a usable archive: it is empty/);
    assert.equal((await server.client(administrator).submissions(50)).length, before);
    const secure = await ended('submit', 'list', '--to', server.address.replace('http:', 'https:'), '--token', 'x');
    assert.match(secure.stderr, /it speaks no TLS; try http:\/\//);
  }).timeout(60_000);

  describeWithPublished('with a published system', (directory) => {
    it('finds what check finds, and is on the leaderboard once it is accepted', async () => {
      const [unpacked, remove] = unpackRound(directory, 'v1.3', ['*/closed/Qualcomm/*']);
      const published = join(folder, 'tiny-v1.3.tar.gz');
      try {
        execFileSync('tar', ['-czf', published, '-C', unpacked, '.']);
        const { submission, report } = submitted(await submit(published, '--json', '--round', 'v1.3'));
        assert.deepEqual(
          { ...report, root: '' },
          {
            ...((await checked(published)) as CheckDocument),
            root: '',
          },
        );
        const leaderboard = async (): Promise<string> => (await fetch(new URL('results.json', server.address))).text();
        assert.ok(!(await leaderboard()).includes('"Qualcomm"'));
        const { id } = submission;
        const bare = await server.post(administrator, `api/submissions/${id}/accept`, {});
        assert.equal(bare.status, 422);
        const reason = 'as it was published';
        const accepted = await server.post(administrator, `api/submissions/${id}/accept`, { reason });
        assert.equal(accepted.status, 200);
        for await (const { data } of server.client(acme).events(id, '', new AbortController().signal)) {
          if ((JSON.parse(data) as { action?: string }).action === 'published') break;
        }
        assert.ok((await leaderboard()).includes('"Qualcomm"'));
        const { stdout } = await submit('status', id);
        assert.match(stdout, /is accepted: it is published/);
      } finally {
        remove();
      }
    }).timeout(90_000);
  });
});
