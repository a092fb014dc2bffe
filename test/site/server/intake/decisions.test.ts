import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Person } from '../../../../site/server/intake/person.ts';
import { describeWithDatabases } from '../databases.ts';
import { checkedAs, failedCheck, IntakeStand, unreadable } from './intake-stand.ts';

describeWithDatabases('A decision', (openDatabase) => {
  let stand: IntakeStand;
  let submitter: Person;
  let reviewer: Person;
  before(async () => {
    stand = await IntakeStand.open(await openDatabase());
    submitter = await stand.person('submitter');
    reviewer = await stand.person('reviewer', 'jury');
  });
  after(() => stand.close());

  for (const [what, summary] of [
    ['invalid results', { verdicts: { valid: 1, invalid: 1, unverifiable: 0 } }],
    ['findings that are errors', { findings: { error: 3, warning: 0, info: 0 } }],
  ] as const) {
    it(`for ${what} needs a reason`, async () => {
      const { id } = await stand.receiveChecked(submitter, checkedAs(summary));
      for (const reason of [null, '', '  ']) {
        await assert.rejects(stand.intake.accept(reviewer, id, { reason }), /A reason is needed/);
      }
      assert.equal((await stand.intake.get(submitter, id)).state, 'checked');
      await stand.intake.accept(reviewer, id, { reason: 'the committee has agreed' });
      const last = (await stand.intake.history(submitter, id)).at(-1);
      assert.deepEqual(last?.detail, { reason: 'the committee has agreed', until: null });
    });
  }

  it('against a submission needs a reason', async () => {
    const { id } = await stand.receiveChecked(submitter);
    await assert.rejects(stand.intake.reject(reviewer, id, { reason: ' ' }), /A reason is needed/);
  });

  it('is one of two that are made at once', async () => {
    const { id } = await stand.receiveChecked(submitter);
    const results = await Promise.allSettled([
      stand.intake.accept(reviewer, id, { reason: null }),
      stand.intake.withdraw(submitter, id, { reason: null }),
      stand.intake.withdraw(submitter, id, { reason: null }),
    ]);
    const { state, version } = await stand.intake.get(submitter, id);
    assert.equal(state, 'withdrawn');
    assert.equal(version, 3 + results.filter(({ status }) => status === 'fulfilled').length);
  });

  it('rests on what was looked at', async () => {
    const { id, version } = await stand.receiveChecked(submitter);
    await stand.intake.checkAgain(reviewer, id);
    await stand.check(id);
    await stand.intake.comment(reviewer, id, { finding: null, text: 'hm' });
    const said = { code: 'intake.changed', message: /check asked, check began, checked, commented since then/ };
    await assert.rejects(stand.intake.accept(reviewer, id, { reason: null, version }), said);
    await assert.rejects(stand.intake.reject(reviewer, id, { reason: 'no', version }), said);
    await assert.rejects(stand.intake.accept(reviewer, id, { reason: null, version: 99 }), { code: 'intake.changed' });
    const now = await stand.intake.get(reviewer, id);
    assert.deepEqual([now.state, now.version], ['checked', version + 4]);
    const accepted = await stand.intake.accept(reviewer, id, { reason: null, version: now.version });
    const rejected = await stand.intake.reject(reviewer, id, { reason: 'no', version: accepted.version });
    assert.equal(rejected.state, 'rejected');
    // Scripts may decide on whatever there is.
    assert.equal((await stand.intake.accept(reviewer, id, { reason: null })).state, 'accepted');
  });

  it('for a submission that was never read is not made', async () => {
    const { id } = await stand.receiveChecked(submitter, unreadable);
    await stand.intake.reject(reviewer, id, { reason: 'no archive' });
    await assert.rejects(stand.intake.accept(reviewer, id, { reason: 'still' }), /cannot be accepted/);
  });

  it('comes with an embargo, which may be lifted', async () => {
    const until = new Date(Date.UTC(2040, 0, 1));
    const { id } = await stand.receiveChecked(submitter);
    const accepted = await stand.intake.accept(reviewer, id, { reason: null, embargoUntil: until });
    assert.deepEqual(accepted.embargoUntil, until);
    assert.deepEqual((await stand.intake.setEmbargo(submitter, id, null)).embargoUntil, null);
    const other = await stand.receive(submitter, { embargoUntil: until });
    await stand.check(other.id);
    assert.deepEqual((await stand.intake.accept(reviewer, other.id, { reason: null })).embargoUntil, until);
  });

  it('may be talked about, by the places of the findings', async () => {
    const { id } = await stand.receiveChecked(submitter, checkedAs({ findings: { error: 1, warning: 1, info: 1 } }));
    await stand.intake.comment(reviewer, id, { finding: 2, text: 'a typing error' });
    for (const finding of [3, -1, 0.5, NaN]) {
      await assert.rejects(stand.intake.comment(reviewer, id, { finding, text: 'hm' }), /has no finding/);
    }
    await assert.rejects(stand.intake.comment(reviewer, id, { finding: 0, text: ' ' }), /text is empty/);
    await assert.rejects(stand.intake.comment(reviewer, id, { finding: 0, text: 'x'.repeat(4001) }), /longer than/);
  });

  it('keeps of which check a finding is that somebody has commented on, and what it was', async () => {
    const { id } = await stand.receiveChecked(submitter);
    const found = (rule: string, line: number | null): object => ({ rule, file: `closed/${rule}.txt`, line });
    for (const [check, results] of [
      [1, [{ findings: [found('a', 1)] }, { findings: [found('b', 2)] }]],
      [2, [{ findings: [] }]],
    ] as const) {
      const file = stand.files.checkFile(id, check, 'json');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify({ results, summary: { others: [found('c', null)] } }));
    }
    await stand.intake.comment(reviewer, id, { finding: 1, text: 'of the first' });
    await stand.intake.checkAgain(reviewer, id);
    await stand.check(id);
    for (const finding of [0, 1, null]) await stand.intake.comment(reviewer, id, { finding, text: 'of the second' });
    const comments = (await stand.intake.history(submitter, id)).filter(({ action }) => action === 'commented');
    assert.deepEqual(
      comments.map(({ detail }) => detail),
      [
        { finding: 1, text: 'of the first', check: 1, rule: 'b', file: 'closed/b.txt', line: 2 },
        { finding: 0, text: 'of the second', check: 2, rule: 'c', file: 'closed/c.txt', line: null },
        // A report that is gone says nothing more.
        { finding: 1, text: 'of the second', check: 2 },
        { finding: null, text: 'of the second' },
      ],
    );
  });

  it('rests on a report, of the last check that came to one', async () => {
    const waiting = await stand.receive(submitter);
    await assert.rejects(stand.intake.checkFile(submitter, waiting.id, 'html'), /there is no report/);
    const { id } = await stand.receiveChecked(submitter);
    assert.equal(await stand.intake.checkFile(submitter, id, 'html'), stand.files.checkFile(id, 1, 'html'));
    await stand.intake.checkAgain(reviewer, id);
    await stand.check(id, failedCheck);
    assert.equal(await stand.intake.checkFile(submitter, id, 'sarif'), stand.files.checkFile(id, 1, 'sarif'));
    await stand.intake.checkAgain(reviewer, id);
    await stand.check(id);
    assert.equal(await stand.intake.checkFile(submitter, id, 'json'), stand.files.checkFile(id, 3, 'json'));
  });
});
