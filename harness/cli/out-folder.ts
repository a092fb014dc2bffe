import { existsSync } from 'node:fs';
import { systemClock } from '../clock.ts';
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
