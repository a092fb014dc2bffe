import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../harness/clock.ts';
import { asError } from '../../harness/clock.ts';
import { BenchError, errorTable, failure } from '../../harness/errors.ts';
import type { ErrorCode } from '../../harness/errors.ts';
import type { TaskMessage, WorkerMessage } from './messages.ts';
import { residentMb } from './resident-memory.ts';
import { startProcess } from './start-process.ts';

/** What a task may take. */
export interface WorkerLimits {
  readonly timeS: number;
  /** Of the whole process, with the 100 MB or so that the program itself takes. */
  readonly memoryMb: number;
}

export interface TaskOptions<Progress> {
  /** What is worked on, as messages of errors call it. */
  readonly what: string;
  readonly onProgress?: (progress: Progress) => void;
}

interface Running<Done, Progress> {
  readonly options: TaskOptions<Progress>;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

const lookEveryMs = 100;
const errorTextBytes = 4096;

/** Within this a process has loaded its module, on a machine that does other things too. */
const startS = 60;

/** A process of a pool: does one task at a time within the limits, and is killed where it does not keep to them. */
export class WorkerProcess<Task, Done, Progress> {
  /** Fulfilled when the process has gone, and its folder with it. */
  readonly ended: Promise<void>;
  readonly #limits: WorkerLimits;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #child: ChildProcess;
  #sendWhenReady: TaskMessage<Task> | undefined;
  #isReady = false;
  #isUsable = true;
  #running: Running<Done, Progress> | undefined;
  /** Why it was killed. */
  #reason: Error | undefined;
  #startError: Error | undefined;
  #errorText = '';
  #cancelTime: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;

  constructor(module: URL, limits: WorkerLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#folder = mkdtempSync(join(tmpdir(), 'boardbench-worker-'));
    try {
      this.#child = startProcess(module, limits.memoryMb, this.#folder);
    } catch (error) {
      rmSync(this.#folder, { recursive: true });
      throw error;
    }
    this.#child.stderr?.on('data', (piece: Buffer) => {
      this.#errorText = (this.#errorText + piece.toString()).slice(-errorTextBytes);
    });
    this.#child.on('message', (message) => {
      // Only our own module is at the other end.
      this.#take(message as WorkerMessage<Done, Progress>);
    });
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#isUsable = false;
        void this.#clean(code, signal).then(resolve);
      };
      this.#child.once('exit', () => {
        this.#killGroup();
      });
      this.#child.once('close', end);
      this.#child.on('error', (error) => {
        this.#startError = error;
        // A process that never was does not end.
        if (this.#child.pid === undefined) end(null, null);
        else this.kill(this.#died(error.message, error.stack));
      });
    });
  }

  /** Whether it can take another task. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** What the process takes of the machine's memory, MB; 0 where that cannot be told. */
  async residentMb(): Promise<number> {
    const { pid } = this.#child;
    return (pid === undefined ? null : await residentMb(pid)) ?? 0;
  }

  /**
   * Does a task; none may be running. What ends the process is thrown when the process has gone.
   * @throws BenchError worker.time, worker.memory, worker.died, and of the task; the reason of `kill`
   */
  run(task: Task, options: TaskOptions<Progress>): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#running = { options, resolve, reject };
      this.#limitTime();
      this.#lookAfter();
      if (this.#isReady) this.#send({ task });
      else this.#sendWhenReady = { task };
    });
  }

  /** Ends the process, whatever it is at; its task ends with the reason. */
  kill(reason: Error): void {
    this.#isUsable = false;
    this.#reason ??= reason;
    this.#killGroup();
    this.#child.kill('SIGKILL');
  }

  /** Kills the process as if it had never been wanted: its task ends with worker.closed. */
  close(): Promise<void> {
    this.kill(failure('worker.closed', { what: this.#what }));
    return this.ended;
  }

  /** What the process has started ends with it. */
  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined || process.platform === 'win32') return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left of it.
    }
  }

  #send(message: TaskMessage<Task>): void {
    try {
      // Where the process has gone meanwhile, its end tells more than this does.
      this.#child.send({ ...message }, () => undefined);
    } catch (error) {
      const { message: problem, stack } = asError(error);
      this.kill(this.#died(problem, stack));
    }
  }

  #take(message: WorkerMessage<Done, Progress>): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        if (this.#running !== undefined) this.#limitTime();
        if (this.#sendWhenReady !== undefined) this.#send(this.#sendWhenReady);
        this.#sendWhenReady = undefined;
        return;
      case 'progress':
        if (this.#isUsable) this.#running?.options.onProgress?.(message.progress);
        return;
      case 'done':
        this.#finish()?.resolve(message.done);
        return;
      case 'failed':
        if (isErrorCode(message.code)) this.#finish()?.reject(new BenchError(message.code, message.details));
        else this.kill(this.#died(message.code));
        return;
      case 'threw':
        this.kill(this.#died(message.problem, message.stack));
    }
  }

  /** The task, which is done, unless the process is about to be killed: then its end is that of the task. */
  #finish(): Running<Done, Progress> | undefined {
    if (!this.#isUsable) return undefined;
    this.#cancelTime();
    this.#cancelLook();
    const running = this.#running;
    this.#running = undefined;
    return running;
  }

  /** The limit is the task's: how long the program takes to load is no fault of it. */
  #limitTime(): void {
    const limitS = this.#isReady ? this.#limits.timeS : startS;
    this.#cancelTime();
    this.#cancelTime = this.#clock.after(limitS * 1000, () => {
      const isLate = this.#isReady;
      this.kill(isLate ? failure('worker.time', { what: this.#what, limitS }) : this.#died(`no start in ${limitS} s`));
    });
  }

  #lookAfter(): void {
    this.#cancelLook = this.#clock.after(lookEveryMs, () => {
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    const running = this.#running;
    const { memoryMb } = this.#limits;
    const mb = await this.residentMb();
    // Its task may have ended meanwhile, and another begun.
    if (!this.#isUsable || running === undefined || running !== this.#running) return;
    if (mb > memoryMb) this.kill(failure('worker.memory', { what: this.#what, limitMb: memoryMb }));
    else this.#lookAfter();
  }

  async #clean(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.#cancelTime();
    this.#cancelLook();
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
    this.#running?.reject(this.#reason ?? this.#deathOf(code, signal));
    this.#running = undefined;
  }

  #deathOf(code: number | null, signal: NodeJS.Signals | null): BenchError {
    if (this.#startError !== undefined) return this.#died(this.#startError.message);
    if (this.#errorText.includes('JavaScript heap out of memory')) {
      return failure('worker.memory', { what: this.#what, limitMb: this.#limits.memoryMb });
    }
    return this.#died(signal === null ? `exit status ${code ?? 'unknown'}` : `signal ${signal}`, this.#errorText);
  }

  #died(problem: string, stack = ''): BenchError {
    const cause = new Error(problem);
    if (stack !== '') cause.stack = stack;
    return failure('worker.died', { what: this.#what, problem }, { cause });
  }

  get #what(): string {
    return this.#running?.options.what ?? 'nothing';
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
