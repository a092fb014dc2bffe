import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ErrorCode } from '../../../../harness/errors.ts';
import { openDataset } from '../../../../workloads/datasets/dataset.ts';
import { importOwnData } from '../../../../workloads/datasets/import/own-data.ts';
import type { OwnDataRequest, WrittenOwnData } from '../../../../workloads/datasets/import/own-data.ts';
import { readOwnWorkload } from '../../../../workloads/own/own-workload.ts';
import { npyFile } from './npy-file.ts';

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
const asTheyAre = { size: null, isGrey: false, type: null, shape: null };

describe('Importing data of one’s own', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  const put = (name: string, bytes: Uint8Array | string): void => {
    writeFileSync(path(`data/${name}`), bytes);
  };
  const picture = (name: string, width: number, height: number): Promise<unknown> => {
    const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7) & 255);
    return sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path(`data/${name}`));
  };
  const take = (list: string, change: Partial<OwnDataRequest> = {}): Promise<WrittenOwnData> => {
    writeFileSync(path('list.csv'), list);
    return importOwnData(
      {
        source: path('data'),
        labels: path('list.csv'),
        directory: path('out'),
        name: 'birds01',
        title: undefined,
        classes: undefined,
        metric: 'top1',
        target: 0.8,
        input: asTheyAre,
        ...change,
      },
      quiet,
    );
  };
  /** Asserts that a list is refused, and that nothing was written. */
  const refuses = async (list: string, code: ErrorCode, reason: RegExp, change: Partial<OwnDataRequest> = {}) => {
    await assert.rejects(take(list, change), { code, message: reason });
    assert.deepEqual(readdirSync(folder).sort(), ['data', 'list.csv']);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-own-'));
    mkdirSync(path('data/tit'), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes a workload of pictures in folders, which can be opened by its file', async () => {
    await picture('tit/a.png', 8, 6);
    await picture('b.png', 8, 6);
    await picture('left-out.png', 8, 6);
    const written = await take('tit/a.png,tit\nb.png,none\n', { title: 'Birds' });
    assert.deepEqual([written.samples, written.resized, written.unlisted], [2, 0, 1]);
    const { specification, dataset } = readOwnWorkload(path('out/workload.yaml'));
    assert.deepEqual(specification, written.specification);
    assert.equal(dataset, path('out'));
    const { name, title, input, classNames, qualityTarget } = specification;
    assert.deepEqual([name, title, qualityTarget, classNames], ['birds01', 'Birds', 0.8, ['none', 'tit']]);
    assert.deepEqual([input.type, input.shape], ['uint8', [6, 8, 3]]);
    const { rows } = await openDataset(dataset, specification);
    assert.deepEqual(
      rows.map(({ file, label }) => [file, label]),
      [
        ['tit_a.bin', 1],
        ['b.bin', 0],
      ],
    );
    assert.deepEqual(
      readFileSync(path('out/b.bin')),
      Buffer.from(Uint8Array.from({ length: 144 }, (_, at) => (at * 7) & 255)),
    );
  });

  it('makes pictures of one size and grey where it is told', async () => {
    await picture('a.png', 8, 6);
    await picture('b.jpg', 30, 20);
    const input = { ...asTheyAre, size: { width: 8, height: 6 }, isGrey: true };
    const { specification, resized } = await take('a.png,0\nb.jpg,1\n', { input });
    assert.deepEqual([specification.input.shape, resized], [[6, 8, 1], 1]);
    assert.equal(readFileSync(path('out/b.bin')).length, 48);
  });

  it('makes a workload of arrays, and of bare bytes whose type it is told', async () => {
    put('a.npy', npyFile('<f4', [2, 3], new Uint8Array(24).fill(1)));
    put('b.npy', npyFile('<f4', [2, 3], new Uint8Array(24).fill(2)));
    const arrays = await take('a.npy,0\nb.npy,1\n');
    assert.deepEqual([arrays.specification.input.type, arrays.specification.input.shape], ['float32', [2, 3]]);
    assert.deepEqual(readFileSync(path('out/b.bin')), Buffer.alloc(24, 2));
    put('c.bin', new Uint8Array(6).fill(3));
    put('d.bin', new Uint8Array(6).fill(4));
    const input = { ...asTheyAre, type: 'int8', shape: [3, 2] } as const;
    const bare = await take('c.bin,0\nd.bin,1\n', { input, directory: path('other') });
    assert.deepEqual([bare.specification.input.type, bare.specification.input.bytes], ['int8', 6]);
  });

  it('names the row of a class that is none, and of a file that is not there', async () => {
    await picture('a.png', 2, 2);
    await refuses('a.png,tit\nb.png,tut\n', 'import.labels', /list\.csv:2: "tut" is no class/, {
      classes: ['none', 'tit'],
    });
    await refuses('a.png,0\nb.png,1\n', 'import.labels', /list\.csv:2: there is no file .*b\.png/);
  });

  it('names the picture that does not decode, with its row', async () => {
    await picture('a.png', 2, 2);
    put('b.png', 'no picture');
    await refuses('a.png,0\nb.png,1\n', 'image.unreadable', /b\.png is not a usable picture: .*\(.*list\.csv:2\)$/);
  });

  it('refuses inputs that are not all of one type and shape', async () => {
    await picture('a.png', 8, 6);
    await picture('b.png', 6, 8);
    await refuses(
      'a.png,0\nb.png,1\n',
      'import.input',
      /b\.png .*: it is uint8 8×6×3, and the inputs are uint8 6×8×3 \(.*:2\)/,
    );
    put('a.npy', npyFile('|u1', [4], new Uint8Array(4)));
    put('b.npy', npyFile('|i1', [4], new Uint8Array(4)));
    put('c.npy', npyFile('|u1', [2, 2], new Uint8Array(4)));
    put('d.npy', npyFile('<f8', [4], new Uint8Array(32)));
    await refuses('a.npy,0\nb.npy,1\n', 'import.input', /it is int8 4, and the inputs are uint8 4/);
    await refuses('a.npy,0\nc.npy,1\n', 'import.input', /it is uint8 2×2, and the inputs are uint8 4/);
    await refuses('a.npy,0\nd.npy,1\n', 'array.unreadable', /d\.npy .*: its values are <f8.*list\.csv:2/);
  });

  it('refuses bare bytes of no known or of another size', async () => {
    put('a.bin', new Uint8Array(4));
    put('b.bin', new Uint8Array(5));
    await refuses('a.bin,0\nb.bin,1\n', 'import.input', /bare bytes tell neither type nor shape/);
    const input = { ...asTheyAre, type: 'uint8', shape: [4] } as const;
    await refuses('a.bin,0\nb.bin,1\n', 'import.input', /b\.bin .*it has 5 bytes, and uint8 4 takes 4/, { input });
  });

  it('refuses a folder that is empty, is none, or holds no inputs', async () => {
    rmSync(path('data/tit'), { recursive: true });
    await refuses('a.png,0\nb.png,1\n', 'import.source', /the folder is empty/);
    put('notes.txt', 'x');
    await refuses('a.png,0\nb.png,1\n', 'import.source', /there are no inputs in it/);
    await refuses('a.png,0\nb.png,1\n', 'import.source', /ENOENT/, { source: path('none') });
    await picture('a.png', 2, 2);
    await refuses('notes.txt,0\na.png,1\n', 'import.input', /files that end with "\.txt" are not read/);
  });

  it('refuses names that label files cannot hold, or that two files would get', async () => {
    await picture('tit/a.png', 2, 2);
    await picture('tit_a.png', 2, 2);
    await picture('a,b.png', 2, 2);
    await refuses(
      'tit/a.png,0\ntit_a.png,1\n',
      'import.labels',
      /:2: tit_a\.png would become tit_a\.bin, as that of line 1/,
    );
    await refuses('tit/a.png,0\n"a,b.png",1\n', 'import.labels', /:2: a,b\.png has a comma/);
    await refuses('tit/a.png,0\n" c.png",1\n', 'import.labels', /:2: {2}c\.png .* begins with a blank/);
  });

  it('refuses a workload that could not be read again', async () => {
    await picture('a.png', 2, 2);
    await picture('b.png', 2, 2);
    await refuses('a.png,0\nb.png,1\n', 'usage.option', /name must be 1 to 32 small letters/, { name: 'My Birds' });
    await refuses('a.png,0\nb.png,1\n', 'usage.option', /kws means another workload/, { name: 'kws' });
    await refuses('a.png,0\nb.png,2\n', 'usage.option', /auc tells two classes apart/, { metric: 'auc' });
  });
});
