import type { IntakeAction, SubmissionState } from './submission.ts';

/** Which states an action may begin in, and where it leads; null: the state stays. */
const moves: Partial<
  Record<IntakeAction, { readonly from: readonly SubmissionState[]; readonly to: SubmissionState | null }>
> = {
  'check-began': { from: ['queued'], to: 'checking' },
  checked: { from: ['checking'], to: 'checked' },
  unreadable: { from: ['checking'], to: 'unreadable' },
  'check-failed': { from: ['queued', 'checking'], to: 'failed' },
  /** The process that checked it is gone. */
  'check-interrupted': { from: ['checking'], to: 'queued' },
  /** Not of an accepted one: what is published rests on the check that was looked at. */
  'check-asked': { from: ['checked', 'unreadable', 'failed', 'rejected'], to: 'queued' },
  accepted: { from: ['checked', 'rejected'], to: 'accepted' },
  rejected: { from: ['checked', 'unreadable', 'failed', 'accepted'], to: 'rejected' },
  withdrawn: {
    from: ['queued', 'checking', 'checked', 'unreadable', 'failed', 'accepted', 'rejected'],
    to: 'withdrawn',
  },
  superseded: {
    from: ['queued', 'checking', 'checked', 'unreadable', 'failed', 'accepted', 'rejected'],
    to: 'superseded',
  },
  /** What had taken its place does not stand any more. */
  reinstated: { from: ['superseded'], to: 'checked' },
  'embargo-set': { from: ['queued', 'checking', 'checked', 'accepted', 'failed'], to: null },
  commented: { from: ['checked', 'unreadable', 'failed', 'accepted', 'rejected', 'withdrawn', 'superseded'], to: null },
  published: { from: ['accepted'], to: null },
  unpublished: { from: ['withdrawn', 'superseded', 'rejected', 'accepted'], to: null },
};

/** The state that an action leads to; undefined where the state does not allow it. */
export function stateAfter(state: SubmissionState, action: IntakeAction): SubmissionState | undefined {
  const move = moves[action];
  if (move?.from.includes(state) !== true) return undefined;
  return move.to ?? state;
}
