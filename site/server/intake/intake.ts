import { stat } from 'node:fs/promises';
import type { Clock } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Round } from '../../../submissions/submission.ts';
import type { Database, Queryable } from '../database/database.ts';
import type { CheckFile, IntakeFiles } from '../files/intake-files.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { appendAudit, lastReport, listAudit, listHistory } from '../records/audit.ts';
import type { AuditEntry } from '../records/audit.ts';
import { findSubmission, insertSubmission, listSubmissions, lockSubmission, shown } from '../records/submissions.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import { IntakeChanges } from './changes.ts';
import { submissionIdPattern } from './ids.ts';
import { isAtLeast, organisationPattern } from './person.ts';
import type { Person } from './person.ts';
import { lowerCaseAndDigits, randomText } from './random-text.ts';
import { recordEvent } from './record-event.ts';
import { reportedFinding } from './reported-finding.ts';
import { needRight, needRole } from './rights.ts';
import type { Wish } from './rights.ts';
import type { CheckedSummary, CheckOutcome, IntakeEvent, IntakeSubmission, SubmissionState } from './submission.ts';
import { needSupersedable, reinstateOld, supersedeUnpublished } from './supersede.ts';
import { plainText, shownFileName } from './texts.ts';

export type { AuditEntry } from '../records/audit.ts';
export { IntakeChanges } from './changes.ts';
export type { IntakeChange } from './changes.ts';

const idLength = 26;

/** Of reasons and comments, in characters. */
export const textMost = 4000;

/** A whole upload on the disk. */
export interface ReceivedUpload {
  readonly path: string;
  /** As its sender has it. */
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ListFilter {
  readonly state?: SubmissionState;
  readonly organisation?: string;
  readonly limit: number;
  /** The id of the last one that was seen. */
  readonly after?: string;
}

interface IntakeParts {
  readonly database: Database;
  readonly files: IntakeFiles;
  readonly queue: Pick<JobQueue, 'sendCheck' | 'sendPublish' | 'wake'>;
  readonly clock: Clock;
}

/** The submissions, and what people do with them; who may what is in rights.ts. */
export class Intake {
  /** Of this process. */
  readonly changes = new IntakeChanges();
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * Takes a submission in: when this returns, it is on the disk and will be checked. The upload is gone afterwards.
   * @throws BenchError intake.unknown, intake.supersedes
   */
  async receive(
    by: Person,
    upload: ReceivedUpload,
    wanted: { readonly round: Round | null; readonly supersedes: string | null; readonly embargoUntil: Date | null },
  ): Promise<IntakeSubmission> {
    const { database, files, queue, clock } = this.#parts;
    const id = randomText(lowerCaseAndDigits, idLength);
    const at = clock.wallTime();
    const { round, supersedes, embargoUntil } = wanted;
    const { bytes, sha256 } = upload;
    const fileName = shownFileName(upload.fileName);
    const record: SubmissionRecord = {
      ...{ id, organisation: by.organisation, submittedBy: by.tokenId, fileName, bytes, sha256, round },
      ...{ state: 'queued', version: 1, supersedes, embargoUntil, checks: 0, runner: null, outcome: null },
      ...{ createdAt: at, updatedAt: at },
    };
    try {
      await files.keep(upload.path, id);
      await database.transaction(async (transaction) => {
        if (supersedes !== null) await needSupersedable(transaction, by, supersedes);
        await insertSubmission(transaction, record);
        const until = embargoUntil?.toISOString() ?? null;
        const detail = { fileName, bytes, sha256, round, supersedes, until };
        await appendAudit(transaction, { at, action: 'received', by, submission: { id, number: 1 }, detail });
        await queue.sendCheck(transaction, id);
      });
    } catch (error) {
      await files.forget(id);
      await files.discard(upload.path);
      throw error;
    }
    queue.wake();
    return shown(record);
  }

  /** @throws BenchError intake.unknown */
  async get(by: Person, id: string): Promise<IntakeSubmission> {
    return shown(await this.#find(by, id));
  }

  /**
   * Newest first; a submitter's are those of the own organisation.
   * @throws BenchError intake.unknown of `after`
   */
  async list(by: Person, filter: ListFilter): Promise<readonly IntakeSubmission[]> {
    const { state, limit } = filter;
    const after = filter.after === undefined ? undefined : await this.#find(by, filter.after);
    const own = isAtLeast(by.role, 'reviewer') ? undefined : by.organisation;
    if (own !== undefined && filter.organisation !== undefined && filter.organisation !== own) return [];
    const organisation = filter.organisation ?? own;
    if (organisation !== undefined && !new RegExp(organisationPattern).test(organisation)) return [];
    const records = await listSubmissions(this.#parts.database, {
      limit,
      ...(state !== undefined && { state }),
      ...(organisation !== undefined && { organisation }),
      ...(after !== undefined && { after }),
    });
    return records.map(shown);
  }

  /**
   * What happened to a submission behind one of its numbers, oldest first.
   * @throws BenchError intake.unknown
   */
  async history(by: Person, id: string, after = 0): Promise<readonly IntakeEvent[]> {
    await this.#find(by, id);
    return listHistory(this.#parts.database, id, after);
  }

  /**
   * Takes it back; what was published is not any more, and what it had superseded waits for a reviewer again.
   * @throws BenchError intake.unknown, token.role, intake.state, request.invalid
   */
  withdraw(by: Person, id: string, { reason }: { readonly reason: string | null }): Promise<IntakeSubmission> {
    return this.#change(by, id, 'withdraw', async (transaction, record) => {
      const at = this.#now();
      const detail = { reason: textOrNull('reason', reason) };
      const after = await recordEvent(transaction, record, { action: 'withdrawn', at, by, detail });
      const other = await reinstateOld(transaction, record, { at, by }, this.#parts.queue);
      return { after, other, bearsOnPublication: record.state === 'accepted' };
    });
  }

  /**
   * Has it published, at the end of its embargo, in the place of the one that it supersedes: that is superseded now, or
   * where it is accepted when this one is published.
   * @throws BenchError intake.unknown, token.role, intake.own, intake.state, intake.reason, request.invalid
   */
  accept(
    by: Person,
    id: string,
    wanted: { readonly reason: string | null; readonly embargoUntil?: Date | null },
  ): Promise<IntakeSubmission> {
    return this.#change(by, id, 'accept', async (transaction, record) => {
      const at = this.#now();
      const reason = textOrNull('reason', wanted.reason);
      const embargoUntil = wanted.embargoUntil === undefined ? record.embargoUntil : wanted.embargoUntil;
      const until = embargoUntil?.toISOString() ?? null;
      const event = { action: 'accepted', at, by, detail: { reason, until } } as const;
      const after = await recordEvent(transaction, record, event, { embargoUntil });
      // One that was rejected unread.
      if (record.outcome?.kind !== 'checked') {
        throw failure('intake.state', { id, state: record.state, wanted: 'accepted without a report' });
      }
      const why = objection(record.outcome.summary);
      if (reason === null && why !== null) throw failure('intake.reason', { why });
      const other = await supersedeUnpublished(transaction, record, { at, by });
      return { after, other, bearsOnPublication: true };
    });
  }

  /**
   * Refuses it; what was published is not any more, and what it had superseded waits for a reviewer again.
   * @throws BenchError intake.unknown, token.role, intake.own, intake.state, intake.reason, request.invalid
   */
  reject(by: Person, id: string, { reason }: { readonly reason: string }): Promise<IntakeSubmission> {
    return this.#change(by, id, 'reject', async (transaction, record) => {
      const said = textOrNull('reason', reason);
      if (said === null) throw failure('intake.reason', { why: 'the submitter is to know what is wrong' });
      const at = this.#now();
      const after = await recordEvent(transaction, record, { action: 'rejected', at, by, detail: { reason: said } });
      const other = await reinstateOld(transaction, record, { at, by }, this.#parts.queue);
      return { after, other, bearsOnPublication: record.state === 'accepted' };
    });
  }

  /**
   * Says something about it.
   * @param comment `finding`: its place in the report, from 0; null: about the whole
   * @throws BenchError intake.unknown, token.role, intake.state, intake.finding, request.invalid
   */
  comment(
    by: Person,
    id: string,
    comment: { readonly finding: number | null; readonly text: string },
  ): Promise<IntakeSubmission> {
    return this.#change(by, id, 'comment', async (transaction, record) => {
      const { finding } = comment;
      if (finding !== null && !(Number.isInteger(finding) && finding >= 0 && finding < findingsOf(record.outcome))) {
        throw failure('intake.finding', { id, finding });
      }
      const text = plainText('text', comment.text, textMost);
      const detail = { finding, text, ...(finding !== null && (await this.#placeOf(transaction, id, finding))) };
      const after = await recordEvent(transaction, record, { action: 'commented', at: this.#now(), by, detail });
      return { after, bearsOnPublication: false };
    });
  }

  /**
   * Has it checked once more.
   * @throws BenchError intake.unknown, token.role, intake.state
   */
  checkAgain(by: Person, id: string): Promise<IntakeSubmission> {
    return this.#change(by, id, 'check', async (transaction, record) => {
      const after = await recordEvent(transaction, record, { action: 'check-asked', at: this.#now(), by });
      await this.#parts.queue.sendCheck(transaction, id);
      return { after, bearsOnPublication: false };
    });
  }

  /**
   * Keeps it from the public until a time, or not any more; one that is published already vanishes until then.
   * @throws BenchError intake.unknown, token.role, intake.state
   */
  setEmbargo(by: Person, id: string, until: Date | null): Promise<IntakeSubmission> {
    return this.#change(by, id, 'embargo', async (transaction, record) => {
      const detail = { until: until?.toISOString() ?? null };
      const event = { action: 'embargo-set', at: this.#now(), by, detail } as const;
      const after = await recordEvent(transaction, record, event, { embargoUntil: until });
      return { after, bearsOnPublication: record.state === 'accepted' };
    });
  }

  /**
   * Every change behind one, oldest first.
   * @throws BenchError token.role
   */
  async audit(by: Person, filter: { readonly after?: number; readonly limit: number }): Promise<readonly AuditEntry[]> {
    needRole(by, 'administrator');
    return listAudit(this.#parts.database, { after: filter.after ?? 0, limit: filter.limit });
  }

  /**
   * The path of a file of the last check that came to a report.
   * @throws BenchError intake.unknown, intake.no-report
   */
  async checkFile(by: Person, id: string, file: CheckFile): Promise<string> {
    const record = await this.#find(by, id);
    const number = await lastReport(this.#parts.database, id);
    if (number === null) throw failure('intake.no-report', { id, state: record.state });
    return this.#parts.files.checkFile(id, number, file);
  }

  /**
   * What was sent, and how it was called.
   * @throws BenchError intake.unknown, intake.no-archive
   */
  async archive(
    by: Person,
    id: string,
  ): Promise<{ readonly path: string; readonly fileName: string; readonly bytes: number }> {
    const { fileName } = await this.#find(by, id);
    const path = this.#parts.files.archive(id);
    const about = await stat(path).catch((cause: unknown) => {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
      throw failure('intake.no-archive', { id }, { cause });
    });
    return { path, fileName, bytes: about.size };
  }

  /** What a finding is, for when another check has numbered others. */
  async #placeOf(transaction: Queryable, id: string, finding: number): Promise<Readonly<Record<string, unknown>>> {
    const check = await lastReport(transaction, id);
    if (check === null) return {};
    return { check, ...(await reportedFinding(this.#parts.files.checkFile(id, check, 'json'), finding)) };
  }

  #now(): Date {
    return this.#parts.clock.wallTime();
  }

  async #find(by: Person, id: string): Promise<SubmissionRecord> {
    return allowed(by, id, 'see', isId(id) ? await findSubmission(this.#parts.database, id) : undefined);
  }

  async #change(
    by: Person,
    id: string,
    wish: Wish,
    work: (transaction: Queryable, record: SubmissionRecord) => Promise<Changed>,
  ): Promise<IntakeSubmission> {
    const { database, queue } = this.#parts;
    const { after, other } = await database.transaction(async (transaction) => {
      const record = allowed(by, id, wish, isId(id) ? await lockSubmission(transaction, id) : undefined);
      const changed = await work(transaction, record);
      if (changed.bearsOnPublication) await this.#publish(transaction, changed.after.embargoUntil);
      return changed;
    });
    queue.wake();
    this.changes.tell(id, { kind: 'changed' });
    if (other) this.changes.tell(other.id, { kind: 'changed' });
    return shown(after);
  }

  async #publish(transaction: Queryable, embargoUntil: Date | null): Promise<void> {
    const { queue } = this.#parts;
    await queue.sendPublish(transaction, null);
    if (embargoUntil !== null && embargoUntil > this.#now()) await queue.sendPublish(transaction, embargoUntil);
  }
}

interface Changed {
  readonly after: SubmissionRecord;
  /** Whose state has changed with it. */
  readonly other?: SubmissionRecord | null;
  readonly bearsOnPublication: boolean;
}

function isId(id: string): boolean {
  return new RegExp(submissionIdPattern).test(id);
}

/** One that does not exist and one that is not to be seen are the same. */
function allowed(by: Person, id: string, wish: Wish, record: SubmissionRecord | undefined): SubmissionRecord {
  if (record === undefined) throw failure('intake.unknown', { id });
  needRight(by, record, wish);
  return record;
}

function textOrNull(name: string, text: string | null): string | null {
  return text === null || text.trim() === '' ? null : plainText(name, text, textMost);
}

function findingsOf(outcome: CheckOutcome | null): number {
  if (outcome?.kind !== 'checked') return 0;
  const { error, warning, info } = outcome.summary.findings;
  return error + warning + info;
}

/** What speaks against accepting it without a word; null: nothing. */
function objection({ verdicts, findings }: CheckedSummary): string | null {
  if (verdicts.invalid === 1) return 'one of its results is invalid';
  if (verdicts.invalid > 0) return `${verdicts.invalid} of its results are invalid`;
  if (findings.error > 0) return `the check has found errors (${findings.error})`;
  return null;
}
