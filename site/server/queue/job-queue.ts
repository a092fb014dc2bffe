import type { Queryable } from '../database/database.ts';

/** What comes of a job that is offered. */
export type Taken = 'begun' | 'nothing' | 'not-now';

/** Does the checks that the queue gives out. */
export interface CheckHandler {
  /**
   * Begins a check, in the transaction that takes its job: both are there, or neither.
   * @returns `nothing`: there is nothing to check any more, and the job is done; `not-now`: the job stays for others
   */
  take(transaction: Queryable, submission: string): Promise<Taken>;
  /** Does it and records what it came to, together with `JobQueue.finishCheck`. */
  run(submission: string): Promise<void>;
}

export interface JobHandlers {
  readonly check: CheckHandler;
  /** Brings the leaderboard up to date. */
  publish(): Promise<void>;
}

/** The work that is to be done, in the database, so that a process that dies loses none of it. */
export interface JobQueue {
  /** Has a submission checked once the transaction is committed; once however often it is asked for. */
  sendCheck(transaction: Queryable, submission: string): Promise<void>;
  /** The same for one whose job is lost: where a job of the same check has ended, there is another afterwards. */
  sendCheckAgain(transaction: Queryable, submission: string): Promise<void>;
  /**
   * Has the leaderboard brought up to date once the transaction is committed.
   * @param at not before; null: now
   */
  sendPublish(transaction: Queryable, at: Date | null): Promise<void>;
  /** Ends the job of a check. @param number of the check, from 1 */
  finishCheck(transaction: Queryable, submission: string, number: number): Promise<void>;
  /** Looks for jobs now: a transaction that sent some is committed. Other processes look twice a second anyway. */
  wake(): void;
  /** Takes jobs from now on: so many checks at once, and one publication over all processes of the database. */
  work(handlers: JobHandlers, options: { readonly checksAtOnce: number }): Promise<void>;
  /** Checks that wait, and those that run, over all processes. */
  size(): Promise<{ readonly waiting: number; readonly active: number }>;
  /** Takes no more jobs, and waits for those that it has. */
  stop(): Promise<void>;
}
