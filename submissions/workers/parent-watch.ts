import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/**
 * A task that never comes back to the event loop does not notice that nobody waits for it. A thread does. It is plain
 * JavaScript, as a thread has to learn TypeScript first, and that takes longer than most tasks.
 */
const source = `
  const { rmSync } = require('node:fs');
  const { workerData: { parent, folder } } = require('node:worker_threads');
  const isGone = () => {
    if (process.ppid !== parent) return true;
    try {
      process.kill(parent, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  };
  setInterval(() => {
    if (!isGone()) return;
    try {
      rmSync(folder, { recursive: true, force: true });
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  }, 500);
`;

/** Ends this process, and removes its folder, when the one that started it has gone. */
export function endWithParent(folder: string): void {
  const end = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  };
  process.once('disconnect', end);
  // It may have gone while this process loaded its module.
  if (!process.connected) end();
  const thread = new Worker(source, {
    eval: true,
    execArgv: [],
    workerData: { parent: process.ppid, folder },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  });
  thread.unref();
}
