import assert from 'node:assert/strict';
import type { Clock } from '../../../../harness/clock.ts';
import { systemClock } from '../../../../harness/clock.ts';
import type { ErrorCode } from '../../../../harness/errors.ts';
import { BenchError } from '../../../../harness/errors.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { People, tokenPattern } from '../../../../site/server/intake/people.ts';
import type { WantedToken } from '../../../../site/server/intake/people.ts';
import { roles } from '../../../../site/server/intake/person.ts';
import { describeWithDatabases } from '../databases.ts';

/** Time that goes on when the test says so. */
class HandClock implements Clock {
  #elapsedUs = 0;

  nowUs(): number {
    return this.#elapsedUs;
  }

  wallTime(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.#elapsedUs / 1000);
  }

  after(delayMs: number, action: () => void): () => void {
    return systemClock.after(delayMs, action);
  }

  goOn(seconds: number): void {
    this.#elapsedUs += seconds * 1e6;
  }
}

const submitter: WantedToken = { role: 'submitter', organisation: 'acme', label: 'Ada', expiresAt: null };
const administrator: WantedToken = { ...submitter, role: 'administrator', label: 'Root' };

function code(wanted: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === wanted;
}

describeWithDatabases('Tokens', (openDatabase) => {
  let database: Database;
  let clock: HandClock;
  let people: People;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());
  beforeEach(async () => {
    await database.query('delete from tokens');
    clock = new HandClock();
    people = new People(database, clock);
  });

  it('say who somebody is', async () => {
    const { token, record } = await people.create(null, submitter);
    assert.match(token, new RegExp(tokenPattern));
    assert.equal(token.slice(3, 11), record.id);
    const expected = { tokenId: record.id, role: 'submitter', organisation: 'acme', label: 'Ada' };
    assert.deepEqual(await people.person(token), expected);
    assert.deepEqual(await people.person(token), expected);
    assert.deepEqual(await people.list(), [record]);
  });

  it('begin with one, however many processes start at once', async () => {
    const first = { ...submitter, role: 'administrator' } as const;
    const others = [people, new People(database, clock), new People(database, clock)];
    const made = (await Promise.all(others.map((each) => each.createFirst(first)))).filter((each) => each !== null);
    assert.equal(made.length, 1);
    assert.deepEqual(await people.list(), [made[0]?.record]);
    assert.equal((await people.person(made[0]?.token ?? '')).role, 'administrator');
    assert.equal(await people.createFirst(first), null);
  });

  it('are kept nowhere but as a digest', async () => {
    const { token } = await people.create(null, submitter);
    await people.person(token);
    const tables = await database.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema')`,
    );
    assert.ok(tables.length >= 4);
    const dump: unknown[] = [];
    for (const { name } of tables) dump.push(await database.query(`select * from ${name}`));
    const text = JSON.stringify(dump);
    assert.ok(text.includes(token.slice(3, 11)));
    assert.ok(!text.includes(token.slice(12)));
    assert.ok(!text.includes(Buffer.from(token).toString('base64').slice(0, 40)));
  });

  it('are unknown alike when malformed, absent, or with another secret', async () => {
    const { token } = await people.create(null, submitter);
    const last = token.endsWith('a') ? 'b' : 'a';
    const wrong = [
      '',
      'bb_',
      token.slice(0, -1),
      `${token}a`,
      `${token}\n`,
      token.slice(0, -1) + last,
      `bb_aaaaaaaa_${'a'.repeat(32)}`,
      `bb_' or 1=_${'a'.repeat(32)}`,
      token.toUpperCase(),
      '\0'.repeat(44),
    ];
    const messages = new Set<string>();
    for (const each of wrong) {
      await assert.rejects(people.person(each), (error: unknown) => {
        assert.ok(error instanceof BenchError);
        messages.add(`${error.code} ${error.message} ${error.remedy}`);
        return error.code === 'token.unknown';
      });
    }
    assert.equal(messages.size, 1);
  });

  it('end when they expire, even for who was just known', async () => {
    const expiresAt = new Date(clock.wallTime().getTime() + 3000);
    const { token } = await people.create(null, { ...submitter, expiresAt });
    clock.goOn(2.9);
    await people.person(token);
    clock.goOn(0.1);
    await assert.rejects(people.person(token), code('token.unknown'));
  });

  it('end at once when they are revoked here, and within seconds when elsewhere', async () => {
    const { token, record } = await people.create(null, submitter);
    const elsewhere = new People(database, clock);
    await people.person(token);
    await elsewhere.person(token);
    const revoked = await people.revoke(null, record.id);
    assert.deepEqual(revoked, { ...record, revokedAt: clock.wallTime() });
    await assert.rejects(people.person(token), code('token.unknown'));
    clock.goOn(6);
    await assert.rejects(elsewhere.person(token), code('token.unknown'));
  });

  it('stay revoked as they were', async () => {
    const { record } = await people.create(null, submitter);
    const first = await people.revoke(null, record.id);
    clock.goOn(60);
    assert.deepEqual(await people.revoke(null, record.id), first);
  });

  it('are revoked by an id that exists', async () => {
    for (const id of ['aaaaaaaa', "'; drop table tokens; --", '', '\0', 'a'.repeat(10_000)]) {
      await assert.rejects(people.revoke(null, id), code('token.missing'));
    }
  });

  it('leave an administrator that works', async () => {
    const first = await people.create(null, administrator);
    await assert.rejects(people.revoke(null, first.record.id), code('token.last'));
    const expiresAt = new Date(clock.wallTime().getTime() + 1000);
    const second = await people.create(null, { ...administrator, expiresAt });
    clock.goOn(2);
    await assert.rejects(people.revoke(null, first.record.id), code('token.last'));
    const third = await people.create(null, administrator);
    await people.revoke(null, first.record.id);
    await people.revoke(null, second.record.id);
    await assert.rejects(people.revoke(null, third.record.id), code('token.last'));
  });

  it('leave an administrator that works when two revoke each other at once', async () => {
    const { record: one } = await people.create(null, administrator);
    const { record: two } = await people.create(null, administrator);
    const results = await Promise.allSettled([people.revoke(null, one.id), people.revoke(null, two.id)]);
    assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await people.list()).filter((token) => token.revokedAt === null).length, 1);
  });

  for (const role of roles) {
    it(`are made and revoked by ${role === 'administrator' ? 'an administrator' : `no ${role}`}`, async () => {
      await people.create(null, administrator);
      const { token } = await people.create(null, { ...submitter, role });
      const by = await people.person(token);
      const { record: other } = await people.create(null, submitter);
      if (role === 'administrator') {
        await people.create(by, submitter);
        await people.revoke(by, other.id);
      } else {
        await assert.rejects(people.create(by, submitter), code('token.role'));
        await assert.rejects(people.revoke(by, other.id), code('token.role'));
      }
    });
  }

  it('are refused with an organisation, a label or an end that means nothing', async () => {
    const wrong: Partial<WantedToken>[] = [
      { organisation: '' },
      { organisation: 'Acme Corp' },
      { organisation: '../acme' },
      { organisation: 'a'.repeat(64) },
      { label: '  ' },
      { label: 'x'.repeat(101) },
      { expiresAt: new Date(Date.UTC(2025, 0, 1)) },
      { expiresAt: new Date(NaN) },
    ];
    for (const each of wrong)
      await assert.rejects(people.create(null, { ...submitter, ...each }), code('request.invalid'));
    assert.deepEqual(await people.list(), []);
  });

  it('keep labels that are SQL, HTML or hold NUL', async () => {
    const label = `'); drop table tokens; -- <script>\0 $1`;
    const { token } = await people.create(null, { ...submitter, label });
    assert.equal((await people.person(token)).label, label.replace('\0', '\ufffd'));
  });

  it('are in the audit log when they are made and revoked', async () => {
    const { token } = await people.create(null, administrator);
    const by = await people.person(token);
    const { record } = await people.create(by, submitter);
    await people.revoke(by, record.id);
    const lines = await database.query<{ action: string; actor: string | null; token: string }>(
      `select action, actor, detail->>'token' as token from audit order by id desc limit 3`,
    );
    assert.deepEqual(lines, [
      { action: 'token-revoked', actor: by.tokenId, token: record.id },
      { action: 'token-created', actor: by.tokenId, token: record.id },
      { action: 'token-created', actor: null, token: by.tokenId },
    ]);
  });
});
