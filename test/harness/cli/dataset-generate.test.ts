import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '../../../workloads/datasets/dataset.ts';
import { builtInWorkload } from '../../../workloads/built-in/catalogue.ts';
import { builtInDataset } from '../../../workloads/built-in/dataset.ts';
import { RunningCommand } from './running-command.ts';

describe('boardbench dataset generate', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-generate-'));

  async function generate(seed: string, name: string): Promise<RunningCommand> {
    const words = ['dataset', 'generate', 'kws01', '--seed', seed, '--samples', '12', '--out', join(folder, name)];
    const command = new RunningCommand(...words);
    await command.ended();
    return command;
  }

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes data that are a data set, the same for a seed, with no sample of the test set', async () => {
    const { stdout } = await generate('74211', 'one');
    assert.match(stdout, /^12 samples of kws01 written/);
    await generate('74211', 'two');
    const { specification } = builtInWorkload('kws01');
    const [one, two] = [
      await openDataset(join(folder, 'one'), specification),
      await openDataset(join(folder, 'two'), specification),
    ];
    assert.equal(one.samples, 12);
    assert.equal(one.inputsSha256, two.inputsSha256);
    const known = builtInDataset('kws01');
    const seen = new Set(
      await Promise.all(known.rows.map(async (row) => Buffer.from(await known.read(row, 0)).toString('hex'))),
    );
    for (const row of one.rows) assert.ok(!seen.has(Buffer.from(await one.read(row, 0)).toString('hex')), row.file);
  });

  it('says that it is no official set', () => {
    const mark = readdirSync(join(folder, 'one')).find((name) => name.endsWith('.txt')) ?? '';
    assert.match(readFileSync(join(folder, 'one', mark), 'utf8'), /seed 74211\), not official/);
  });

  it('writes into no folder that holds something, and takes no seed that is none', async () => {
    const taken = await generate('1', 'one');
    assert.match(taken.stderr, /output\.not-empty/);
    const wrong = await generate('-3', 'three');
    assert.equal(await wrong.ended(), 2);
  });
});
