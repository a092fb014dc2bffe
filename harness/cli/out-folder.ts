import { existsSync, readdirSync } from 'node:fs';
import { asError, systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { holdsNothing } from '../session/session-folder.ts';

/** Where a run goes when it is not told: `boardbench-out/2026-11-20T20-12-37`. */
export function defaultFolder(): string {
  return `boardbench-out/${systemClock.wallTime().toISOString().slice(0, 19).replaceAll(':', '-')}`;
}

/**
 * Looks before a run begins whether its folder is free.
 * @throws BenchError session.not-empty, disk.failed
 */
export function refuseIfTaken(directory: string): void {
  if (existsSync(directory) && !holdsNothing(directory)) throw failure('session.not-empty', { directory });
}

/**
 * Looks before something is written whether its folder is absent or empty.
 * @throws BenchError output.not-empty; output.failed where it is a file, or cannot be read
 */
export function refuseIfNotEmpty(directory: string): void {
  let isEmpty: boolean;
  try {
    isEmpty = !existsSync(directory) || readdirSync(directory).length === 0;
  } catch (cause) {
    throw failure('output.failed', { file: directory, problem: asError(cause).message }, { cause });
  }
  if (!isEmpty) throw failure('output.not-empty', { directory });
}
