import type { Clock } from '../../harness/clock.ts';
import { wait } from '../../harness/clock.ts';
import { BenchError } from '../../harness/errors.ts';
import { isRecord } from './answer.ts';
import type { IntakeClient } from './intake-client.ts';
import type { ToldSubmission } from './told.ts';

export interface Following {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** At first, and whenever its state is another one. */
  readonly onState?: (submission: ToldSubmission) => void;
  /** Of the results that are checked. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The server does not answer; it is asked again. */
  readonly onLost?: (error: BenchError) => void;
}

/** How long a server may be away, as while it is updated. */
const patienceMs = 5 * 60_000;
const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** While events do not come, or end without one. */
const pollMs = 2000;

/**
 * Waits until a submission is checked, whatever comes of it: by its events, and by asking again where these do not come.
 * @throws BenchError intake.refused, intake.unreachable (after five minutes); the signal's reason
 */
export async function follow(client: IntakeClient, id: string, following: Following): Promise<ToldSubmission> {
  const { clock, signal, onState } = following;
  let state = '';
  for (;;) {
    const submission = await patiently(following, () => client.submission(id, signal));
    if (submission.state !== state) onState?.(submission);
    ({ state } = submission);
    if (state !== 'queued' && state !== 'checking') return submission;
    if (!(await change(client, id, String(submission.version), following))) await wait(clock, pollMs, signal);
  }
}

/**
 * Waits for the next change.
 * @param after the number of the last event that is known
 * @returns whether there was one; else the events ended, or there are none to be had
 */
async function change(client: IntakeClient, id: string, after: string, following: Following): Promise<boolean> {
  const { signal, onProgress } = following;
  try {
    for await (const { event, data } of client.events(id, after, signal)) {
      if (event === 'changed') return true;
      if (event === 'progress') tellProgress(data, onProgress);
    }
    return false;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BenchError) return false;
    throw error;
  }
}

function tellProgress(data: string, onProgress: Following['onProgress']): void {
  try {
    const told: unknown = JSON.parse(data);
    if (!isRecord(told)) return;
    const { done, total } = told;
    if (typeof done === 'number' && typeof total === 'number') onProgress?.(done, total);
  } catch {
    // What cannot be read says nothing; the state will.
  }
}

async function patiently<Answer>(following: Following, ask: () => Promise<Answer>): Promise<Answer> {
  const { clock, signal, onLost } = following;
  const startedUs = clock.nowUs();
  let pauseMs = firstPauseMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof BenchError) || !mayPass(error)) throw error;
      if ((clock.nowUs() - startedUs) / 1000 > patienceMs) throw error;
      onLost?.(error);
      const askedS = Number(error.details['waitS'] ?? 0);
      await wait(clock, Math.min(longestPauseMs, Math.max(pauseMs, askedS * 1000)), signal);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
  }
}

/** Whether the same question may be answered later. */
function mayPass({ code, details }: BenchError): boolean {
  if (code === 'intake.unreachable') return true;
  const status = Number(details['status']);
  return code === 'intake.refused' && (status === 408 || status === 429 || status >= 500);
}
