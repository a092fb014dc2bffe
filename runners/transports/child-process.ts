import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport, TransportEvents } from '../../harness/protocol/transport.ts';
import type { Device } from './device-url.ts';
import { LastLines } from './last-lines.ts';
import { WriteBatch } from './write-batch.ts';

type ExecDevice = Extract<Device, { kind: 'exec' }>;
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** How long a program may take to end by itself once its input is closed. */
const endTimeoutMs = 200;
/** How long it may take then, once it was told to terminate. */
const terminateTimeoutMs = 1000;
/** How long output is waited for after the program has ended, should another process hold the pipe. */
const drainTimeoutMs = 200;

/**
 * A program that speaks the protocol on its standard input and output: firmware built for the host, an emulator, a
 * bridge to something else. It is started without a shell; what it writes to standard error is kept, and its last lines
 * tell why it ended. `close` ends its input, then terminates it, then kills it.
 * @throws (open) BenchError program.missing, program.failed
 */
export class ChildProcessTransport implements Transport {
  readonly url: string;
  readonly baud = undefined;
  readonly #device: ExecDevice;
  readonly #clock: Clock;
  #child: Child | undefined;
  #batch: WriteBatch | undefined;

  constructor(device: ExecDevice, clock: Clock = systemClock) {
    this.url = device.url;
    this.#device = device;
    this.#clock = clock;
  }

  async open(events: TransportEvents): Promise<void> {
    const child = await this.#start();
    this.#child = child;
    this.#batch = new WriteBatch((bytes) => child.stdin.write(bytes));
    const complaints = new LastLines();
    child.stdout.on('data', (bytes: Buffer) => {
      if (this.#child === child) events.data(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      complaints.add(bytes);
    });
    const ended = (): void => {
      if (this.#child !== child) return;
      this.#forget();
      events.closed(new Error(`${this.#device.program} ${howItEnded(child)}${complaints.quoted()}`));
    };
    child.once('close', ended);
    child.once('exit', () => {
      const cancel = this.#clock.after(drainTimeoutMs, ended);
      child.once('close', cancel);
    });
  }

  write(bytes: Uint8Array): void {
    this.#batch?.add(bytes);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#batch?.flush();
    this.#forget();
    child.stdin.end();
    let cancel = this.#clock.after(endTimeoutMs, () => {
      child.kill('SIGTERM');
      cancel = this.#clock.after(terminateTimeoutMs, () => {
        child.kill('SIGKILL');
      });
    });
    await hasExited(child);
    cancel();
    child.stdout.destroy();
    child.stderr.destroy();
  }

  #forget(): void {
    this.#batch?.clear();
    this.#batch = undefined;
    this.#child = undefined;
  }

  #start(): Promise<Child> {
    const { program, arguments: words } = this.#device;
    return new Promise((resolve, reject) => {
      const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
      const failed = (error: NodeJS.ErrnoException): void => {
        reject(
          error.code === 'ENOENT'
            ? failure('program.missing', { device: this.url, program }, { cause: error })
            : failure('program.failed', { device: this.url, program, problem: startProblem(error) }, { cause: error }),
        );
      };
      child.once('error', failed);
      child.once('spawn', () => {
        child.off('error', failed);
        // A failed signal or a write to a program that has gone: its end is told by `exit`.
        child.on('error', () => undefined);
        child.stdin.on('error', () => undefined);
        resolve(child);
      });
    });
  }
}

function hasExited(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
}

function howItEnded(child: Child): string {
  return child.signalCode === null
    ? `ended with exit status ${child.exitCode ?? 'unknown'}`
    : `was ended by the signal ${child.signalCode}`;
}

function startProblem(error: NodeJS.ErrnoException): string {
  return error.code === 'EACCES' ? 'it may not be executed' : error.message;
}
