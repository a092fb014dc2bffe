import { systemClock } from '../../../harness/clock.ts';
import { WorkerPool } from '../../../submissions/workers/worker-pool.ts';
import type { TestDone, TestTask } from './tasks.ts';

/** A program with a pool, which a test kills: prints the ids of the processes that work for it. */
const pool = new WorkerPool<TestTask, TestDone, number>({
  module: new URL('./tasks.ts', import.meta.url),
  size: 2,
  limits: { timeS: 60, memoryMb: 500 },
  clock: systemClock,
});
for (const task of ['loop', 'hang'] as const) {
  const onProgress = (pid: number): void => {
    process.stdout.write(`${pid}\n`);
  };
  void pool.run({ do: task }, { what: task, onProgress });
}
