import { existsSync, readdirSync } from 'node:fs';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';

/** Where a run goes when it is not told: `boardbench-out/2026-11-20T20-12-37`. */
export function defaultFolder(): string {
  return `boardbench-out/${systemClock.wallTime().toISOString().slice(0, 19).replaceAll(':', '-')}`;
}

/**
 * Looks before a run begins whether its folder is free.
 * @throws BenchError session.not-empty
 */
export function refuseIfTaken(directory: string): void {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw failure('session.not-empty', { directory });
}
