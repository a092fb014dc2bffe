import { plainText } from '../../data/plain-text.ts';
import type { SubmissionState } from '../../server/intake/submission.ts';
import type { ToldEvent } from './api/told.ts';

/** A state in words that say what comes next. */
export const stateWords: Readonly<Record<SubmissionState, string>> = {
  queued: 'It waits for its check.',
  checking: 'It is being checked.',
  checked: 'It has been checked, and waits for a reviewer.',
  unreadable: 'It could not be read: send another in its place.',
  failed: 'The check itself failed; a reviewer may ask for another.',
  accepted: 'A reviewer has accepted it.',
  rejected: 'A reviewer has rejected it.',
  withdrawn: 'It was taken back.',
  superseded: 'A later one has been accepted in its place.',
};

export function isUnderWay(state: SubmissionState): boolean {
  return state === 'queued' || state === 'checking';
}

const actionWords: Readonly<Record<string, string>> = {
  received: 'received',
  'check-began': 'check began',
  checked: 'checked',
  unreadable: 'found unreadable',
  'check-failed': 'check failed',
  'check-asked': 'another check asked for',
  'check-interrupted': 'check interrupted',
  accepted: 'accepted',
  rejected: 'rejected',
  commented: 'comment',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  reinstated: 'stands again',
  'embargo-set': 'embargo set',
  published: 'published',
  unpublished: 'no longer published',
  'token-created': 'token made',
  'token-revoked': 'token revoked',
  restored: 'restored from a backup',
};

/** An action of the history or the audit log; one that this page does not know is shown as it is called. */
export function actionText(action: string): string {
  return Object.hasOwn(actionWords, action) ? (actionWords[action] ?? action) : plainText(action, 40);
}

const longestLines = 4000;

/** What somebody wrote, with its lines. */
export function plainLines(text: string): string {
  const lines = text.slice(0, 2 * longestLines).split(/\r\n|[\r\n]/);
  return lines
    .map((line) => plainText(line, longestLines))
    .join('\n')
    .trim();
}

/** Who did it: the server itself where nobody did. */
export function byText(by: ToldEvent['by']): string {
  if (by === null) return 'the server';
  return `${plainText(by.label, 60)} (${plainText(by.organisation, 63)})`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${(bytes / 1000).toPrecision(3)} kB`;
  const mb = bytes / 1e6;
  return `${mb < 100 ? mb.toPrecision(3) : Math.round(mb)} MB`;
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
