import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import type { ErrorCode } from '../../../harness/errors.ts';
import { findWorkload } from '../../../workloads/catalogue.ts';
import { openDataset } from '../../../workloads/datasets/dataset.ts';
import { demonstrationMarker } from '../../../workloads/datasets/demonstration.ts';
import { describeWithReference } from '../../reference.ts';
import { writeDataset } from './example-dataset.ts';

const kws = findWorkload('kws01');
const ad = findWorkload('ad01');

async function refuses(directory: string, workload: string, code: ErrorCode, reason: RegExp): Promise<void> {
  await assert.rejects(openDataset(directory, findWorkload(workload)), (error) => {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, reason);
    return true;
  });
}

describe('Opening a data set', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-dataset-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('gives its rows, and their bytes when they are asked for', async () => {
    writeDataset(folder, 'a.bin,12,7\nb.bin,12,0\n', { 'a.bin': 490, 'b.bin': 490 });
    const dataset = await openDataset(folder, kws);
    assert.deepEqual(dataset.rows, [
      { index: 0, file: 'a.bin', label: 7, segments: 1, inputBytes: 490, strideBytes: 0 },
      { index: 1, file: 'b.bin', label: 0, segments: 1, inputBytes: 490, strideBytes: 0 },
    ]);
    const [, second] = dataset.rows;
    assert.ok(second);
    assert.deepEqual(Buffer.from(await dataset.read(second, 0)), readFileSync(join(folder, 'b.bin')));
  });

  it('tells data of its own from the official one, and says why', async () => {
    writeDataset(folder, 'a.bin,12,7\n', { 'a.bin': 490 });
    const { kind, reason } = await openDataset(folder, kws);
    assert.equal(kind, 'own');
    assert.match(reason, /labels are not the official list/);
  });

  it('digests its labels, and its inputs by name whatever their order', async () => {
    writeDataset(folder, 'b.bin,12,7\na.bin,12,1\n', { 'a.bin': 490, 'b.bin': 490 });
    const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
    const lines = ['a.bin', 'b.bin'].map((file) => `${file} ${hash(readFileSync(join(folder, file)))}\n`);
    const dataset = await openDataset(folder, kws);
    assert.equal(dataset.inputsSha256, hash(lines.join('')));
    assert.equal(dataset.labelsSha256, hash('b.bin,12,7\na.bin,12,1\n'));
  });

  it('finds it in the folder of its workload', async () => {
    mkdirSync(join(folder, 'kws01'));
    writeDataset(join(folder, 'kws01'), 'a.bin,12,7\n', { 'a.bin': 490 });
    assert.equal((await openDataset(folder, kws)).samples, 1);
  });

  it('knows a demonstration by its marker', async () => {
    writeDataset(folder, 'a.bin,12,7\n', { 'a.bin': 490 });
    writeFileSync(join(folder, demonstrationMarker), 'made from seed 1\nand more\n');
    const { kind, reason } = await openDataset(folder, kws);
    assert.deepEqual([kind, reason], ['demonstration', 'made from seed 1']);
  });

  it('slides windows over recordings', async () => {
    const size = 2560 + 3 * 512;
    writeDataset(folder, 'a.bin,2,1,2560,512\n', { 'a.bin': size });
    const dataset = await openDataset(folder, ad);
    const [row] = dataset.rows;
    assert.ok(row);
    assert.deepEqual([row.segments, row.strideBytes], [4, 512]);
    const whole = readFileSync(join(folder, 'a.bin'));
    assert.deepEqual(Buffer.from(await dataset.read(row, 3)), whole.subarray(3 * 512, 3 * 512 + 2560));
  });

  it('names every input that is missing, empty or of the wrong size, before anything runs', async () => {
    const labels = 'a.bin,12,0\nb.bin,12,1\nc.bin,12,2\nd.bin,12,3\n';
    writeDataset(folder, labels, { 'a.bin': 490, 'b.bin': 489, 'c.bin': 0 });
    await refuses(
      folder,
      'kws01',
      'dataset.inputs',
      /^3 of .*b\.bin has 489 bytes, not 490, c\.bin is empty, d\.bin is missing$/,
    );
  });

  it('counts problems that are too many to name', async () => {
    const labels = Array.from({ length: 12 }, (_, index) => `${index}.bin,12,${index}\n`).join('');
    writeDataset(folder, labels, {});
    await refuses(folder, 'kws01', 'dataset.inputs', /^12 of .*, and 7 more$/);
  });

  it('refuses a recording that is cut off within a window', async () => {
    writeDataset(folder, 'a.bin,2,1,2560,512\nb.bin,2,1,2560,512\n', { 'a.bin': 2560 + 500, 'b.bin': 2559 });
    await refuses(folder, 'ad01', 'dataset.inputs', /leaves 500 after the last whole window, b\.bin .* less than one/);
  });

  it('refuses an input that has changed since', async () => {
    writeDataset(folder, 'a.bin,12,7\n', { 'a.bin': 490 });
    const dataset = await openDataset(folder, kws);
    const [row] = dataset.rows;
    assert.ok(row);
    writeFileSync(join(folder, 'a.bin'), new Uint8Array(490));
    await assert.rejects(dataset.read(row, 0), /a\.bin has changed since it was checked/);
    rmSync(join(folder, 'a.bin'));
    await assert.rejects(dataset.read(row, 0), /a\.bin cannot be read any more/);
  });

  it('recognises labels of another workload', async () => {
    writeDataset(folder, 'a.bin,10,7\n', { 'a.bin': 3072 });
    await refuses(folder, 'kws01', 'dataset.other-workload', /holds ic01 data, not kws01/);
    assert.equal((await openDataset(folder, findWorkload('ic02'))).samples, 1);
  });

  it('recognises inputs of another workload under the right number of classes', async () => {
    writeDataset(folder, 'a.bin,12,7\nb.bin,12,7\n', { 'a.bin': 27_648, 'b.bin': 27_648 });
    await refuses(
      folder,
      'kws01',
      'dataset.other-workload',
      /holds vww01 data, not kws01 \(every input has 27648 bytes/,
    );
  });

  it('names the line whose number of classes is no workload’s', async () => {
    writeDataset(folder, 'a.bin,12,7\nb.bin,13,7\n', { 'a.bin': 490, 'b.bin': 490 });
    await refuses(folder, 'kws01', 'dataset.label', /y_labels\.csv:2: the rows have 13 classes, and kws01 has 12/);
  });

  it('says what is missing where there is no data set', async () => {
    await refuses(join(folder, 'none'), 'kws01', 'dataset.missing', /there is no such folder/);
    await refuses(folder, 'kws01', 'dataset.missing', /no y_labels\.csv, nor a folder kws01/);
    writeFileSync(join(folder, 'file'), '');
    await refuses(join(folder, 'file'), 'kws01', 'dataset.missing', /it is no folder/);
  });

  it('refuses labels that are no text', async () => {
    writeFileSync(join(folder, 'y_labels.csv'), Uint8Array.of(0xff, 0xfe, 0x41));
    await refuses(folder, 'kws01', 'dataset.label', /no UTF-8 text/);
  });
});

describeWithReference('The official keyword spotting set', (reference) => {
  it('is recognised, labels and inputs', async () => {
    const dataset = await openDataset(join(reference, 'datasets'), kws);
    assert.equal(dataset.kind, 'official');
    assert.equal(dataset.samples, 1000);
    assert.match(dataset.reason, /labels and inputs/);
  });
});
