import { spawn } from 'node:child_process';

/** How a program has ended. */
export interface ProgramEnd {
  /** It could not be started at all: there is none of that name, or it may not be run. */
  readonly problem?: string;
  readonly status?: number | undefined;
  readonly signal?: string | undefined;
}

/** A program that runs, or has run. */
export interface RunningProgram {
  readonly ended: Promise<ProgramEnd>;
  /** All that it has printed, the end of it where that is long. */
  readonly output: () => string;
  /** Asks it to end, as Ctrl-C does. */
  interrupt(): void;
  /** Ends it. */
  kill(): void;
}

/** Starts a program with its arguments; what goes wrong is told by how it ends. */
export type StartProgram = (program: string, words: readonly string[]) => RunningProgram;

const keptCharacters = 20_000;

/**
 * Starts a program without a shell. It has a process group of its own where there are such: Ctrl-C at the terminal does
 * not reach it, so that what it records is ended by its driver.
 */
export const startProgram: StartProgram = (program, words) => {
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    // Python keeps what it prints to a pipe until it ends.
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  let output = '';
  const keep = (bytes: Buffer): void => {
    output = (output + bytes.toString('utf8')).slice(-keptCharacters);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT';
      resolve({ problem: isMissing ? 'it is not installed' : error.message });
    });
    child.once('close', (status, signal) => {
      resolve({ status: status ?? undefined, signal: signal ?? undefined });
    });
  });
  return {
    ended,
    output: () => output,
    interrupt: () => {
      child.kill('SIGINT');
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};

/** How a program ended, and what it said last, for a message. */
export function toldEnd({ problem, status, signal }: ProgramEnd, output: string): string {
  const how =
    problem ?? (signal !== undefined ? `it was ended by ${signal}` : `it ended with status ${status ?? 'unknown'}`);
  const lastLine = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .findLast((line) => line !== '');
  return lastLine === undefined ? how : `${how}; it last said: ${lastLine}`;
}

/** The words of a command: parted by blanks, but for those in quotation marks. */
export function commandWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
