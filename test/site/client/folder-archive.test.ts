import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { archiveFolder, archivePlace } from '../../../site/client/folder-archive.ts';
import { openTree } from '../../../submissions/archives/open-tree.ts';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import { smallRound, writeFiles } from '../../submissions/small-round.ts';

describe('a folder that is sent', () => {
  let round = '';
  let remove: () => void;
  const target = mkdtempSync(join(tmpdir(), 'boardbench-archive-'));
  before(() => {
    [round, remove] = writeFiles({ ...smallRound({ withEnergy: true }), 'closed/acme/.DS_Store': 'x' }, 'v1.2');
  });
  after(() => {
    remove();
    rmSync(target, { recursive: true });
  });

  it('is read as from where it lay, from the round down to one mode', async () => {
    const paths = [
      '',
      'closed',
      'closed/acme',
      'closed/acme/results/board',
      'closed/acme/results/board/kws/performance',
    ];
    for (const path of paths) {
      const folder = join(round, path);
      const { stream, fileName } = await archiveFolder(folder);
      await pipeline(stream, createWriteStream(join(target, fileName)));
      const archive = await openTree(join(target, fileName));
      const there = await openTree(folder);
      try {
        const packed = await readSubmission(archive.tree, { useFoldersAbove: 'archive' });
        const lying = await readSubmission(there.tree);
        assert.equal(packed.round, lying.round, path);
        const told = ({ results }: typeof packed): unknown =>
          results.map(({ division, submitter, system, benchmark, runs }) => [
            ...[division, submitter, system, benchmark],
            Object.keys(runs),
          ]);
        assert.deepEqual(told(packed), told(lying), path);
      } finally {
        await archive.close();
      }
    }
  });

  it('is the same bytes each time, without what no one submits', async () => {
    const bytes = async (): Promise<Buffer> => buffer((await archiveFolder(round)).stream);
    assert.deepEqual(await bytes(), await bytes());
    const { files, stream } = await archiveFolder(round);
    stream.destroy();
    assert.equal(files, Object.keys(smallRound({ withEnergy: true })).length);
  });

  it('leaves links out and says so', async () => {
    const folder = mkdtempSync(join(target, 'links-'));
    writeFileSync(join(folder, 'a.txt'), 'a');
    symlinkSync('/etc/passwd', join(folder, 'b.txt'));
    const { leftOut, files, stream } = await archiveFolder(folder);
    stream.destroy();
    assert.deepEqual([leftOut, files], [['b.txt'], 1]);
  });

  it('is called after itself', () => {
    assert.deepEqual(archivePlace('/home/ann/out/board'.split('/')), { stem: 'board', prefix: [] });
    assert.deepEqual(archivePlace('/rounds/v1.3/x/open/acme'.split('/')), {
      stem: 'acme',
      prefix: ['v1.3', 'open', 'acme'],
    });
    assert.deepEqual(archivePlace('/out/kws01/accuracy'.split('/')), { stem: 'kws01', prefix: ['accuracy'] });
    assert.deepEqual(archivePlace(['']), { stem: 'submission', prefix: [] });
  });
});
