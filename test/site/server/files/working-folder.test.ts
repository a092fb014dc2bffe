import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { withWorkingFolder, workingFolderPattern } from '../../../../site/server/files/working-folder.ts';
import { ManualClock } from '../http/manual-clock.ts';
import { until } from '../until.ts';

describe('A working folder', () => {
  it('looks young as long as it is used, and is gone afterwards', async () => {
    const root = await mkdtemp(join(tmpdir(), 'boardbench-test-'));
    const files = new IntakeFiles(root);
    const clock = new ManualClock();
    const done = await withWorkingFolder(files, 'backup', clock, async (folder) => {
      assert.match(basename(folder), workingFolderPattern);
      for (let minute = 0; minute < 3; minute++) {
        await utimes(folder, 1, 1);
        clock.pass(60_000);
        await until(async () => (await stat(folder)).mtimeMs > 1000);
      }
      return 'done';
    });
    assert.equal(done, 'done');
    assert.deepEqual(await readdir(files.uploads), []);
    await assert.rejects(
      withWorkingFolder(files, 'restore', clock, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.deepEqual(await readdir(files.uploads), []);
    await rm(root, { recursive: true, force: true });
  });
});
