import { asError } from '../../harness/clock.ts';
import { BenchError } from '../../harness/errors.ts';
import { folderVariable } from './messages.ts';
import type { TaskMessage, WorkerMessage } from './messages.ts';
import { endWithParent } from './parent-watch.ts';

/** Of progress nobody reads more. */
const progressEveryMs = 100;

/**
 * What the module of a pool's processes calls once: does the tasks that the pool sends, one after the other. Temporary
 * files of the process go into a folder of its own, which is removed when it has ended, however it ended.
 * @param work of the task and progress that the pool is for; whatever else of it is running when it is done may be killed
 */
export function serveTasks(work: (task: never, report: (progress: unknown) => void) => Promise<unknown>): void {
  const folder = process.env[folderVariable];
  if (process.send === undefined || folder === undefined) {
    throw new Error('This module does tasks for a pool of workers: it does nothing alone.');
  }
  // Only from here on: what loads TypeScript has its cache among the temporary files of all.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  process.stderr.on('error', () => undefined);
  endWithParent(folder);
  const send = (message: WorkerMessage<unknown, unknown>): void => {
    // That nobody listens any more is no error here: whoever watches the parent ends this process.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  process.on('message', ({ task }: TaskMessage<never>) => {
    const progress = new Throttle<unknown>((latest) => {
      send({ kind: 'progress', progress: latest });
    });
    work(task, (latest) => {
      progress.report(latest);
    })
      .then((done) => {
        progress.end();
        send({ kind: 'done', done });
      })
      .catch((thrown: unknown) => {
        progress.end();
        send(failureOf(thrown));
      });
  });
  send({ kind: 'ready' });
}

function failureOf(thrown: unknown): WorkerMessage<never, never> {
  if (thrown instanceof BenchError) return { kind: 'failed', code: thrown.code, details: thrown.details };
  const { name, message, stack } = asError(thrown);
  const [firstLine = ''] = message.split('\n');
  return { kind: 'threw', problem: `${name}: ${firstLine}`, stack: stack ?? message };
}

/** Passes on the first value at once and the latest of those that follow, ten a second at most. */
class Throttle<Value> {
  readonly #pass: (value: Value) => void;
  #lastMs = -Infinity;
  #held: { readonly value: Value; readonly timer: NodeJS.Timeout } | undefined;

  constructor(pass: (value: Value) => void) {
    this.#pass = pass;
  }

  report(value: Value): void {
    const waitMs = this.#lastMs + progressEveryMs - performance.now();
    clearTimeout(this.#held?.timer);
    this.#held = undefined;
    if (waitMs <= 0) {
      this.#lastMs = performance.now();
      this.#pass(value);
      return;
    }
    const timer = setTimeout(() => {
      this.report(value);
    }, waitMs);
    this.#held = { value, timer };
  }

  end(): void {
    clearTimeout(this.#held?.timer);
    this.#held = undefined;
  }
}
