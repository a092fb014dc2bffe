import { failure } from '../../../harness/errors.ts';
import type { Queryable } from '../database/database.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { lastReport } from '../records/audit.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import type { Person } from './person.ts';
import { recordEvent } from './record-event.ts';
import { reportedFinding } from './reported-finding.ts';
import { needUnchanged } from './seen-version.ts';
import type { CheckedSummary, CheckOutcome } from './submission.ts';
import { reinstateOld, supersedeUnpublished } from './supersede.ts';
import { plainText } from './texts.ts';

/** Of reasons and comments, in characters. */
export const textMost = 4000;

/** What somebody who may decides about a submission, which the transaction has locked. */
export interface Decision {
  readonly transaction: Queryable;
  readonly record: SubmissionRecord;
  readonly by: Person;
  readonly at: Date;
  readonly queue: Pick<JobQueue, 'sendCheck'>;
  readonly files: Pick<IntakeFiles, 'checkFile'>;
}

/** What has come of it. */
export interface Decided {
  readonly after: SubmissionRecord;
  /** Another one whose state has changed with it. */
  readonly other?: SubmissionRecord | null;
  readonly bearsOnPublication: boolean;
}

/** @throws BenchError intake.state, request.invalid */
export async function withdraw(decision: Decision, reason: string | null): Promise<Decided> {
  const { transaction, record, by, at, queue } = decision;
  const detail = { reason: textOrNull('reason', reason) };
  const after = await recordEvent(transaction, record, { action: 'withdrawn', at, by, detail });
  const other = await reinstateOld(transaction, record, { at, by }, queue);
  return { after, other, bearsOnPublication: record.state === 'accepted' };
}

export interface Acceptance {
  readonly reason: string | null;
  /** Undefined: as it is. */
  readonly embargoUntil?: Date | null;
  /** The one that was looked at; undefined: any. */
  readonly version?: number;
}

/** @throws BenchError intake.changed, intake.state, intake.reason, request.invalid */
export async function accept({ transaction, record, by, at }: Decision, wanted: Acceptance): Promise<Decided> {
  await needUnchanged(transaction, record, wanted.version);
  const reason = textOrNull('reason', wanted.reason);
  const embargoUntil = wanted.embargoUntil === undefined ? record.embargoUntil : wanted.embargoUntil;
  const until = embargoUntil?.toISOString() ?? null;
  const event = { action: 'accepted', at, by, detail: { reason, until } } as const;
  const after = await recordEvent(transaction, record, event, { embargoUntil });
  // One that was rejected unread.
  if (record.outcome?.kind !== 'checked') {
    throw failure('intake.state', { id: record.id, state: record.state, wanted: 'accepted without a report' });
  }
  const why = objection(record.outcome.summary);
  if (reason === null && why !== null) throw failure('intake.reason', { why });
  const other = await supersedeUnpublished(transaction, record, { at, by });
  return { after, other, bearsOnPublication: true };
}

export interface Rejection {
  readonly reason: string;
  /** The one that was looked at; undefined: any. */
  readonly version?: number;
}

/** @throws BenchError intake.changed, intake.state, intake.reason, request.invalid */
export async function reject(decision: Decision, { reason, version }: Rejection): Promise<Decided> {
  const { transaction, record, by, at, queue } = decision;
  await needUnchanged(transaction, record, version);
  const said = textOrNull('reason', reason);
  if (said === null) throw failure('intake.reason', { why: 'the submitter is to know what is wrong' });
  const after = await recordEvent(transaction, record, { action: 'rejected', at, by, detail: { reason: said } });
  const other = await reinstateOld(transaction, record, { at, by }, queue);
  return { after, other, bearsOnPublication: record.state === 'accepted' };
}

export interface Comment {
  /** Its place in the last report, from 0; null: about the whole. */
  readonly finding: number | null;
  readonly text: string;
}

/** @throws BenchError intake.state, intake.finding, request.invalid */
export async function comment(decision: Decision, { finding, text }: Comment): Promise<Decided> {
  const { transaction, record, by, at } = decision;
  if (finding !== null && !(Number.isInteger(finding) && finding >= 0 && finding < findingsOf(record.outcome))) {
    throw failure('intake.finding', { id: record.id, finding });
  }
  const plain = plainText('text', text, textMost);
  const detail = { finding, text: plain, ...(finding !== null && (await placeOf(decision, finding))) };
  const after = await recordEvent(transaction, record, { action: 'commented', at, by, detail });
  return { after, bearsOnPublication: false };
}

/** @throws BenchError intake.state */
export async function checkAgain({ transaction, record, by, at, queue }: Decision): Promise<Decided> {
  const after = await recordEvent(transaction, record, { action: 'check-asked', at, by });
  await queue.sendCheck(transaction, record.id);
  return { after, bearsOnPublication: false };
}

/** @throws BenchError intake.state */
export async function setEmbargo({ transaction, record, by, at }: Decision, until: Date | null): Promise<Decided> {
  const event = { action: 'embargo-set', at, by, detail: { until: until?.toISOString() ?? null } } as const;
  const after = await recordEvent(transaction, record, event, { embargoUntil: until });
  return { after, bearsOnPublication: record.state === 'accepted' };
}

function textOrNull(name: string, text: string | null): string | null {
  return text === null || text.trim() === '' ? null : plainText(name, text, textMost);
}

function findingsOf(outcome: CheckOutcome | null): number {
  if (outcome?.kind !== 'checked') return 0;
  const { error, warning, info } = outcome.summary.findings;
  return error + warning + info;
}

/** What a finding is, for when another check has numbered others. */
async function placeOf(
  { transaction, record, files }: Decision,
  finding: number,
): Promise<Readonly<Record<string, unknown>>> {
  const check = await lastReport(transaction, record.id);
  if (check === null) return {};
  return { check, ...(await reportedFinding(files.checkFile(record.id, check, 'json'), finding)) };
}

/** What speaks against accepting it without a word; null: nothing. */
function objection({ verdicts, findings }: CheckedSummary): string | null {
  if (verdicts.invalid === 1) return 'one of its results is invalid';
  if (verdicts.invalid > 0) return `${verdicts.invalid} of its results are invalid`;
  if (findings.error > 0) return `the check has found errors (${findings.error})`;
  return null;
}
