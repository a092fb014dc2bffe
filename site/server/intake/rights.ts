import { failure } from '../../../harness/errors.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import { isAtLeast } from './person.ts';
import type { Person } from './person.ts';

/** What somebody may want to do with a submission. */
export type Wish = 'see' | 'withdraw' | 'accept' | 'reject' | 'comment' | 'check' | 'embargo';

/** Whether somebody may know that a submission exists. */
function maySee(by: Person, record: Pick<SubmissionRecord, 'organisation'>): boolean {
  return by.organisation === record.organisation || isAtLeast(by.role, 'reviewer');
}

/**
 * Lets nobody do what is not for him to do.
 * @throws BenchError intake.unknown as if it did not exist, token.role, intake.own
 */
export function needRight(by: Person, record: Pick<SubmissionRecord, 'id' | 'organisation'>, wish: Wish): void {
  if (!maySee(by, record)) throw failure('intake.unknown', { id: record.id });
  const isOwn = by.organisation === record.organisation;
  switch (wish) {
    case 'see':
      return;
    case 'withdraw':
      // What was sent belongs to its organisation; a reviewer rejects.
      if (!isOwn) needRole(by, 'administrator');
      return;
    case 'embargo':
      if (!isOwn) needRole(by, 'reviewer');
      return;
    case 'comment':
    case 'check':
      needRole(by, 'reviewer');
      return;
    case 'accept':
    case 'reject':
      needRole(by, 'reviewer');
      if (isOwn && !isAtLeast(by.role, 'administrator')) throw failure('intake.own', { id: record.id });
  }
}

/** @throws BenchError token.role */
export function needRole(by: Person, role: Person['role']): void {
  if (!isAtLeast(by.role, role)) throw failure('token.role', { role, own: by.role });
}
