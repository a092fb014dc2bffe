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
  let looks = 0;
  setInterval(() => {
    if (!isGone()) return;
    // Whatever still comes back to the event loop ends by itself, and does that better.
    looks++;
    if (looks < 3) return;
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
    try {
      removeForGood(folder);
    } finally {
      // An orderly exit would first end what is on its way, and so make the folder anew.
      process.kill(process.pid, 'SIGKILL');
    }
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

/** Longer than a call of the file system takes that is on its way when nothing more is begun. */
const lastCallsMs = 100;

/**
 * Removes a folder in which files are just being made: what is on its way makes it anew, with all folders above it.
 * Nothing is begun meanwhile, as this does not return to the event loop.
 */
function removeForGood(folder: string): void {
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };
  try {
    rmSync(folder, options);
  } finally {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lastCallsMs);
    rmSync(folder, options);
  }
}
