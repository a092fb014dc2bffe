import { systemClock, wait } from '../../../harness/clock.ts';

/** Resolves as soon as something is so; the test's own time limit ends the waiting. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await wait(systemClock, 10);
}
