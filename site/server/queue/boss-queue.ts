import { createHash, randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import type { Clock } from '../../../harness/clock.ts';
import { asError } from '../../../harness/clock.ts';
import type { Database, Queryable } from '../database/database.ts';
import { findSubmission, nextEmbargo } from '../records/submissions.ts';
import { bossDatabase, bossTransaction } from './boss-database.ts';
import type { JobHandlers, JobQueue } from './job-queue.ts';
import { Polling } from './polling.ts';

const checkQueue = 'check';
const publishQueue = 'publish';

/** A check is ended by its own limits, and one whose process died is put back: see recovery.ts. */
const checkExpiresS = 23 * 60 * 60;
/** A job that nobody could take for so long is given up by pg-boss. */
const keptDays = 365;
const publishRetries = { retryLimit: 10, retryDelay: 1, retryBackoff: true };
/** Publications that are due at once are one. */
const publishBatch = 1000;
/** Whoever publishes holds the one, whoever makes the tables the other; the numbers mean nothing but that they are ours. */
const publishLock = 7_202_612;
const prepareLock = 7_202_613;

interface QueueOptions {
  readonly clock: Clock;
  /** Is told what fails while nobody waits for it. */
  readonly onError: (error: Error) => void;
}

/**
 * The queue of a database, with pg-boss.
 * @throws BenchError database.failed
 */
export async function openJobQueue(database: Database, options: QueueOptions): Promise<JobQueue> {
  await database.transaction(prepare);
  const boss = new PgBoss({ db: bossDatabase(database), schedule: false, migrate: false });
  let isStopped = false;
  boss.on('error', (error) => {
    if (!isStopped) options.onError(asError(error));
  });
  await boss.start();
  const queue = new BossQueue(boss, database, options);
  return {
    sendCheck: (transaction, submission) => queue.sendCheck(transaction, submission),
    sendCheckAgain: (transaction, submission) => queue.sendCheckAgain(transaction, submission),
    sendPublish: (transaction, at) => queue.sendPublish(transaction, at),
    finishCheck: (transaction, submission, number) => queue.finishCheck(transaction, submission, number),
    wake: () => {
      queue.wake();
    },
    work: (handlers, { checksAtOnce }) => queue.work(handlers, checksAtOnce),
    size: () => queue.size(),
    async stop() {
      await queue.stop();
      isStopped = true;
      await boss.stop({ graceful: false, close: false });
    },
  };
}

/** Makes what pg-boss keeps, where it is missing or old. Two that did it at once would wait for each other for ever. */
async function prepare(transaction: Queryable): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1)', [prepareLock]);
  const boss = new PgBoss({ db: bossTransaction(transaction), schedule: false, supervise: false });
  await boss.start();
  await boss.createQueue(checkQueue, {
    name: checkQueue,
    expireInSeconds: checkExpiresS,
    retentionDays: keptDays,
  });
  await boss.createQueue(publishQueue, {
    name: publishQueue,
    // Of those for the same later time one is enough; the others never have a key in common.
    policy: 'short',
    retentionDays: keptDays,
    ...publishRetries,
  });
  await boss.stop({ graceful: false, close: false });
}

class BossQueue {
  readonly #boss: PgBoss;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #polling: Polling;

  constructor(boss: PgBoss, database: Database, { clock, onError }: QueueOptions) {
    this.#boss = boss;
    this.#database = database;
    this.#clock = clock;
    this.#polling = new Polling(clock, onError);
  }

  async sendCheck(transaction: Queryable, submission: string): Promise<void> {
    const id = await nextCheckJob(transaction, submission);
    await this.#boss.send(checkQueue, { submission }, { id, db: bossTransaction(transaction) });
  }

  async sendCheckAgain(transaction: Queryable, submission: string): Promise<void> {
    const db = bossTransaction(transaction);
    const id = await nextCheckJob(transaction, submission);
    const job = await this.#boss.getJobById(checkQueue, id, { db, includeArchive: false });
    if (job !== null && ended.has(job.state)) await this.#boss.deleteJob(checkQueue, id, { db });
    await this.#boss.send(checkQueue, { submission }, { id, db });
  }

  async sendPublish(transaction: Queryable, at: Date | null): Promise<void> {
    const db = bossTransaction(transaction);
    // One that is to be done now is never merged into another: that may be read before this transaction is committed.
    if (at === null) await this.#boss.send(publishQueue, {}, { db, singletonKey: randomKey() });
    else await this.#boss.send(publishQueue, {}, { db, singletonKey: at.toISOString(), startAfter: at });
  }

  async finishCheck(transaction: Queryable, submission: string, number: number): Promise<void> {
    await this.#boss.complete(checkQueue, checkJob(submission, number), {}, { db: bossTransaction(transaction) });
  }

  wake(): void {
    this.#polling.wake();
  }

  async work(handlers: JobHandlers, checksAtOnce: number): Promise<void> {
    for (let slot = 0; slot < checksAtOnce; slot++) this.#polling.repeat(() => this.#check(handlers));
    this.#polling.repeat(() => this.#publish(handlers));
    return Promise.resolve();
  }

  async size(): Promise<{ waiting: number; active: number }> {
    const waiting = await this.#boss.getQueueSize(checkQueue, { before: 'active' });
    const unfinished = await this.#boss.getQueueSize(checkQueue, { before: 'completed' });
    return { waiting, active: Math.max(0, unfinished - waiting) };
  }

  stop(): Promise<void> {
    return this.#polling.stop();
  }

  async #check({ check }: JobHandlers): Promise<boolean> {
    const taking = this.#database.transaction(async (transaction) => {
      const db = bossTransaction(transaction);
      const job = (await this.#boss.fetch<{ submission: string }>(checkQueue, { db }))[0];
      if (job === undefined) return null;
      const { submission } = job.data;
      const taken = await check.take(transaction, submission);
      if (taken === 'begun') return { submission };
      if (taken === 'not-now') throw new LeftToOthers();
      await this.#boss.complete(checkQueue, job.id, {}, { db });
      return { submission: null };
    });
    const taken = await taking.catch((error: unknown) => {
      if (error instanceof LeftToOthers) return null;
      throw error;
    });
    if (taken === null) return false;
    if (taken.submission !== null) await check.run(taken.submission);
    return true;
  }

  #publish(handlers: JobHandlers): Promise<boolean> {
    return this.#alone(async () => {
      const jobs = await this.#boss.fetch(publishQueue, { batchSize: publishBatch });
      if (jobs.length === 0) return false;
      const ids = jobs.map((job) => job.id);
      try {
        await handlers.publish();
      } catch (error) {
        await this.#boss.fail(publishQueue, ids);
        throw error;
      }
      await this.#boss.complete(publishQueue, ids);
      const next = await nextEmbargo(this.#database, this.#clock.wallTime());
      if (next !== null) await this.sendPublish(this.#database, next);
      return true;
    });
  }

  /**
   * Work that no other process of the database does meanwhile. The lock is that of a transaction, which ends with its
   * process; an embedded database has one process only, whose other work a transaction would keep waiting.
   */
  #alone(work: () => Promise<boolean>): Promise<boolean> {
    if (this.#database.kind === 'pglite') return work();
    return this.#database.transaction(async (transaction) => {
      const rows = await transaction.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
        publishLock,
      ]);
      return rows[0]?.mine === true && work();
    });
  }
}

/** Ends the transaction that has taken a job, as if it had never been. */
class LeftToOthers extends Error {}

const ended: ReadonlySet<string> = new Set(['completed', 'cancelled', 'failed']);

async function nextCheckJob(transaction: Queryable, submission: string): Promise<string> {
  return checkJob(submission, ((await findSubmission(transaction, submission))?.checks ?? 0) + 1);
}

/** The same for the same check: however often it is sent, there is one job. */
function checkJob(submission: string, number: number): string {
  const hex = createHash('sha256').update(`${submission}/${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function randomKey(): string {
  return `now-${randomUUID()}`;
}
