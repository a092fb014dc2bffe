import { stateAfter } from '../../server/intake/lifecycle.ts';
import { isAtLeast } from '../../server/intake/person.ts';
import type { IntakeAction } from '../../server/intake/submission.ts';
import type { ToldPerson, ToldSubmission } from './api/told.ts';

/** What a button of the page does with a submission. */
export type Deed = 'accept' | 'reject' | 'check' | 'comment' | 'embargo' | 'supersede' | 'withdraw';

const actions: Readonly<Record<Deed, IntakeAction>> = {
  accept: 'accepted',
  reject: 'rejected',
  check: 'check-asked',
  comment: 'commented',
  embargo: 'embargo-set',
  supersede: 'superseded',
  withdraw: 'withdrawn',
};

/** Whether to offer it: the state allows it, and the person may. The server decides all the same. */
export function mayDo(person: ToldPerson, submission: ToldSubmission, deed: Deed): boolean {
  if (stateAfter(submission.state, actions[deed]) === undefined) return false;
  const isOwn = person.organisation === submission.organisation;
  const isReviewer = isAtLeast(person.role, 'reviewer');
  const isAdministrator = isAtLeast(person.role, 'administrator');
  switch (deed) {
    case 'accept':
      return isReviewer && (!isOwn || isAdministrator) && submission.outcome?.kind === 'checked';
    case 'reject':
      return isReviewer && (!isOwn || isAdministrator);
    case 'check':
    case 'comment':
      return isReviewer;
    case 'embargo':
      return isOwn || isReviewer;
    case 'supersede':
      return isOwn;
    case 'withdraw':
      return isOwn || isAdministrator;
  }
}

/** Whether somebody reviews, but not this one. */
export function isOwnReviewer(person: ToldPerson, submission: ToldSubmission): boolean {
  return person.role === 'reviewer' && person.organisation === submission.organisation;
}

/** Why accepting it needs a reason; null: it needs none. */
export function objection({ outcome }: ToldSubmission): string | null {
  if (outcome?.kind !== 'checked') return null;
  const { verdicts, findings } = outcome.summary;
  if (verdicts.invalid === 1) return 'one of its results is invalid';
  if (verdicts.invalid > 0) return `${verdicts.invalid} of its results are invalid`;
  if (findings.error === 1) return 'the check has found an error';
  if (findings.error > 0) return `the check has found ${findings.error} errors`;
  return null;
}
