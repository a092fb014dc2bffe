import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryBatch } from '../../workloads/datasets/import/cifar-files.ts';
import { RunningCommand } from './running-command.ts';

describe('boardbench dataset import', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  const ran = async (...words: string[]): Promise<RunningCommand & { readonly status: number | null }> => {
    const command = new RunningCommand(...words);
    return Object.assign(command, { status: await command.ended() });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-import-'));
    writeFileSync(path('test_batch.bin'), binaryBatch([{ name: '', label: 7, value: () => 9 }]));
    mkdirSync(path('data'));
    for (const name of ['a', 'b']) writeFileSync(path(`data/${name}.bin`), new Uint8Array(6));
    writeFileSync(path('list.csv'), 'file,class\na.bin,good\nb.bin,bad\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes ic01 inputs that verify as sound', async () => {
    const imported = await ran('dataset', 'import', 'ic01', path('test_batch.bin'), '--all', '--out', path('out'));
    assert.equal(imported.status, 0, imported.stderr);
    assert.match(imported.stdout, /out: 1 ic01 inputs and their labels/);
    const verified = await ran('dataset', 'verify', path('out'), '--json');
    assert.equal(verified.status, 0, verified.stderr);
    const { datasets } = JSON.parse(verified.stdout) as { datasets: { workload: string; sound: boolean }[] };
    assert.deepEqual([datasets[0]?.workload, datasets[0]?.sound], ['ic01', true]);
  });

  it('says what the binary version lacks, and leaves nothing', async () => {
    const { status, stderr } = await ran('dataset', 'import', 'ic01', path('test_batch.bin'), '--out', path('out'));
    assert.equal(status, 1);
    assert.match(stderr, /has no file names.*\n.*Python version.*\n.*import\.source/);
    assert.deepEqual(readdirSync(folder).sort(), ['data', 'list.csv', 'test_batch.bin']);
  });

  it('makes a workload of one’s own, which is then shown and verified by its file', async () => {
    const own = [
      '--name',
      'parts01',
      '--labels',
      path('list.csv'),
      '--target',
      '0.9',
      '--type',
      'int8',
      '--shape',
      '2,3',
    ];
    const imported = await ran('dataset', 'import', 'own', path('data'), ...own, '--out', path('out'), '--json');
    assert.equal(imported.status, 0, imported.stderr);
    const { samples, file } = JSON.parse(imported.stdout) as { samples: number; file: string };
    assert.deepEqual([samples, file], [2, path('out/workload.yaml')]);
    const [shown, verified] = await Promise.all([
      ran('workloads', file),
      ran('dataset', 'verify', path('out'), '--workload', file),
    ]);
    assert.match(shown.stdout, /^parts01: parts01\n.*6 bytes, int8 2×3/);
    assert.match(verified.stdout, /parts01, 2 samples, data of your own, sound/);
  });

  it('refuses options that do not go together, as wrong usage', async () => {
    const labels = ['--labels', path('list.csv')];
    const both = ran('dataset', 'import', 'ic01', path('test_batch.bin'), '--all', ...labels, '--out', path('out'));
    const target = ran(
      'dataset',
      'import',
      'own',
      folder,
      ...labels,
      '--name',
      'x',
      '--target',
      '90',
      '--out',
      path('out'),
    );
    assert.equal((await both).status, 2);
    assert.match((await both).stderr, /--all: it takes every picture/);
    assert.equal((await target).status, 2);
    assert.match((await target).stderr, /It must be from 0 to 1/);
  });
});
