import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openDataset } from '../../../../workloads/datasets/dataset.ts';
import { importPictures } from '../../../../workloads/datasets/import/coco.ts';
import type { WrittenPictures } from '../../../../workloads/datasets/import/coco.ts';
import { labelFileSelection, officialSelection } from '../../../../workloads/datasets/import/selection.ts';
import { decodePicture } from '../../../../workloads/images/decode.ts';
import { resizePicture } from '../../../../workloads/images/resize.ts';
import { vww01 } from '../../../../workloads/vww01/specification.ts';
import { describeWithReference } from '../../../reference.ts';

function pixelsOf(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * at + (at >> 5)) & 255);
}

async function writePicture(file: string, width: number, height: number): Promise<void> {
  await sharp(pixelsOf(width, height), { raw: { width, height, channels: 3 } }).toFile(file);
}

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

describe('Importing pictures into vww01', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  const take = async (labels: string): Promise<WrittenPictures> => {
    writeFileSync(path('labels.csv'), labels);
    return importPictures(path('coco'), path('out'), await labelFileSelection(path('labels.csv'), vww01), quiet);
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-coco-'));
    mkdirSync(path('coco/val2014'), { recursive: true });
    await writePicture(path('coco/000000000001.png'), 96, 96);
    await writePicture(path('coco/val2014/COCO_val2014_000000000002.jpg'), 160, 120);
    await writePicture(path('coco/val2014/COCO_val2014_000000000003.jpg'), 20, 20);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes those of a label file by their names, and resizes what has not 96×96 pixels', async () => {
    const written = await take('000000000002.bin,2,1\n000000000001.bin,2,0\n');
    assert.deepEqual([written.samples, written.resized], [2, 1]);
    assert.deepEqual(readFileSync(path('out/000000000001.bin')), Buffer.from(pixelsOf(96, 96)));
    const decoded = await decodePicture(path('coco/val2014/COCO_val2014_000000000002.jpg'));
    assert.deepEqual(readFileSync(path('out/000000000002.bin')), Buffer.from(resizePicture(decoded, 96, 96).pixels));
    const { rows, kind } = await openDataset(path('out'), vww01);
    assert.equal(kind, 'own');
    assert.deepEqual(
      rows.map(({ file, label }) => [file, label]),
      [
        ['000000000002.bin', 1],
        ['000000000001.bin', 0],
      ],
    );
  });

  it('says how many pictures are missing, or that there is none at all', async () => {
    await assert.rejects(take('000000000002.bin,2,1\n000000000009.bin,2,1\n'), {
      code: 'import.source',
      message: /1 of the 2 pictures of .*labels\.csv are missing/,
    });
    rmSync(path('coco'), { recursive: true });
    await assert.rejects(take('a.bin,2,1\n'), { code: 'import.source', message: /ENOENT/ });
    mkdirSync(path('coco'));
    await assert.rejects(take('a.bin,2,1\n'), { code: 'import.source', message: /no pictures in it/ });
  });

  it('names a picture that does not decode, and leaves nothing behind', async () => {
    writeFileSync(path('coco/000000000001.png'), 'no picture');
    await assert.rejects(take('000000000002.bin,2,1\n000000000001.bin,2,0\n'), {
      code: 'image.unreadable',
      message: /000000000001\.png is not a usable picture/,
    });
    assert.deepEqual(readdirSync(folder).sort(), ['coco', 'labels.csv']);
  });

  it('refuses labels of another workload', async () => {
    await assert.rejects(take('a.bin,10,1\n'), {
      code: 'dataset.label',
      message: /:1: the row has 10 classes, and vww01/,
    });
  });
});

describeWithReference('The official vww01 list', (reference) => {
  it('gives places and classes by names alone', async () => {
    const selection = await officialSelection(vww01);
    const text = readFileSync(join(reference, 'datasets', 'vww01', 'y_labels.csv'), 'utf8');
    const rows = text.trim().split(/\r?\n/);
    assert.equal(selection.size, rows.length);
    for (const [rank, row] of rows.entries()) {
      const [file = '', , label] = row.split(',');
      assert.deepEqual(selection.find(file.trim()), { rank, label: Number(label) });
    }
    assert.equal(selection.find('000000000000.bin'), undefined);
  });
});
