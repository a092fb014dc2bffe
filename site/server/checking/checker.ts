import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import type { Round } from '../../../submissions/submission.ts';
import { WorkerPool } from '../../../submissions/workers/worker-pool.ts';
import type { WorkerLimits } from '../../../submissions/workers/worker-pool.ts';
import { plainText } from '../../data/plain-text.ts';
import type { CheckOutcome, CheckedSummary, ToldError } from '../intake/submission.ts';
import type { CheckProgress, CheckTask } from './check-archive.ts';

export interface CheckRequest {
  readonly archive: string;
  /** File name as the submitter gave it. */
  readonly name: string;
  /** By whose rules it is judged; null: as its folders say. */
  readonly round: Round | null;
  /** A folder that is not there yet, within that of the submission: with all files of `checkFiles` in it, or absent still, when the check is done. */
  readonly out: string;
}

export interface CheckerOptions {
  readonly signal?: AbortSignal;
  /** Results that were read, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Checks archives of strangers. */
export interface Checker {
  /**
   * What a check comes to, the archive's faults and the checker's among it.
   * @throws the signal's reason; BenchError worker.closed; where the data folder fails, the system's error
   */
  check(request: CheckRequest, options?: CheckerOptions): Promise<CheckOutcome>;
  /** Ends all checks that run. */
  close(): Promise<void>;
}

const longestMessage = 600;

/** A checker whose checks run in processes of their own, `size` at once. */
export function workerChecker(options: {
  readonly size: number;
  readonly limits: WorkerLimits;
  readonly clock: Clock;
}): Checker {
  const module = new URL('./check-worker.ts', import.meta.url);
  const pool = new WorkerPool<CheckTask, CheckedSummary, CheckProgress>({ ...options, module });
  return {
    check: (request, given = {}) => check(pool, request, given),
    close: () => pool.close(),
  };
}

async function check(
  pool: WorkerPool<CheckTask, CheckedSummary, CheckProgress>,
  { archive, name, round, out }: CheckRequest,
  { signal, onProgress }: CheckerOptions,
): Promise<CheckOutcome> {
  await removeUnfinished(out);
  const folder = resolve(`${out}${unfinished}${randomUUID()}`);
  try {
    const summary = await pool.run(
      { archive: resolve(archive), name, round, folder },
      {
        what: plainText(name),
        ...(signal && { signal }),
        ...(onProgress && {
          onProgress: ({ done, total }) => {
            onProgress(done, total);
          },
        }),
      },
    );
    await rename(folder, out);
    return { kind: 'checked', summary };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(error instanceof BenchError) || error.code === 'worker.closed') throw error;
    const isOfArchive = /^(?:archive|submission)\./.test(error.code);
    return { kind: isOfArchive ? 'unreadable' : 'failed', error: told(error) };
  }
}

const unfinished = '.part-';

/** What processes left that were killed over checks of the same submission: only one of them runs at a time. */
async function removeUnfinished(out: string): Promise<void> {
  const folder = dirname(out);
  for (const name of await readdir(folder)) {
    if (name.includes(unfinished)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Names in it come from strangers, and problems from the depths of this machine, whose paths are nobody's business. */
function told({ code, message, remedy }: BenchError): ToldError {
  const isDeath = code === 'worker.died';
  return {
    code,
    message: plainText(isDeath ? withoutPaths(message) : message, longestMessage),
    remedy: plainText(remedy, longestMessage),
  };
}

function withoutPaths(text: string): string {
  return text.replaceAll(/(?:file:\/\/|[A-Za-z]:)?(?:[\\/][^\s\\/'"`:,;()]+){2,}/g, '…');
}
