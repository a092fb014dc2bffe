import assert from 'node:assert/strict';
import { BenchError } from '../../../../harness/errors.ts';
import type { Person } from '../../../../site/server/intake/person.ts';
import type { SubmissionState } from '../../../../site/server/intake/submission.ts';
import { supersedePublished } from '../../../../site/server/intake/supersede.ts';
import { describeWithDatabases } from '../databases.ts';
import { failedCheck, IntakeStand, unreadable } from './intake-stand.ts';

const tomorrow = new Date(Date.now() + 86_400_000);

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

  it('takes the place of one that is not accepted when it is accepted, and not before', async () => {
    const old = await stand.receiveChecked(submitter);
    const { id } = await stand.receive(submitter, { supersedes: old.id });
    await stand.check(id);
    assert.equal(await stateOf(old.id), 'checked');
    await stand.intake.accept(reviewer, id, { reason: null });
    assert.equal(await stateOf(old.id), 'superseded');
    const last = (await stand.intake.history(submitter, old.id)).at(-1);
    assert.deepEqual([last?.action, last?.by?.tokenId, last?.detail], ['superseded', reviewer.tokenId, { by: id }]);
    await assert.rejects(stand.intake.accept(reviewer, old.id, { reason: null }), /cannot be accepted/);
  });

  it('leaves one that is accepted until it is published itself', async () => {
    const old = await accepted();
    const { id } = await stand.receive(submitter, { supersedes: old });
    await stand.check(id);
    await stand.intake.accept(reviewer, id, { reason: null, embargoUntil: tomorrow });
    assert.equal(await stateOf(old), 'accepted');
    assert.deepEqual(await supersedePublished(stand.database, new Date(tomorrow.getTime() - 1)), []);
    assert.equal(await stateOf(old), 'accepted');
    assert.deepEqual(await supersedePublished(stand.database, tomorrow), [old]);
    assert.deepEqual(await supersedePublished(stand.database, tomorrow), []);
    const last = (await stand.intake.history(submitter, old)).at(-1);
    assert.deepEqual([last?.action, last?.by, last?.detail], ['superseded', null, { by: id }]);
  });

  it('ends what those before it were to end', async () => {
    const first = await accepted();
    const { id: second } = await stand.receive(submitter, { supersedes: first });
    await stand.check(second);
    await stand.intake.accept(reviewer, second, { reason: null, embargoUntil: tomorrow });
    const { id: third } = await stand.receive(submitter, { supersedes: second });
    await stand.check(third);
    await stand.intake.accept(reviewer, third, { reason: null });
    assert.deepEqual(await supersedePublished(stand.database, new Date()), [first, second]);
    await stand.intake.reject(reviewer, third, { reason: 'no' });
    assert.deepEqual([await stateOf(second), await stateOf(first)], ['checked', 'superseded']);
    await stand.intake.withdraw(submitter, second, { reason: null });
    assert.equal(await stateOf(first), 'checked');
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
      await stand.intake.accept(reviewer, next.id, { reason: null });
      assert.equal(await stateOf(old.id), 'superseded');
    });
  }

  const ends = [
    ['rejected', (id: string) => stand.intake.reject(reviewer, id, { reason: 'no' })],
    ['withdrawn', (id: string) => stand.intake.withdraw(submitter, id, { reason: null })],
  ] as const;
  for (const [how, end] of ends) {
    it(`changes nothing when it is ${how} before it was accepted`, async () => {
      for (const old of [await accepted(), (await stand.receiveChecked(submitter)).id]) {
        const before = await stateOf(old);
        const { id } = await stand.receive(submitter, { supersedes: old });
        await stand.check(id);
        await end(id);
        assert.equal(await stateOf(old), before);
      }
    });

    it(`gives its place back when it is ${how} after it was accepted`, async () => {
      const published = await accepted();
      const { id } = await stand.receive(submitter, { supersedes: published });
      await stand.check(id);
      await stand.intake.accept(reviewer, id, { reason: null });
      await supersedePublished(stand.database, new Date());
      assert.equal(await stateOf(published), 'superseded');
      await end(id);
      assert.equal(await stateOf(published), 'checked');
      const last = (await stand.intake.history(submitter, published)).at(-1);
      assert.deepEqual([last?.action, last?.detail], ['reinstated', { by: id }]);
      await stand.intake.accept(reviewer, published, { reason: null });
      assert.equal(await stateOf(published), 'accepted');
    });
  }

  it('gives its place back to one that was never checked by having it checked', async () => {
    const { id: old } = await stand.receive(submitter);
    const { id } = await stand.receive(submitter, { supersedes: old });
    await stand.check(id);
    await stand.intake.accept(reviewer, id, { reason: null });
    assert.equal(await stateOf(old), 'superseded');
    await stand.intake.withdraw(submitter, id, { reason: null });
    assert.equal(await stateOf(old), 'queued');
    await stand.check(old);
    assert.equal(await stateOf(old), 'checked');
  });

  it('gives no place back that another has taken', async () => {
    const old = (await stand.receiveChecked(submitter)).id;
    const { id: one } = await stand.receive(submitter, { supersedes: old });
    await stand.check(one);
    await stand.intake.reject(reviewer, one, { reason: 'no' });
    const { id: other } = await stand.receive(submitter, { supersedes: old });
    await stand.check(other);
    await stand.intake.accept(reviewer, other, { reason: null });
    await stand.intake.withdraw(submitter, one, { reason: null });
    assert.equal(await stateOf(old), 'superseded');
  });

  it('leaves what is withdrawn meanwhile', async () => {
    const old = await stand.receiveChecked(submitter);
    const { id } = await stand.receive(submitter, { supersedes: old.id });
    await stand.intake.withdraw(submitter, old.id, { reason: null });
    await stand.check(id);
    await stand.intake.accept(reviewer, id, { reason: null });
    await supersedePublished(stand.database, new Date());
    assert.deepEqual([await stateOf(old.id), await stateOf(id)], ['withdrawn', 'accepted']);
  });

  it('names one that still stands, and that no other is to replace', async () => {
    const refused = (error: unknown): boolean => error instanceof BenchError && error.code === 'intake.supersedes';
    const old = await stand.receiveChecked(submitter);
    const first = await stand.receive(submitter, { supersedes: old.id });
    await assert.rejects(stand.receive(submitter, { supersedes: old.id }), refused);
    await stand.check(first.id);
    await assert.rejects(stand.receive(submitter, { supersedes: old.id }), refused);
    await stand.intake.accept(reviewer, first.id, { reason: null });
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
