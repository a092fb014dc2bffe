import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCifar } from '../../../../workloads/datasets/import/cifar.ts';
import type { CifarRequest } from '../../../../workloads/datasets/import/cifar.ts';
import { labelFileSelection, officialSelection } from '../../../../workloads/datasets/import/selection.ts';
import type { WrittenDataset } from '../../../../workloads/datasets/import/write-dataset.ts';
import { openDataset } from '../../../../workloads/datasets/dataset.ts';
import { parseLabelFile } from '../../../../workloads/datasets/label-file.ts';
import { ic01 } from '../../../../workloads/ic01/specification.ts';
import { describeWithReference } from '../../../reference.ts';
import { binaryBatch, interleaved, pickledBatch, pickleOf, shortString } from './cifar-files.ts';
import type { CifarPicture } from './cifar-files.ts';

const pictures: CifarPicture[] = ['emu_s_000001', 'taxi_s_000002', 'tabby_s_000003', 'jet_s_000004'].map(
  (name, at) => ({
    name: `${name}.png`,
    label: [2, 1, 3, 0][at] ?? 0,
    value: (row, column, channel) => at + 7 * row + 3 * column + 101 * channel,
  }),
);

describe('Importing CIFAR-10 into ic01', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
  const take = (change: Partial<CifarRequest>): Promise<WrittenDataset> =>
    importCifar(
      { sources: [path('test_batch')], directory: path('out'), selection: null, names: undefined, ...change },
      quiet,
    );
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-cifar-'));
    writeFileSync(path('test_batch'), pickledBatch(pictures));
    writeFileSync(path('test_batch.bin'), binaryBatch(pictures));
    writeFileSync(path('labels.csv'), 'jet_s_000004.bin,10,0\nemu_s_000001.bin,10,2\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the pictures of a label file by their names, pixels interleaved, in the order of the list', async () => {
    const selection = await labelFileSelection(path('labels.csv'), ic01);
    const written = await take({ selection });
    assert.equal(written.samples, 2);
    assert.equal(readFileSync(path('out/y_labels.csv'), 'utf8'), readFileSync(path('labels.csv'), 'utf8'));
    assert.deepEqual(readdirSync(path('out')).sort(), ['emu_s_000001.bin', 'jet_s_000004.bin', 'y_labels.csv']);
    for (const at of [0, 3]) {
      const picture = pictures[at];
      assert.ok(picture);
      assert.deepEqual(readFileSync(path(`out/${picture.name.replace('.png', '.bin')}`)), interleaved(picture));
    }
    const dataset = await openDataset(path('out'), ic01);
    assert.deepEqual([dataset.samples, dataset.labelsSha256], [2, written.labelsSha256]);
  });

  it('gives the same bytes whether the array lies by rows or by columns', async () => {
    writeFileSync(path('by-columns'), pickledBatch(pictures, true));
    await take({});
    await take({ sources: [path('by-columns')], directory: path('other') });
    for (const file of readdirSync(path('out'))) {
      assert.deepEqual(readFileSync(path(`other/${file}`)), readFileSync(path(`out/${file}`)), file);
    }
  });

  it('takes all of the binary version under names of batch and place, with the same bytes', async () => {
    await take({ sources: [path('test_batch.bin')] });
    assert.equal(
      readFileSync(path('out/y_labels.csv'), 'utf8'),
      'test_batch_00000.bin,10,2\ntest_batch_00001.bin,10,1\ntest_batch_00002.bin,10,3\ntest_batch_00003.bin,10,0\n',
    );
    for (const [at, picture] of pictures.entries()) {
      assert.deepEqual(readFileSync(path(`out/test_batch_0000${at}.bin`)), interleaved(picture));
    }
  });

  it('takes the binary version by names from elsewhere', async () => {
    writeFileSync(path('names.txt'), pictures.map(({ name }) => `${name}\r\n`).join(''));
    const selection = await labelFileSelection(path('labels.csv'), ic01);
    await take({ sources: [path('test_batch.bin')], selection, names: path('names.txt') });
    await take({ selection, directory: path('other') });
    for (const file of readdirSync(path('other'))) {
      assert.deepEqual(readFileSync(path(`out/${file}`)), readFileSync(path(`other/${file}`)), file);
    }
  });

  it('says why the binary version cannot be chosen from without names', async () => {
    const selection = await labelFileSelection(path('labels.csv'), ic01);
    await assert.rejects(take({ sources: [path('test_batch.bin')], selection }), {
      code: 'import.source',
      message: /test_batch\.bin: the binary version of CIFAR-10 has no file names/,
      remedy: /Python version.*--names FILE.*--all/,
    });
    writeFileSync(path('few.txt'), 'emu_s_000001.png\n');
    await assert.rejects(take({ sources: [path('test_batch.bin')], names: path('few.txt') }), {
      code: 'import.source',
      message: /picture 1 of .*there are 1 names/,
    });
    await assert.rejects(take({ names: path('none.txt') }), { code: 'file.missing' });
  });

  it('finds the test batch in the folder that is published', async () => {
    assert.equal((await take({ sources: [folder] })).samples, 4);
    mkdirSync(path('empty'));
    await assert.rejects(take({ sources: [path('empty')], directory: path('other') }), {
      code: 'import.source',
      message: /neither test_batch nor test_batch\.bin/,
    });
  });

  it('says how many pictures of the official list are missing, and leaves nothing behind', async () => {
    const selection = await officialSelection(ic01);
    await assert.rejects(take({ selection }), {
      code: 'import.source',
      message: /200 of the 200 pictures of the official list ic01 are/,
    });
    assert.deepEqual(readdirSync(folder).sort(), ['labels.csv', 'test_batch', 'test_batch.bin']);
    await assert.rejects(officialSelection(ic01, 'ic99'), { code: 'import.source', remedy: /ic01, ic01-v0\.5/ });
  });

  it('refuses a picture that has another class than in the list', async () => {
    writeFileSync(path('labels.csv'), 'emu_s_000001.bin,10,3\n');
    const selection = await labelFileSelection(path('labels.csv'), ic01);
    await assert.rejects(take({ selection }), {
      code: 'cifar.unreadable',
      message: /emu_s_000001\.png \(picture 0\) has class 2, and 3 in/,
    });
  });

  it('refuses batches that are cut off, foreign or empty, by what is wrong', async () => {
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [binaryBatch(pictures).subarray(0, 5000), /picture 1 is cut off after 1927 of 3073 bytes/],
      [pickledBatch(pictures).subarray(0, 9000), /it is cut off: 12288 bytes belong/],
      [new Uint8Array(), /it is empty/],
      [Uint8Array.of(0x1f, 0x8b, 8), /compressed archive/],
      [new Uint8Array(3073).fill(200, 0, 1), /it is cut off|picture 0 has class 200/],
      [new Uint8Array(3073).fill(99), /picture 0 has class 99/],
      [pickleOf([['fine_labels', shortString('')]]), /CIFAR-100/],
      [pickleOf([['labels', shortString('')]]), /no array "data"/],
      [pickledBatch([{ name: 'a.png', label: 12, value: () => 0 }]), /picture 0 has a class that is none of 0 to 9/],
      [pickledBatch([{ name: '../a.png', label: 1, value: () => 0 }]), /a picture is called "\.\.\/a\.png"/],
      [pickledBatch([...pictures, ...pictures]), /a second picture is to become emu_s_000001\.bin/],
    ];
    for (const [bytes, reason] of cases) {
      writeFileSync(path('test_batch'), bytes);
      await assert.rejects(take({}), { code: 'cifar.unreadable', message: reason });
    }
    await assert.rejects(take({ sources: [path('none')] }), { code: 'file.missing' });
  });

  it('writes into no folder that holds something, and into an empty one', async () => {
    mkdirSync(path('out'));
    assert.equal((await take({})).samples, 4);
    await assert.rejects(take({}), { code: 'output.not-empty' });
    await assert.rejects(take({ directory: path('labels.csv') }), { code: 'output.failed' });
  });

  it('leaves nothing behind when it is interrupted at any picture', async () => {
    for (let last = 0; last < pictures.length; last++) {
      const stop = new AbortController();
      const onProgress = (done: number): void => {
        if (done > last) stop.abort();
      };
      const request = { sources: [path('test_batch')], directory: path('out'), selection: null, names: undefined };
      await assert.rejects(importCifar(request, { signal: stop.signal, onProgress }), { code: 'import.interrupted' });
      assert.deepEqual(readdirSync(folder).sort(), ['labels.csv', 'test_batch', 'test_batch.bin']);
    }
  });
});

describeWithReference('Importing the official ic01 list', (reference) => {
  it('gives its very labels, from a batch that has its pictures among others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'boardbench-cifar-'));
    try {
      const official = join(reference, 'datasets', 'ic01', 'y_labels.csv');
      const rows = parseLabelFile(readFileSync(official, 'utf8'), official);
      const listed = rows.map(({ file, label }, at) => ({
        name: file.replace('.bin', '.png'),
        label,
        value: () => at,
      }));
      writeFileSync(join(folder, 'test_batch'), pickledBatch([...pictures, ...listed.reverse()]));
      const selection = await officialSelection(ic01);
      const directory = join(folder, 'out');
      const request = { sources: [folder], directory, selection, names: undefined };
      const written = await importCifar(request, { signal: new AbortController().signal, onProgress: () => undefined });
      assert.equal(written.labelsSha256, ic01.labelLists[0]?.sha256);
      const { kind, samples } = await openDataset(directory, ic01);
      assert.deepEqual([kind, samples], ['official', 200]);
      assert.deepEqual(readFileSync(join(directory, rows[17]?.file ?? '')), Buffer.alloc(3072, 17));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('turns published pictures into the inputs that are known of them', async () => {
    const known = join(reference, 'datasets', 'ic01-cifar-first200');
    const first = parseLabelFile(readFileSync(join(known, 'y_labels.csv'), 'utf8'), 'labels').slice(0, 5);
    const folder = mkdtempSync(join(tmpdir(), 'boardbench-cifar-'));
    try {
      const published = first.map(({ file, label }) => {
        const pixels = readFileSync(join(known, file));
        const value = (row: number, column: number, channel: number): number =>
          pixels[3 * (32 * row + column) + channel] ?? 0;
        return { name: '', label, value };
      });
      writeFileSync(join(folder, 'cifar_test.bin'), binaryBatch(published));
      const request = {
        sources: [join(folder, 'cifar_test.bin')],
        directory: join(folder, 'out'),
        selection: null,
        names: undefined,
      };
      await importCifar(request, { signal: new AbortController().signal, onProgress: () => undefined });
      for (const { file } of first) {
        assert.deepEqual(readFileSync(join(folder, 'out', file)), readFileSync(join(known, file)));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
