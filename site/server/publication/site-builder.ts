import { stat } from 'node:fs/promises';
import type { Clock } from '../../../harness/clock.ts';
import { WorkerPool } from '../../../submissions/workers/worker-pool.ts';
import { publishSite } from './publish-site.ts';
import type { PublishedSite, PublishTask } from './publish-site.ts';

export interface SiteBuilder {
  /** @throws BenchError as `buildSite` does, and worker.* */
  build(task: PublishTask, signal?: AbortSignal): Promise<PublishedSite>;
  close(): Promise<void>;
}

/** Small sites are built sooner than a process is started. */
const smallBytes = 2 << 20;
const limits = { timeS: 1800, memoryMb: 4096 };

/** Builds sites; large ones in a process of their own, so that requests are answered meanwhile. */
export function siteBuilder(clock: Clock, largeBytes = smallBytes): SiteBuilder {
  const pool = new WorkerPool<PublishTask, PublishedSite>({
    module: new URL('./publish-worker.ts', import.meta.url),
    size: 1,
    limits,
    clock,
    // What it needed for a large site is not kept until the next one.
    tasksPerProcess: 1,
  });
  return {
    async build(task, signal) {
      const files = [...task.given, ...task.submissions.map(({ results }) => results)];
      if ((await bytesOf(files)) < largeBytes) return publishSite(task, signal);
      return pool.run(task, { what: 'the leaderboard', ...(signal === undefined ? {} : { signal }) });
    },
    close: () => pool.close(),
  };
}

async function bytesOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    bytes += await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
