import assert from 'node:assert/strict';
import { BenchError } from '../../../../harness/errors.ts';
import type { Intake } from '../../../../site/server/intake/intake.ts';
import { roles } from '../../../../site/server/intake/person.ts';
import type { Person, Role } from '../../../../site/server/intake/person.ts';
import { describeWithDatabases } from '../databases.ts';
import { IntakeStand } from './intake-stand.ts';

type Action = (intake: Intake, by: Person, id: string) => Promise<unknown>;

const actions: Record<string, Action> = {
  get: (intake, by, id) => intake.get(by, id),
  history: (intake, by, id) => intake.history(by, id),
  checkFile: (intake, by, id) => intake.checkFile(by, id, 'json'),
  archive: (intake, by, id) => intake.archive(by, id),
  listAfter: (intake, by, id) => intake.list(by, { limit: 10, after: id }),
  withdraw: (intake, by, id) => intake.withdraw(by, id, { reason: null }),
  accept: (intake, by, id) => intake.accept(by, id, { reason: null }),
  reject: (intake, by, id) => intake.reject(by, id, { reason: 'wrong' }),
  comment: (intake, by, id) => intake.comment(by, id, { finding: null, text: 'see there' }),
  checkAgain: (intake, by, id) => intake.checkAgain(by, id),
  setEmbargo: (intake, by, id) => intake.setEmbargo(by, id, null),
};

const see = { get: 'done', history: 'done', checkFile: 'done', archive: 'done', listAfter: 'done' };
const all = { ...see, withdraw: 'done', accept: 'done', reject: 'done', comment: 'done' };
const everything = { ...all, checkAgain: 'done', setEmbargo: 'done' };
const nothing = Object.fromEntries(Object.keys(actions).map((action) => [action, 'intake.unknown']));

/** What comes of each action: `done`, or the code of the error. */
const expected: Record<Role, Record<'own' | 'foreign', Record<string, string>>> = {
  submitter: {
    own: {
      ...everything,
      ...{ accept: 'token.role', reject: 'token.role', comment: 'token.role', checkAgain: 'token.role' },
    },
    foreign: nothing,
  },
  reviewer: {
    own: { ...everything, accept: 'intake.own', reject: 'intake.own' },
    foreign: { ...everything, withdraw: 'token.role' },
  },
  administrator: { own: everything, foreign: everything },
};

describeWithDatabases('The rights of people', (openDatabase) => {
  let stand: IntakeStand;
  before(async () => {
    stand = await IntakeStand.open(await openDatabase());
  });
  after(() => stand.close());

  for (const role of roles) {
    for (const whose of ['own', 'foreign'] as const) {
      it(`are those of a ${role} with ${whose === 'own' ? 'an own' : 'a foreign'} submission`, async () => {
        const by = await stand.person(role, 'acme');
        const submitter = await stand.person('submitter', whose === 'own' ? 'acme' : 'other');
        const found: Record<string, string> = {};
        for (const [name, action] of Object.entries(actions)) {
          const { id } = await stand.receiveChecked(submitter);
          found[name] = await resultOf(action(stand.intake, by, id));
        }
        assert.deepEqual(found, expected[role][whose]);
      });
    }

    it(`let only administrators read the audit log, thus ${role === 'administrator' ? 'a' : 'no'} ${role}`, async () => {
      const by = await stand.person(role);
      const result = await resultOf(stand.intake.audit(by, { limit: 1 }));
      assert.equal(result, role === 'administrator' ? 'done' : 'token.role');
    });
  }

  it('make a foreign submission and one that does not exist the same to a submitter', async () => {
    const by = await stand.person('submitter', 'acme');
    const { id } = await stand.receiveChecked(await stand.person('submitter', 'other'));
    const absent = 'a'.repeat(26);
    for (const [name, action] of Object.entries(actions)) {
      const [foreign, none] = [
        await errorOf(action(stand.intake, by, id)),
        await errorOf(action(stand.intake, by, absent)),
      ];
      assert.equal(foreign.code, none.code, name);
      assert.equal(foreign.message.replace(id, absent), none.message, name);
      assert.equal(foreign.remedy, none.remedy, name);
    }
  });

  it('show a submitter the own organisation in lists, whatever it asks for', async () => {
    const by = await stand.person('submitter', 'acme');
    await stand.receive(by);
    await stand.receive(await stand.person('submitter', 'other'));
    const own = await stand.intake.list(by, { limit: 1000 });
    assert.ok(own.length > 0);
    assert.ok(own.every(({ organisation }) => organisation === 'acme'));
    assert.deepEqual(await stand.intake.list(by, { limit: 1000, organisation: 'other' }), []);
    const reviewer = await stand.person('reviewer', 'acme');
    const organisations = (await stand.intake.list(reviewer, { limit: 1000 })).map((each) => each.organisation);
    assert.deepEqual([...new Set(organisations)].sort(), ['acme', 'other']);
    const other = await stand.intake.list(reviewer, { limit: 1000, organisation: 'other' });
    assert.ok(other.length > 0 && other.every(({ organisation }) => organisation === 'other'));
  });

  it('let nobody supersede what is not of the own organisation', async () => {
    const { id } = await stand.receiveChecked(await stand.person('submitter', 'other'));
    for (const role of roles) {
      const by = await stand.person(role, 'acme');
      assert.equal(await resultOf(stand.receive(by, { supersedes: id })), 'intake.unknown');
    }
  });
});

async function errorOf(work: Promise<unknown>): Promise<BenchError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error;
  }
  return assert.fail('It was allowed');
}

async function resultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error.code;
  }
}
