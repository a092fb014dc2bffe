import { systemClock } from '../clock.ts';

/** Where a run goes when it is not told: `boardbench-out/2026-11-20T20-12-37`. */
export function defaultFolder(): string {
  return `boardbench-out/${systemClock.wallTime().toISOString().slice(0, 19).replaceAll(':', '-')}`;
}
