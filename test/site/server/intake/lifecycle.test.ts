import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../../harness/errors.ts';
import { stateAfter } from '../../../../site/server/intake/lifecycle.ts';
import type { IntakeSubmission, SubmissionState } from '../../../../site/server/intake/submission.ts';
import { describeWithDatabases } from '../databases.ts';
import { checkedAs, failedCheck, fakeChecker, IntakeStand, unreadable } from './intake-stand.ts';

const steps = [
  ...['begin', 'check', 'unreadable', 'fail', 'end', 'interrupt', 'withdraw', 'accept', 'reject'],
  ...['comment', 'check again', 'embargo', 'supersede'],
] as const;
type Step = (typeof steps)[number];

const noChecks = fakeChecker(() => assert.fail('Nothing is checked here'));

describeWithDatabases('The life of a submission', (openDatabase) => {
  let stand: IntakeStand;
  before(async () => {
    stand = await IntakeStand.open(await openDatabase());
  });
  after(() => stand.close());

  /** @returns the id of a submission that came of it */
  async function take(step: Step, id: string): Promise<string | undefined> {
    const { intake } = stand;
    const submitter = await stand.person('submitter');
    const reviewer = await stand.person('reviewer', 'jury');
    if (step === 'supersede') return (await stand.receive(submitter, { supersedes: id })).id;
    const works: Record<Exclude<Step, 'supersede'>, () => Promise<unknown>> = {
      begin: () => stand.begin(id),
      check: () => stand.check(id),
      unreadable: () => stand.check(id, unreadable),
      fail: () => stand.check(id, failedCheck),
      end: () => stand.endCheck(id),
      interrupt: () => stand.runner('other', noChecks).interrupt(id, 'died'),
      withdraw: () => intake.withdraw(submitter, id, { reason: null }),
      accept: () => intake.accept(reviewer, id, { reason: null }),
      reject: () => intake.reject(reviewer, id, { reason: 'no' }),
      comment: () => intake.comment(reviewer, id, { finding: null, text: 'hm' }),
      'check again': () => intake.checkAgain(reviewer, id),
      embargo: () => intake.setEmbargo(submitter, id, new Date(Date.UTC(2030, 0, 1))),
    };
    await works[step]();
    return undefined;
  }

  it('goes through states that follow each other, whatever is done in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat()), { minLength: 1, maxLength: 25 }),
        async (wanted) => {
          const submitter = await stand.person('submitter');
          const ids = [(await stand.receive(submitter)).id];
          for (const [step, which] of wanted) {
            const id = ids[which % ids.length] ?? assert.fail();
            try {
              const more = await take(step, id);
              if (more !== undefined) ids.push(more);
            } catch (error) {
              assert.ok(error instanceof BenchError, String(error));
              assert.ok(['intake.state', 'intake.supersedes'].includes(error.code), error.message);
            }
          }
          for (const id of ids) await needWholeHistory(await stand.intake.get(submitter, id));
        },
      ),
      { numRuns: 25 },
    );
    assert.deepEqual(stand.errors, []);
  });

  async function needWholeHistory(submission: IntakeSubmission): Promise<void> {
    const { id } = submission;
    const history = await stand.intake.history(await stand.person('submitter'), id);
    assert.deepEqual(
      history.map((event) => event.number),
      history.map((_event, index) => index + 1),
    );
    assert.equal(submission.version, history.length);
    let state: SubmissionState = 'queued';
    for (const { action } of history.slice(1)) {
      state = stateAfter(state, action) ?? assert.fail(`${action} in ${state}`);
    }
    assert.equal(submission.state, state);
    assert.equal(submission.checks, history.filter(({ action }) => action === 'check-began').length);
    assert.deepEqual(submission.updatedAt, history.at(-1)?.at);
    const audit = await stand.intake.audit(await stand.person('administrator'), { limit: 100_000 });
    assert.deepEqual(
      audit
        .filter((entry) => entry.submission === id)
        .map(({ number, at, action, by, detail }) => ({ number, at, action, by, detail })),
      history,
    );
    const rows = await stand.database.query<{ runner: string | null }>('select runner from submissions where id = $1', [
      id,
    ]);
    assert.equal(rows[0]?.runner !== null, state === 'checking');
  }

  it('cannot be written anew in the audit log', async () => {
    await stand.receive(await stand.person('submitter'));
    for (const sql of ["update audit set action = 'accepted'", 'delete from audit', 'truncate audit']) {
      await assert.rejects(stand.database.query(sql), /only appended to/);
    }
  });

  it('is asked for from where somebody has read it', async () => {
    const submitter = await stand.person('submitter');
    const { id } = await stand.receiveChecked(submitter);
    const numbers = (await stand.intake.history(submitter, id, 1)).map((event) => event.number);
    assert.deepEqual(numbers, [2, 3]);
    assert.deepEqual(await stand.intake.history(submitter, id, 3), []);
  });

  it('tells who listens that something has changed, and nobody who does not', async () => {
    const submitter = await stand.person('submitter');
    const [one, two] = [await stand.receive(submitter), await stand.receive(submitter)];
    const told: string[] = [];
    const end = stand.intake.changes.subscribe(one.id, ({ kind }) => told.push(kind));
    await stand.intake.setEmbargo(submitter, one.id, null);
    await stand.intake.setEmbargo(submitter, two.id, null);
    assert.deepEqual(told, ['changed']);
    end();
    await stand.intake.setEmbargo(submitter, one.id, null);
    assert.deepEqual(told, ['changed']);
  });

  it('begins with the upload in the archive, and with nothing where that fails', async () => {
    const submitter = await stand.person('submitter');
    const { id } = await stand.receive(submitter, { fileName: '../../etc/pass\nwd.zip' });
    const archive = await stand.intake.archive(submitter, id);
    assert.equal(archive.path, stand.files.archive(id));
    assert.equal(archive.fileName, 'passwd.zip');
    assert.equal(archive.bytes, 'an archive of acme'.length);
    const count = (await stand.intake.list(submitter, { limit: 1000 })).length;
    await assert.rejects(stand.receive(submitter, { supersedes: 'a'.repeat(26) }), /no submission/);
    assert.equal((await stand.intake.list(submitter, { limit: 1000 })).length, count);
  });

  it('is listed newest first, a page at a time', async () => {
    const lister = await stand.person('submitter', 'pages');
    const sent: string[] = [];
    for (let index = 0; index < 7; index++) sent.push((await stand.receive(lister)).id);
    // Some of them in the same millisecond.
    await stand.database.query(
      `update submissions set created_at = date_trunc('second', created_at) where organisation = 'pages'`,
    );
    const whole = (await stand.intake.list(lister, { limit: 100 })).map(({ id }) => id);
    assert.deepEqual([...whole].sort(), [...sent].sort());
    const paged: string[] = [];
    for (;;) {
      const after = paged.at(-1);
      const page = await stand.intake.list(lister, { limit: 3, ...(after !== undefined && { after }) });
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
    }
    assert.deepEqual(paged, whole);
    await stand.check(whole[2] ?? assert.fail());
    const checked = await stand.intake.list(lister, { limit: 100, state: 'checked' });
    assert.deepEqual(
      checked.map(({ id }) => id),
      [whole[2]],
    );
  });

  it('keeps texts that are SQL or hold what PostgreSQL refuses', async () => {
    const text = `'; drop table audit; -- $1 \u0000 \ud800 \\u0000 "]}`;
    const kept = text.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd');
    const submitter = await stand.person('submitter');
    const reviewer = await stand.person('reviewer', 'jury');
    const { id, fileName } = await stand.receive(submitter, { fileName: `'; drop table audit; -- \0\ud800.zip` });
    assert.equal(fileName, `'; drop table audit; -- \ufffd\ufffd.zip`);
    await stand.check(id, checkedAs({ systems: [text], program: text }));
    await stand.intake.comment(reviewer, id, { finding: 0, text });
    await stand.intake.reject(reviewer, id, { reason: text });
    const { outcome } = await stand.intake.withdraw(submitter, id, { reason: text });
    assert.ok(outcome?.kind === 'checked');
    assert.deepEqual(outcome.summary.systems, [kept]);
    const history = await stand.intake.history(submitter, id);
    const [comment, rejection, withdrawal] = history.slice(-3).map((event) => event.detail);
    assert.deepEqual(comment, { finding: 0, text: kept, check: 1 });
    assert.deepEqual(rejection, { reason: kept });
    assert.deepEqual(withdrawal, { reason: kept });
    for (const wrong of [text, '', 'A'.repeat(26), `${id}\n`, `${id}' or '1'='1`]) {
      await assert.rejects(stand.intake.get(submitter, wrong), /no submission/);
      await assert.rejects(stand.intake.list(submitter, { limit: 1, after: wrong }), /no submission/);
    }
    const none = await stand.intake.list(reviewer, { limit: 5, organisation: text });
    assert.deepEqual(none, []);
  });
});
