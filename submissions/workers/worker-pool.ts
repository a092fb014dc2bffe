import type { Clock } from '../../harness/clock.ts';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { fileProblem } from '../file-problem.ts';
import { WorkerProcess } from './worker-process.ts';
import type { TaskOptions, WorkerLimits } from './worker-process.ts';

export type { WorkerLimits } from './worker-process.ts';

export interface PoolOptions {
  /** A module that calls `serveTasks`. */
  readonly module: URL;
  /** Processes at once. */
  readonly size: number;
  /** Of each task. */
  readonly limits: WorkerLimits;
  readonly clock: Clock;
  /** After so many a process is replaced. */
  readonly tasksPerProcess?: number;
}

export interface RunOptions<Progress> extends TaskOptions<Progress> {
  readonly signal?: AbortSignal;
}

interface Waiting<Task, Done, Progress> {
  readonly task: Task;
  readonly options: RunOptions<Progress>;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

interface Member<Task, Done, Progress> {
  readonly process: WorkerProcess<Task, Done, Progress>;
  tasks: number;
  isIdle: boolean;
}

const usualTasksPerProcess = 50;

/**
 * Processes that do tasks with untrusted input, each within limits of time and memory. What a task does to its process
 * (endless loops, memory without end, `process.exit`) is that task's failure and no other's. Processes are started when
 * there is something to do, used again, replaced when they die, and die with this one. Their environment has nothing in
 * it but what they need to start, and their temporary files go with them.
 */
export class WorkerPool<Task, Done, Progress = never> {
  readonly #options: PoolOptions;
  readonly #members = new Set<Member<Task, Done, Progress>>();
  readonly #waiting: Waiting<Task, Done, Progress>[] = [];
  #running = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Does a task as soon as a process is free, those that came first first. Where its process is killed this throws when
   * the process has gone: nothing is written any more.
   * @throws BenchError worker.time, worker.memory, worker.died, worker.closed, and whatever error of the table the task
   * throws; the signal's reason
   */
  run(task: Task, options: RunOptions<Progress>): Promise<Done> {
    const { signal, what } = options;
    if (this.#isClosed) return Promise.reject(failure('worker.closed', { what }));
    if (signal?.aborted === true) return Promise.reject(asError(signal.reason));
    return new Promise((resolve, reject) => {
      const waiting: Waiting<Task, Done, Progress> = {
        task,
        options,
        resolve,
        reject,
      };
      const leave = (): void => {
        const index = this.#waiting.indexOf(waiting);
        if (index < 0) return;
        this.#waiting.splice(index, 1);
        reject(asError(signal?.reason));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  /** Kills what runs; fulfilled when all processes have gone. Tasks that were not done end with worker.closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject, options } of this.#waiting.splice(0)) reject(failure('worker.closed', { what: options.what }));
    await Promise.all([...this.#members].map(({ process }) => process.close()));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      try {
        const member = this.#free();
        if (member === undefined) return;
        const waiting = this.#waiting.shift();
        if (waiting !== undefined) void this.#do(member, waiting);
      } catch (cause) {
        // No folder for it, or no process: what waits for those that run goes on waiting.
        const { reject, options } = this.#waiting.shift() ?? {};
        reject?.(failure('worker.died', { what: options?.what ?? '', problem: fileProblem(cause) }, { cause }));
      }
    }
  }

  /** A process that takes a task, or undefined where there are as many as there may be. */
  #free(): Member<Task, Done, Progress> | undefined {
    const idle = [...this.#members].find(({ isIdle, process }) => isIdle && process.isUsable);
    if (idle !== undefined) return idle;
    const { size, module, limits, clock } = this.#options;
    if (this.#members.size >= size) return undefined;
    const process = new WorkerProcess<Task, Done, Progress>(module, limits, clock);
    const member: Member<Task, Done, Progress> = { process, tasks: 0, isIdle: true };
    this.#members.add(member);
    void process.ended.then(() => {
      this.#members.delete(member);
      this.#next();
    });
    return member;
  }

  async #do(member: Member<Task, Done, Progress>, waiting: Waiting<Task, Done, Progress>): Promise<void> {
    const { process } = member;
    const { signal } = waiting.options;
    const stop = (): void => {
      process.kill(asError(signal?.reason));
    };
    member.isIdle = false;
    member.tasks++;
    this.#running++;
    signal?.addEventListener('abort', stop, { once: true });
    try {
      waiting.resolve(await process.run(waiting.task, waiting.options));
    } catch (error) {
      waiting.reject(asError(error));
    }
    signal?.removeEventListener('abort', stop);
    this.#running--;
    if (await this.#isWorn(member)) process.kill(new Error('It has done enough.'));
    member.isIdle = true;
    this.#next();
  }

  /** What a task has left in the memory is not the fault of the next one. */
  async #isWorn({ process, tasks }: Member<Task, Done, Progress>): Promise<boolean> {
    const { tasksPerProcess = usualTasksPerProcess, limits } = this.#options;
    return tasks >= tasksPerProcess || (process.isUsable && (await process.residentMb()) > limits.memoryMb / 2);
  }
}
