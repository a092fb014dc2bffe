import { join } from 'node:path';
import { run } from '../../../harness/modes/run.ts';
import type { Mode } from '../../../harness/session/events.ts';
import type { SessionOutcome } from '../../../harness/session/derive.ts';
import { deviceTransport } from '../../../runners/transports/open-device.ts';
import { repositoryRoot } from '../../repository-root.ts';
import { ownTimeClock, timeScale } from './own-time.ts';

/** Measures `modes` of kws01 on the board that is a child process; the sessions are in `directory`/kws01/MODE. */
export async function measureChildBoard(
  reference: string,
  directory: string,
  modes: readonly Mode[],
  name = 'TestVendor',
): Promise<SessionOutcome[]> {
  const program = join(repositoryRoot, 'test', 'submissions', 'pack', 'own-time-board.ts');
  const model = join(reference, 'models', 'kws01_int8.tflite');
  const outcomes: SessionOutcome[] = [];
  const nothing = (): never => {
    throw new Error('no energy is measured here');
  };
  await run(
    {
      device: `exec:${process.execPath} --import tsx ${program} ${model} ${name}`,
      workload: 'kws01',
      modes,
      dataset: join(reference, 'datasets', 'kws01'),
      directory,
      options: { windows: 5, minSeconds: 10, limit: null, burst: 'auto', verifyLoads: false, baud: null },
    },
    {
      openTransport: (url) => deviceTransport(url),
      openMonitor: nothing,
      openManager: nothing,
      bootLimitMs: 60_000 * timeScale,
      clock: ownTimeClock,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onSession: (outcome) => {
        outcomes.push(outcome);
      },
    },
  );
  return outcomes;
}
