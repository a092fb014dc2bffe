import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { archiveFolder, archivePlace } from '../../../site/client/folder-archive.ts';
import { openTree } from '../../../submissions/archives/open-tree.ts';
import { checkTree } from '../../../submissions/check-tree.ts';
import type { Finding } from '../../../submissions/finding.ts';
import { judge } from '../../../submissions/judge.ts';
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

  it('gives the findings of where it lay, with the descriptions that lie beside results', async () => {
    writeFileSync(join(round, 'closed/acme/systems/secret.txt'), 'x');
    writeFileSync(join(round, 'closed/acme/systems/other.json'), '{}');
    const findings = async (file: string, path: string): Promise<unknown> => {
      const open = await openTree(file);
      try {
        const [judged] = judge([await checkTree(open)]);
        const told = (found: readonly Finding[] = []): unknown =>
          found.filter(({ rule }) => rule !== 'tree-leftovers').map(({ rule, message }) => [rule, message]);
        // Where descriptions lie beside, `check` does not see what may be wrong with them.
        const others = path.includes('results') ? [] : judged?.findings;
        return [judged?.round.name, judged?.results.map(({ findings: own }) => told(own)), told(others)];
      } finally {
        await open.close();
      }
    };
    const board = 'closed/acme/results/board';
    for (const path of [
      '',
      'closed',
      'closed/acme',
      'closed/acme/results',
      board,
      `${board}/kws`,
      `${board}/kws/performance`,
    ]) {
      const folder = join(round, path);
      const { stream, fileName, described } = await archiveFolder(folder);
      await pipeline(stream, createWriteStream(join(target, fileName)));
      assert.deepEqual(await findings(join(target, fileName), path), await findings(folder, path), path);
      const { tree, close } = await openTree(join(target, fileName));
      const systems = tree.entries.filter(({ path: each, kind }) => kind === 'file' && each.includes('systems/'));
      await close();
      const isBelow = path.includes('results');
      assert.equal(described, isBelow ? 2 : 0, path);
      assert.equal(systems.length, isBelow ? 2 : 3, path);
    }
  });

  it('is the same bytes each time, without what no one submits', async () => {
    const bytes = async (): Promise<Buffer> => buffer((await archiveFolder(round)).stream);
    assert.deepEqual(await bytes(), await bytes());
    const { files, stream } = await archiveFolder(round);
    stream.destroy();
    assert.equal(files, Object.keys(smallRound({ withEnergy: true })).length + 2);
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
    assert.deepEqual(archivePlace(['home', 'acme'], true), { stem: 'acme', prefix: ['acme'] });
    assert.deepEqual(archivePlace(['']), { stem: 'submission', prefix: [] });
  });
});
