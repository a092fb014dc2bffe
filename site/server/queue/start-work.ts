import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { asError } from '../../../harness/clock.ts';
import { idsInState, lockSubmission } from '../records/submissions.ts';
import { abandonedChecks, checksOf, removeRunner, removeSilent, reportAlive } from '../records/runners.ts';
import { CheckRunner } from './check-runner.ts';
import type { CheckRunnerParts } from './check-runner.ts';
import type { JobQueue } from './job-queue.ts';

/** A process says so often that it is alive, and looks for others that are not. */
const roundMs = 5_000;
/** So long after its last word a process counts as dead. */
const silentS = 20;

export interface WorkParts extends Omit<CheckRunnerParts, 'queue'> {
  readonly queue: JobQueue;
  /** Brings the leaderboard up to date. */
  readonly publish: () => Promise<void>;
}

export interface RunningWork {
  /** Of this process, in `runners`. */
  readonly runner: string;
  /** Looks now for what dead processes have left, as it does by itself every few seconds. */
  recover(): Promise<void>;
  /** Puts back into the queue what is being checked, ends a publication that runs, and takes no more jobs. */
  stop(): Promise<void>;
}

/**
 * Lets this process take jobs of the queue, beginning with those that a dead process has left.
 * @throws BenchError database.failed
 */
export async function startWork(
  parts: WorkParts,
  { checksAtOnce }: { readonly checksAtOnce: number },
): Promise<RunningWork> {
  const { database, queue, clock, onError } = parts;
  const runner = new CheckRunner(randomUUID(), parts);
  const self = { id: runner.id, host: hostname(), pid: process.pid };
  /** Ours by the database, but not at work here in the last round. */
  let suspects = new Set<string>();
  /** When the database last failed a round of this process. */
  let lastOutageUs: number | null = null;

  const recover = async (deadAfterS: number): Promise<void> => {
    try {
      await recoverNow(deadAfterS);
    } catch (error) {
      lastOutageUs = clock.nowUs();
      throw error;
    }
  };
  const recoverNow = async (deadAfterS: number): Promise<void> => {
    await reportAlive(database, self);
    // Behind an outage of the database, others had no more chance than this process to say that they are alive.
    const isFair = lastOutageUs === null || clock.nowUs() - lastOutageUs >= silentS * 1e6;
    const dead = isFair ? await removeSilent(database, self.id, deadAfterS) : [];
    for (const id of await abandonedChecks(database)) await runner.interrupt(id, 'died');
    // What it published, or was about to, may be half of it.
    if (dead.length > 0) await queue.sendPublish(database, null);
    for (const id of runner.running) await runner.giveUpIfGone(id);
    const lost = (await checksOf(database, self.id)).filter((id) => !runner.running.includes(id));
    // This process lives: what failed was the database, and not for the submission's sake.
    for (const id of lost) if (suspects.has(id)) await runner.interrupt(id, 'stopped');
    suspects = new Set(lost);
  };

  // Nobody else has an embedded database open: whoever worked on it is gone.
  await recover(database.kind === 'pglite' ? 0 : silentS);
  // A database that was restored from a backup has submissions that wait, and no jobs.
  for (const id of await idsInState(database, 'queued')) {
    await database.transaction(async (transaction) => {
      if ((await lockSubmission(transaction, id))?.state === 'queued') await queue.sendCheckAgain(transaction, id);
    });
  }
  await queue.sendPublish(database, null);
  await queue.work({ check: runner, publish: parts.publish }, { checksAtOnce });

  let isStopped = false;
  let round = Promise.resolve();
  let cancel = clock.after(roundMs, next);
  function next(): void {
    round = recover(silentS)
      .catch((error: unknown) => {
        onError(asError(error));
      })
      .then(() => {
        if (!isStopped) cancel = clock.after(roundMs, next);
      });
  }

  return {
    runner: runner.id,
    recover: () => recover(silentS),
    async stop() {
      isStopped = true;
      cancel();
      runner.giveUpAll();
      await queue.stop();
      await round;
      await removeRunner(database, self.id);
    },
  };
}
