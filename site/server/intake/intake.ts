import { stat } from 'node:fs/promises';
import type { Clock } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Round } from '../../../submissions/submission.ts';
import type { Database, Queryable } from '../database/database.ts';
import type { CheckFile, IntakeFiles } from '../files/intake-files.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { appendAudit, lastReport, listAudit, listHistory } from '../records/audit.ts';
import type { AuditEntry, AuditFilter } from '../records/audit.ts';
import { findSubmission, insertSubmission, listSubmissions, lockSubmission, shown } from '../records/submissions.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import { IntakeChanges } from './changes.ts';
import { accept, checkAgain, comment, reject, setEmbargo, withdraw } from './decisions.ts';
import type { Acceptance, Comment, Decided, Decision, Rejection } from './decisions.ts';
import { submissionIdPattern } from './ids.ts';
import { isAtLeast, organisationPattern } from './person.ts';
import type { Person } from './person.ts';
import { lowerCaseAndDigits, randomText } from './random-text.ts';
import { needRight, needRole } from './rights.ts';
import type { Wish } from './rights.ts';
import type { IntakeEvent, IntakeSubmission, SubmissionState } from './submission.ts';
import { needSupersedable } from './supersede.ts';
import { shownFileName } from './texts.ts';

export type { AuditEntry } from '../records/audit.ts';
export { IntakeChanges } from './changes.ts';
export type { IntakeChange } from './changes.ts';

const idLength = 26;

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
    return this.#change(by, id, 'withdraw', (decision) => withdraw(decision, reason));
  }

  /**
   * Has it published, at the end of its embargo, in the place of the one that it supersedes: that is superseded now, or
   * where it is accepted when this one is published.
   * @param wanted `version`: the one that was looked at
   * @throws BenchError intake.unknown, token.role, intake.own, intake.changed, intake.state, intake.reason,
   *   request.invalid
   */
  accept(by: Person, id: string, wanted: Acceptance): Promise<IntakeSubmission> {
    return this.#change(by, id, 'accept', (decision) => accept(decision, wanted));
  }

  /**
   * Refuses it; what was published is not any more, and what it had superseded waits for a reviewer again.
   * @param wanted `version`: the one that was looked at
   * @throws BenchError intake.unknown, token.role, intake.own, intake.changed, intake.state, intake.reason,
   *   request.invalid
   */
  reject(by: Person, id: string, wanted: Rejection): Promise<IntakeSubmission> {
    return this.#change(by, id, 'reject', (decision) => reject(decision, wanted));
  }

  /**
   * Says something about it.
   * @throws BenchError intake.unknown, token.role, intake.state, intake.finding, request.invalid
   */
  comment(by: Person, id: string, said: Comment): Promise<IntakeSubmission> {
    return this.#change(by, id, 'comment', (decision) => comment(decision, said));
  }

  /**
   * Has it checked once more.
   * @throws BenchError intake.unknown, token.role, intake.state
   */
  checkAgain(by: Person, id: string): Promise<IntakeSubmission> {
    return this.#change(by, id, 'check', checkAgain);
  }

  /**
   * Keeps it from the public until a time, or not any more; one that is published already vanishes until then.
   * @throws BenchError intake.unknown, token.role, intake.state
   */
  setEmbargo(by: Person, id: string, until: Date | null): Promise<IntakeSubmission> {
    return this.#change(by, id, 'embargo', (decision) => setEmbargo(decision, until));
  }

  /**
   * Every change, oldest first where nothing else is wanted.
   * @throws BenchError token.role
   */
  async audit(by: Person, filter: AuditFilter): Promise<readonly AuditEntry[]> {
    needRole(by, 'administrator');
    return listAudit(this.#parts.database, filter);
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
    decide: (decision: Decision) => Promise<Decided>,
  ): Promise<IntakeSubmission> {
    const { database, queue, files } = this.#parts;
    const { after, other } = await database.transaction(async (transaction) => {
      const record = allowed(by, id, wish, isId(id) ? await lockSubmission(transaction, id) : undefined);
      const decided = await decide({ transaction, record, by, at: this.#now(), queue, files });
      if (decided.bearsOnPublication) await this.#publish(transaction, decided.after.embargoUntil);
      return decided;
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

function isId(id: string): boolean {
  return new RegExp(submissionIdPattern).test(id);
}

/** One that does not exist and one that is not to be seen are the same. */
function allowed(by: Person, id: string, wish: Wish, record: SubmissionRecord | undefined): SubmissionRecord {
  if (record === undefined) throw failure('intake.unknown', { id });
  needRight(by, record, wish);
  return record;
}
