import { randomUUID } from 'node:crypto';
import { mkdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import type { IntakeFiles } from './intake-files.ts';

/** Far more often than what nobody has touched is swept away. */
const touchMs = 60_000;

/** What a working folder is called, among the uploads. */
export const workingFolderPattern = /^(backup|restore)-[0-9a-f-]{36}$/;

/** Gives work a new folder of its own, which it keeps from being taken for left over, and removes afterwards. */
export async function withWorkingFolder<Result>(
  files: IntakeFiles,
  purpose: 'backup' | 'restore',
  clock: Clock,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(files.uploads, `${purpose}-${randomUUID()}`);
  let cancel = (): void => undefined;
  const touchLater = (): void => {
    cancel = clock.after(touchMs, () => {
      const now = clock.wallTime();
      // Where it fails, the work on the same disk does, and tells it.
      utimes(folder, now, now).catch(() => undefined);
      touchLater();
    });
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    touchLater();
    return await work(folder);
  } finally {
    cancel();
    await rm(folder, { recursive: true, force: true });
  }
}
