import assert from 'node:assert/strict';
import { BenchError } from '../../../../harness/errors.ts';
import type { Person } from '../../../../site/server/intake/person.ts';
import type { SubmissionState } from '../../../../site/server/intake/submission.ts';
import { describeWithDatabases } from '../databases.ts';
import { failedCheck, IntakeStand, unreadable } from './intake-stand.ts';

describeWithDatabases('A submission that supersedes another', (openDatabase) => {
  let stand: IntakeStand;
  let submitter: Person;
  let reviewer: Person;
  before(async () => {
    stand = await IntakeStand.open(await openDatabase());
    submitter = await stand.person('submitter');
    reviewer = await stand.person('reviewer', 'jury');
  });
  after(() => stand.close());

  async function stateOf(id: string): Promise<SubmissionState> {
    return (await stand.intake.get(submitter, id)).state;
  }

  async function accepted(): Promise<string> {
    const { id } = await stand.receiveChecked(submitter);
    await stand.intake.accept(reviewer, id, { reason: null });
    return id;
  }

  it('takes the place of one that is not accepted as soon as it has been checked', async () => {
    const old = await stand.receiveChecked(submitter);
    const { id } = await stand.receive(submitter, { supersedes: old.id });
    assert.equal(await stateOf(old.id), 'checked');
    await stand.begin(id);
    assert.equal(await stateOf(old.id), 'checked');
    await stand.endCheck(id);
    assert.equal(await stateOf(old.id), 'superseded');
    const last = (await stand.intake.history(submitter, old.id)).at(-1);
    assert.deepEqual([last?.action, last?.by, last?.detail], ['superseded', null, { by: id }]);
    await assert.rejects(stand.intake.accept(reviewer, old.id, { reason: null }), /cannot be accepted/);
  });

  it('leaves one that is accepted until it is accepted itself', async () => {
    const old = await accepted();
    const { id } = await stand.receive(submitter, { supersedes: old });
    await stand.check(id);
    assert.equal(await stateOf(old), 'accepted');
    await stand.intake.accept(reviewer, id, { reason: null });
    assert.equal(await stateOf(old), 'superseded');
    const last = (await stand.intake.history(submitter, old)).at(-1);
    assert.deepEqual([last?.action, last?.by?.tokenId, last?.detail], ['superseded', reviewer.tokenId, { by: id }]);
  });

  for (const [how, outcome] of [
    ['unreadable', unreadable],
    ['not to be checked', failedCheck],
  ] as const) {
    it(`changes nothing when it is ${how}`, async () => {
      const old = await stand.receiveChecked(submitter);
      const { id } = await stand.receive(submitter, { supersedes: old.id });
      await stand.check(id, outcome);
      assert.equal(await stateOf(old.id), 'checked');
      // The next may try.
      const next = await stand.receive(submitter, { supersedes: old.id });
      await stand.check(next.id);
      assert.equal(await stateOf(old.id), 'superseded');
    });
  }

  it('leaves an accepted one when it is rejected or withdrawn', async () => {
    const old = await accepted();
    for (const end of [
      (id: string) => stand.intake.reject(reviewer, id, { reason: 'no' }),
      (id: string) => stand.intake.withdraw(submitter, id, { reason: null }),
    ]) {
      const { id } = await stand.receive(submitter, { supersedes: old });
      await stand.check(id);
      await end(id);
      assert.equal(await stateOf(old), 'accepted');
    }
  });

  it('leaves what is withdrawn meanwhile', async () => {
    const old = await stand.receiveChecked(submitter);
    const { id } = await stand.receive(submitter, { supersedes: old.id });
    await stand.intake.withdraw(submitter, old.id, { reason: null });
    await stand.check(id);
    assert.deepEqual([await stateOf(old.id), await stateOf(id)], ['withdrawn', 'checked']);
  });

  it('names one that still stands, and that no other is to replace', async () => {
    const refused = (error: unknown): boolean => error instanceof BenchError && error.code === 'intake.supersedes';
    const old = await stand.receiveChecked(submitter);
    const first = await stand.receive(submitter, { supersedes: old.id });
    await assert.rejects(stand.receive(submitter, { supersedes: old.id }), refused);
    await stand.check(first.id);
    await assert.rejects(stand.receive(submitter, { supersedes: old.id }), refused);
    await stand.intake.withdraw(submitter, first.id, { reason: null });
    await assert.rejects(stand.receive(submitter, { supersedes: first.id }), refused);
  });

  it('is one of two that are sent at once', async () => {
    const old = await stand.receiveChecked(submitter);
    const results = await Promise.allSettled([
      stand.receive(submitter, { supersedes: old.id }),
      stand.receive(submitter, { supersedes: old.id }),
    ]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });
});
