import assert from 'node:assert/strict';
import { BenchError } from '../../../../harness/errors.ts';
import { isOwnReviewer, mayDo, objection } from '../../../../site/app/intake/rights.ts';
import type { Deed } from '../../../../site/app/intake/rights.ts';
import type { ToldPerson, ToldSubmission } from '../../../../site/app/intake/api/told.ts';
import { roles } from '../../../../site/server/intake/person.ts';
import { needRight } from '../../../../site/server/intake/rights.ts';
import { submissionStates } from '../../../../site/server/intake/submission.ts';
import type { CheckedSummary, SubmissionState } from '../../../../site/server/intake/submission.ts';

function summary(change: Partial<CheckedSummary> = {}): CheckedSummary {
  return {
    ...{ round: 'v1.4', results: 1, systems: ['board'], program: '0', seconds: 1 },
    verdicts: { valid: 1, invalid: 0, unverifiable: 0 },
    findings: { error: 0, warning: 0, info: 0 },
    ...change,
  };
}

function submission(state: SubmissionState, organisation: string, told = summary()): ToldSubmission {
  return {
    ...{ id: 'a'.repeat(26), organisation, submittedBy: 'aaaaaaaa', fileName: 'a.zip', bytes: 1, sha256: '' },
    ...{ round: null, state, version: 1, supersedes: null, embargoUntil: null, checks: 1 },
    outcome: { kind: 'checked', summary: told },
    ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
  };
}

const people: readonly ToldPerson[] = roles.flatMap((role) =>
  ['acme', 'lab'].map((organisation) => ({ role, organisation, tokenId: 'bbbbbbbb', label: role })),
);

describe('what the intake page offers', () => {
  it('is what the server lets people do, for every role, organisation and state', () => {
    const deeds = ['accept', 'reject', 'check', 'comment', 'embargo', 'withdraw'] as const;
    for (const person of people) {
      for (const deed of deeds) {
        for (const state of submissionStates) {
          const told = submission(state, 'acme');
          if (mayDo(person, told, deed)) needRight(person, told, deed);
        }
        // And nothing is withheld that could be done in some state.
        const isOffered = submissionStates.some((state) => mayDo(person, submission(state, 'acme'), deed));
        assert.equal(isOffered, isAllowed(person, deed), `${person.role} of ${person.organisation}: ${deed}`);
      }
    }
  });

  it('is nothing of what has ended, but to comment on it', () => {
    const deeds: readonly Deed[] = ['accept', 'reject', 'check', 'embargo', 'supersede', 'withdraw'];
    for (const person of people) {
      for (const state of ['withdrawn', 'superseded'] as const) {
        for (const deed of deeds) assert.equal(mayDo(person, submission(state, 'acme'), deed), false);
      }
    }
  });

  it('lets nobody accept what was never checked', () => {
    const rejected = submission('rejected', 'acme');
    const administrator = { role: 'administrator', organisation: 'lab', tokenId: 'b', label: '' } as const;
    assert.ok(mayDo(administrator, rejected, 'accept'));
    assert.equal(mayDo(administrator, { ...rejected, outcome: null }, 'accept'), false);
  });

  it('says to a reviewer why the own submissions are not for him', () => {
    const told = submission('checked', 'acme');
    const own = people.filter((person) => isOwnReviewer(person, told));
    assert.deepEqual(
      own.map(({ role, organisation }) => [role, organisation]),
      [['reviewer', 'acme']],
    );
  });
});

describe('a reason', () => {
  it('is asked for where results are invalid or there are errors', () => {
    const of = (change: Partial<CheckedSummary>): string | null =>
      objection(submission('checked', 'acme', summary(change)));
    assert.equal(of({}), null);
    assert.equal(of({ findings: { error: 0, warning: 3, info: 1 } }), null);
    assert.equal(of({ findings: { error: 1, warning: 0, info: 0 } }), 'the check has found an error');
    assert.equal(of({ findings: { error: 2, warning: 0, info: 0 } }), 'the check has found 2 errors');
    assert.equal(of({ verdicts: { valid: 3, invalid: 1, unverifiable: 0 } }), 'one of its results is invalid');
    assert.equal(of({ verdicts: { valid: 0, invalid: 2, unverifiable: 0 } }), '2 of its results are invalid');
  });
});

function isAllowed(
  person: ToldPerson,
  deed: 'accept' | 'reject' | 'check' | 'comment' | 'embargo' | 'withdraw',
): boolean {
  try {
    needRight(person, { id: 'a', organisation: 'acme' }, deed);
    return true;
  } catch (error) {
    assert.ok(error instanceof BenchError);
    return false;
  }
}
