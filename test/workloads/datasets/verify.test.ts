import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkload } from '../../../workloads/catalogue.ts';
import { findDatasets } from '../../../workloads/datasets/find.ts';
import { verifyDataset } from '../../../workloads/datasets/verify.ts';
import type { DatasetReport } from '../../../workloads/datasets/verify.ts';
import { describeWithReference } from '../../reference.ts';
import { writeDataset } from './example-dataset.ts';

function found({ problems }: DatasetReport): string[] {
  return problems.map(({ kind, file, line }) => `${kind} ${file ?? '–'} ${line ?? '–'}`);
}

describe('Verifying a data set of one’s own', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-verify-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds it sound, and extra files harmless', async () => {
    writeDataset(folder, 'a.bin,12,7\n', { 'a.bin': 490, 'b.bin': 1, 'notes.txt': 5 });
    const report = await verifyDataset(folder, findWorkload('kws01'));
    assert.deepEqual([report.sound, report.kind, report.official, report.list], [true, 'own', false, null]);
    assert.deepEqual(report.extra, ['b.bin']);
  });

  it('names every input that is wrong, with its line', async () => {
    writeDataset(folder, 'a.bin,12,7\nb.bin,12,7\nc.bin,12,7\nd.bin,12,0\n', { 'a.bin': 490, 'b.bin': 0, 'c.bin': 3 });
    const report = await verifyDataset(folder, findWorkload('kws01'));
    assert.equal(report.sound, false);
    assert.deepEqual(found(report), ['empty b.bin 2', 'size c.bin 3', 'missing d.bin 4']);
  });

  it('tells the workload by the labels', async () => {
    writeDataset(folder, 'a.bin,2,0,2560,512\n', {});
    assert.deepEqual(
      (await findDatasets(folder)).map(({ workload }) => workload.name),
      ['ad01'],
    );
    writeDataset(folder, 'a.bin,7,0\n', {});
    await assert.rejects(findDatasets(folder), { code: 'dataset.unknown-workload' });
  });
});

describeWithReference('Verifying a copy of the official keyword spotting set', (reference) => {
  const official = join(reference, 'datasets', 'kws01');
  const kws = findWorkload('kws01');
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-verify-'));
    cpSync(official, folder, { recursive: true, filter: (path) => !path.endsWith('y_labels.csv') });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const labels = readFileSync(join(official, 'y_labels.csv'), 'utf8');
  async function verifyWithLabels(text: string): Promise<DatasetReport> {
    writeFileSync(join(folder, 'y_labels.csv'), text);
    return verifyDataset(folder, kws);
  }

  it('finds a true copy official, with other ends of lines too', async () => {
    const report = await verifyWithLabels(labels.replaceAll('\n', '\r\n'));
    assert.deepEqual([report.sound, report.official, report.list], [true, true, 'kws01']);
  });

  it('names the rows that were relabelled, left out and added', async () => {
    const report = await verifyWithLabels(
      labels
        .replace('tst_000004_On_5.bin,12,5', 'tst_000004_On_5.bin,12,4')
        .replace(/^tst_000005.*\n/m, 'tst_000006_Up_8_again.bin,12,8\n'),
    );
    assert.deepEqual([report.sound, report.kind, report.list], [false, 'own', 'kws01']);
    assert.deepEqual(found(report), [
      'relabelled tst_000004_On_5.bin 5',
      'foreign tst_000006_Up_8_again.bin 6',
      'absent – –',
      'missing tst_000006_Up_8_again.bin 6',
    ]);
    assert.match(report.problems[2]?.problem ?? '', /^tst_000005_\w+\.bin is left out/);
  });

  it('notices another order of the rows', async () => {
    const report = await verifyWithLabels(labels.trim().split('\n').reverse().join('\n'));
    assert.deepEqual(found(report), ['order – –']);
  });

  it('names an input of which a single bit was changed', async () => {
    const path = join(folder, 'tst_000002_Right_6.bin');
    const bytes = readFileSync(join(official, 'tst_000002_Right_6.bin'));
    // The copy may be as unwritable as the original is.
    rmSync(path);
    writeFileSync(path, bytes.with(100, (bytes[100] ?? 0) ^ 1));
    const report = await verifyWithLabels(labels);
    assert.deepEqual(found(report), ['changed tst_000002_Right_6.bin 3']);
    assert.deepEqual([report.kind, report.official], ['own', false]);
  });
});

describeWithReference('The official label files', (reference) => {
  it('are found in their folders, those of ic01 once', async () => {
    const datasets = await findDatasets(join(reference, 'datasets'));
    assert.deepEqual(
      datasets.map(({ workload }) => workload.name),
      ['kws01', 'vww01', 'ad01', 'ic01'],
    );
  });

  for (const name of ['vww01', 'ic01', 'ad01']) {
    it(`are recognised for ${name}, and their inputs missed`, async () => {
      const workload = findWorkload(name);
      const report = await verifyDataset(join(reference, 'datasets', name), workload);
      assert.equal(report.list, name);
      assert.equal(report.samples, workload.labelLists[0]?.samples);
      assert.deepEqual(new Set(report.problems.map(({ kind }) => kind)), new Set(['missing']));
    });
  }
});
