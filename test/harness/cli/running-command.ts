import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The program as users start it. */
export const boardbench = join(import.meta.dirname, '..', '..', '..', 'bin', 'boardbench.js');

/** A command that runs as a program of its own. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  readonly #child;
  readonly #closed: Promise<unknown>;

  constructor(...words: readonly string[]) {
    this.#child = spawn(process.execPath, [boardbench, ...words], { stdio: 'pipe' });
    this.#child.stdout.on('data', (bytes: Buffer) => (this.stdout += String(bytes)));
    this.#child.stderr.on('data', (bytes: Buffer) => (this.stderr += String(bytes)));
    this.#closed = once(this.#child, 'close');
  }

  /** Resolves with the first line on stdout, or with '' where the program ends without one. */
  async firstLine(): Promise<string> {
    return (await this.lines(1))[0] ?? '';
  }

  /** Resolves with the first `count` lines on stdout, or with fewer where the program ends. */
  async lines(count: number): Promise<string[]> {
    while (this.stdout.split('\n').length <= count && !this.hasEnded) {
      await Promise.race([once(this.#child.stdout, 'data'), this.#closed]);
    }
    return this.stdout.split('\n').slice(0, count);
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(name);
  }

  /** Resolves with the exit status, when all output is there. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}
