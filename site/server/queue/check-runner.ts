import { asError } from '../../../harness/clock.ts';
import type { Clock } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';
import type { Checker } from '../checking/checker.ts';
import type { Database, Queryable } from '../database/database.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import type { IntakeChanges } from '../intake/changes.ts';
import { recordEvent } from '../intake/record-event.ts';
import type { CheckOutcome, IntakeAction } from '../intake/submission.ts';
import { deathsOf } from '../records/audit.ts';
import { findSubmission, lockSubmission } from '../records/submissions.ts';
import type { SubmissionRecord } from '../records/submissions.ts';
import type { CheckHandler, JobQueue, Taken } from './job-queue.ts';

/** So often the process may die over a submission; then it is its fault. */
const deathsMost = 3;

const recordedAs: Record<CheckOutcome['kind'], IntakeAction> = {
  checked: 'checked',
  unreadable: 'unreadable',
  failed: 'check-failed',
};

export interface CheckRunnerParts {
  readonly database: Database;
  readonly files: IntakeFiles;
  readonly checker: Checker;
  readonly queue: Pick<JobQueue, 'sendCheck' | 'finishCheck' | 'wake'>;
  readonly changes: IntakeChanges;
  readonly clock: Clock;
  readonly onError: (error: Error) => void;
}

/** Why a check is given up: this process stops, or somebody has withdrawn or superseded the submission. */
type GivenUp = 'stopping' | 'gone';

/** Takes submissions through the checker. What a check came to is recorded once, whatever dies meanwhile. */
export class CheckRunner implements CheckHandler {
  /** Of this process, in `runners`. */
  readonly id: string;
  readonly #parts: CheckRunnerParts;
  /** The numbers of the checks that were begun here. */
  readonly #begun = new Map<string, number>();
  readonly #running = new Map<string, AbortController>();
  #isStopping = false;

  constructor(id: string, parts: CheckRunnerParts) {
    this.id = id;
    this.#parts = parts;
  }

  /** The submissions whose checks run in this process. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  async take(transaction: Queryable, submission: string): Promise<Taken> {
    const record = await lockSubmission(transaction, submission);
    if (record?.state !== 'queued') return 'nothing';
    if (this.#isStopping) return 'not-now';
    const number = record.checks + 1;
    await recordEvent(
      transaction,
      record,
      { action: 'check-began', at: this.#parts.clock.wallTime(), by: null, detail: { check: number } },
      { checks: number, runner: this.id },
    );
    this.#begun.set(submission, number);
    return 'begun';
  }

  async run(submission: string): Promise<void> {
    const { database, changes } = this.#parts;
    const controller = new AbortController();
    this.#running.set(submission, controller);
    if (this.#isStopping) controller.abort('stopping' satisfies GivenUp);
    const unsubscribe = changes.subscribe(submission, ({ kind }) => {
      if (kind === 'changed') void this.giveUpIfGone(submission);
    });
    try {
      changes.tell(submission, { kind: 'changed' });
      const record = await findSubmission(database, submission);
      const outcome = record && this.#isMine(record) ? await this.#outcome(record, controller.signal) : 'gone';
      if (record === undefined || outcome === 'gone') await this.#finishOnly(submission);
      else if (outcome === 'stopping') await this.interrupt(submission, 'stopped');
      else await this.#record(record, outcome);
    } finally {
      unsubscribe();
      this.#running.delete(submission);
      this.#begun.delete(submission);
    }
  }

  /** Ends the check of a submission that is not this process's to check any more. */
  async giveUpIfGone(submission: string): Promise<void> {
    const controller = this.#running.get(submission);
    if (controller === undefined) return;
    try {
      const record = await findSubmission(this.#parts.database, submission);
      if (record === undefined || !this.#isMine(record)) controller.abort('gone' satisfies GivenUp);
    } catch (error) {
      this.#parts.onError(asError(error));
    }
  }

  /** Gives up what runs, and puts it back into the queue; nothing is taken any more. */
  giveUpAll(): void {
    this.#isStopping = true;
    for (const controller of this.#running.values()) controller.abort('stopping' satisfies GivenUp);
  }

  /**
   * Puts a submission back into the queue whose check has ended without a word.
   * @param why `died` counts: three times, and the submission has failed
   */
  async interrupt(submission: string, why: 'died' | 'stopped'): Promise<void> {
    const { database, queue, changes, clock } = this.#parts;
    await database.transaction(async (transaction) => {
      const record = await lockSubmission(transaction, submission);
      if (record?.state !== 'checking') return;
      if (why === 'stopped' && !this.#isMine(record)) return;
      await queue.finishCheck(transaction, submission, record.checks);
      const at = clock.wallTime();
      const check = record.checks;
      if (why === 'died' && (await deathsOf(transaction, submission)) + 1 >= deathsMost) {
        const problem = `the server ended ${deathsMost} times while it was checked`;
        const outcome = failed(failure('worker.died', { what: record.fileName, problem }));
        const event = { action: 'check-failed', at, by: null, detail: { check, outcome } } as const;
        await recordEvent(transaction, record, event, { outcome });
      } else {
        await recordEvent(transaction, record, { action: 'check-interrupted', at, by: null, detail: { check, why } });
        await queue.sendCheck(transaction, submission);
      }
    });
    queue.wake();
    changes.tell(submission, { kind: 'changed' });
  }

  #isMine(record: SubmissionRecord): boolean {
    return record.state === 'checking' && record.runner === this.id;
  }

  async #outcome(record: SubmissionRecord, signal: AbortSignal): Promise<CheckOutcome | GivenUp> {
    const { checker, files, changes, onError } = this.#parts;
    const { id, fileName: name, round, checks } = record;
    try {
      signal.throwIfAborted();
      return await checker.check(
        { archive: files.archive(id), name, round, out: files.check(id, checks) },
        {
          signal,
          onProgress: (done, total) => {
            changes.tell(id, { kind: 'progress', done, total });
          },
        },
      );
    } catch (error) {
      if (signal.aborted) return signal.reason === 'stopping' ? 'stopping' : 'gone';
      if (error instanceof BenchError && error.code === 'worker.closed') return 'stopping';
      onError(asError(error));
      if (error instanceof BenchError && error.code.startsWith('worker.')) return failed(error);
      // What it was stays in the log: it names places of this machine.
      return failed(failure('worker.died', { what: name, problem: 'it is the server that failed, not the archive' }));
    }
  }

  async #record(begun: SubmissionRecord, outcome: CheckOutcome): Promise<void> {
    const { database, queue, changes, clock } = this.#parts;
    const isChanged = await database.transaction(async (transaction) => {
      const record = await lockSubmission(transaction, begun.id);
      await queue.finishCheck(transaction, begun.id, begun.checks);
      if (record === undefined || !this.#isMine(record) || record.checks !== begun.checks) return false;
      const at = clock.wallTime();
      const detail = { check: begun.checks, outcome };
      await recordEvent(transaction, record, { action: recordedAs[outcome.kind], at, by: null, detail }, { outcome });
      return true;
    });
    if (isChanged) changes.tell(begun.id, { kind: 'changed' });
  }

  async #finishOnly(submission: string): Promise<void> {
    const { database, queue } = this.#parts;
    const number = this.#begun.get(submission);
    if (number !== undefined) await queue.finishCheck(database, submission, number);
  }
}

function failed(error: BenchError): CheckOutcome {
  return { kind: 'failed', error: { code: error.code, message: error.message, remedy: error.remedy } };
}
