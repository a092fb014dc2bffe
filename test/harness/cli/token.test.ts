import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../harness/clock.ts';
import { openDatabase } from '../../../site/server/database/open-database.ts';
import { IntakeFiles } from '../../../site/server/files/intake-files.ts';
import { People } from '../../../site/server/intake/people.ts';
import { ended } from './running-server.ts';

describe('boardbench token', () => {
  const data = mkdtempSync(join(tmpdir(), 'boardbench-token-'));
  before(async function () {
    this.timeout(60_000);
    const files = new IntakeFiles(data);
    await files.prepare();
    await (await openDatabase(files, undefined)).close();
  });
  after(() => {
    rmSync(data, { recursive: true, force: true });
  });

  const token = (...words: readonly string[]): ReturnType<typeof ended> => ended('token', ...words, '--data', data);

  it('makes, lists and revokes tokens of a server that is stopped', async () => {
    const made = await token('create', '--role', 'administrator', '--organisation', 'home');
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /^bb_[a-z0-9]{8}_[A-Za-z0-9]{32}\n$/);
    const id = made.stdout.slice(3, 11);
    assert.match(made.stderr, new RegExp(`${id}, administrator of home \\(home\\); its token, shown this once`));
    const words = ['--role', 'reviewer', '--organisation', 'lab', '--label', 'Bö \u202e', '--expires', '30d', '--json'];
    const other = await token('create', ...words);
    const record = JSON.parse(other.stdout) as { token: string; id: string; label: string; expiresAt: string };
    assert.equal(record.label, 'Bö \u202e');
    const days = (new Date(record.expiresAt).getTime() - systemClock.wallTime().getTime()) / 86_400_000;
    assert.ok(days > 29.9 && days <= 30);

    const last = await token('revoke', id);
    assert.match(last.stderr, /token\.last/);
    assert.equal((await token('revoke', record.id)).status, 0);
    const list = await token('list');
    assert.match(list.stdout, new RegExp(`^${id}  administrator  home .* yes$`, 'm'));
    assert.match(list.stdout, new RegExp(`^${record.id}  reviewer .* revoked `, 'm'));
    assert.ok(!list.stdout.includes('\u202e'), 'it would steer the terminal');
    assert.ok(!list.stdout.includes(record.token.slice(12)));

    const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name));
    const secret = made.stdout.trim().slice(12);
    const holders = files.filter((file) => statSync(file).isFile() && readFileSync(file).includes(secret));
    assert.deepEqual(holders, []);
    const database = await openDatabase(new IntakeFiles(data), undefined);
    try {
      const people = new People(database, systemClock);
      assert.equal((await people.person(made.stdout.trim())).tokenId, id);
      await assert.rejects(people.person(record.token), { code: 'token.unknown' });
    } finally {
      await database.close();
    }
  }).timeout(90_000);

  it('makes no data folder by mistake, and takes no strange names and times', async () => {
    const absent = join(data, 'absent');
    const elsewhere = await ended('token', 'list', '--data', absent);
    assert.equal(elsewhere.status, 1);
    assert.match(elsewhere.stderr, /data\.missing/);
    assert.equal(statSync(absent, { throwIfNoEntry: false }), undefined);
    const wrong = [
      ['create', '--role', 'king', '--organisation', 'acme'],
      ['create', '--role', 'submitter'],
      ['create', '--role', 'submitter', '--organisation', 'ACME Inc.'],
      ['create', '--role', 'submitter', '--organisation', 'acme', '--expires', '2020-01-01'],
      ['create', '--role', 'submitter', '--organisation', 'acme', '--expires', '2127-02-30'],
      ['revoke', 'aaaaaaaa'],
      ['revoke', 'bb_aaaaaaaa'],
      ['list', '--database', 'mysql://me:secret@db/x'],
    ];
    for (const words of wrong) {
      const { status, stderr } = await token(...words);
      assert.equal(status, 2, words.join(' '));
      assert.ok(!stderr.includes('secret'));
    }
  }).timeout(60_000);
});
