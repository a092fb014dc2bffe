import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { openDataset } from '../../../workloads/datasets/dataset.ts';
import { chooseWorkload, parseOwnWorkload, readOwnWorkload } from '../../../workloads/own/own-workload.ts';
import { writeDataset } from '../datasets/example-dataset.ts';

const example = join(import.meta.dirname, '..', '..', '..', 'workloads', 'own', 'example.yaml');

const lines = [
  'name: birds01',
  'dataset: birds',
  'input:',
  '  type: int8',
  '  shape: [4, 5]',
  'classes: [None, Tit, Sparrow]',
  'metric: top1',
  'target: 0.8',
];

/** The example above with other lines in the place of some, by number. */
function fileWith(changes: Readonly<Record<number, string>>): string {
  return lines.map((line, index) => changes[index + 1] ?? line).join('\n');
}

function refuses(text: string, line: number, reason: RegExp): void {
  assert.throws(
    () => parseOwnWorkload(text, 'birds.yaml'),
    (error) => {
      assert.ok(error instanceof BenchError && error.code === 'workload.file', String(error));
      assert.match(error.message, new RegExp(`^birds\\.yaml:${line}: `));
      assert.match(error.message, reason);
      return true;
    },
  );
}

describe('A workload of one’s own', () => {
  it('is read from the example that the project gives', () => {
    const { specification, dataset, statesMacs } = readOwnWorkload(example);
    assert.equal(dataset, resolve(example, '..', 'birds'));
    assert.equal(statesMacs, true);
    const { name, input, modelInput, classes, classNames, outputs, qualityTarget, macs, labelLists } = specification;
    assert.deepEqual([name, classes, outputs, qualityTarget, macs], ['birds01', 3, 3, 0.8, 5_400_000]);
    assert.deepEqual(classNames, ['None', 'Blue tit', 'Sparrow']);
    assert.deepEqual([input.bytes, input.fileBytes, input.type, input.isWindowed], [9216, 9216, 'uint8', false]);
    assert.deepEqual(modelInput, { shape: [1, 48, 64, 3], scale: 1, zeroPoint: -128, conversion: 'minus-128' });
    assert.deepEqual(labelLists, []);
  });

  it('needs no more than name, data, input, classes, metric and target', () => {
    const { specification, statesMacs } = parseOwnWorkload(fileWith({}), '/x/birds.yaml');
    assert.deepEqual([specification.title, specification.performanceRows, statesMacs], ['birds01', 5, false]);
    for (const [index, line] of lines.entries()) {
      if (!/^[a-z]+: \S/.test(line)) continue;
      const name = line.split(':')[0] ?? '';
      refuses(lines.filter((_, other) => other !== index).join('\n'), 1, new RegExp(`${name} is missing`));
    }
    refuses(fileWith({ 4: '' }), 3, /input: type is missing/);
  });

  it('takes four bytes for a float32', () => {
    assert.equal(parseOwnWorkload(fileWith({ 4: '  type: float32' }), 'f').specification.input.bytes, 80);
  });

  it('has one score where the metric is an area', () => {
    const text = fileWith({ 6: 'classes: [Good, Bad]', 7: 'metric: auc' });
    const { specification } = parseOwnWorkload(text, 'f');
    assert.deepEqual([specification.outputs, specification.qualityUnit], [1, 'AUC']);
    refuses(fileWith({ 7: 'metric: auc' }), 6, /auc tells two classes apart, and there are 3/);
  });

  it('is refused by the line of what is wrong', () => {
    refuses(fileWith({ 1: 'name: Birds 1' }), 1, /name must be 1 to 32 small letters/);
    refuses(fileWith({ 2: 'dataset: [1]' }), 2, /dataset must be string/);
    refuses(fileWith({ 4: '  type: int4' }), 4, /input\.type must be one of int8, uint8, float32/);
    refuses(fileWith({ 5: '  shape:\n    - 4\n    - 0' }), 7, /input\.shape\.1 must be >= 1/);
    refuses(fileWith({ 5: '  shape: [65536, 65536]' }), 5, /more than any board takes/);
    refuses(fileWith({ 6: 'classes: [None, None]' }), 6, /must NOT have duplicate items/);
    refuses(fileWith({ 7: 'metric: f1' }), 7, /metric must be one of top1, auc/);
    refuses(fileWith({ 8: 'target: 80' }), 8, /target must be <= 1/);
  });

  it('is refused for a setting that does not exist', () => {
    refuses(`${fileWith({})}\ntraget: 0.9`, 9, /traget is no setting of a workload/);
    refuses(fileWith({ 4: '  type: int8\n  dtype: int8' }), 5, /input\.dtype is no setting/);
  });

  it('is refused under the name of another workload', () => {
    for (const name of ['kws01', 'vww', 'auto']) refuses(fileWith({ 1: `name: ${name}` }), 1, /means another workload/);
  });

  it('is refused for text that is no YAML, by its line', () => {
    refuses(fileWith({ 5: '  shape: [4, 5' }), 6, /./);
    refuses(fileWith({ 2: 'name: twice' }), 2, /unique/);
    refuses('', 1, /the file must be object/);
    refuses('- a\n- b', 1, /the file must be object/);
  });

  it('names several problems at once, and counts what are too many', () => {
    refuses(fileWith({ 7: 'metric: f1', 8: 'target: 80' }), 7, /; line 8: target must be <= 1/);
    const many = Array.from({ length: 9 }, (_, index) => `x${index}: 1`).join('\n');
    refuses(`${fileWith({})}\n${many}`, 9, /line 13: x4 is no setting of a workload; and 4 more$/);
  });

  it('is read or refused by a line of the file, whatever is in it', () => {
    const scraps = fc.constantFrom(
      ...lines,
      'a: &a [*a]',
      '  - ',
      '? x',
      '%YAML 3',
      '{',
      '"',
      '\t',
      '&b',
      'b: *b',
      '---',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(scraps, fc.string({ maxLength: 12 })), { maxLength: 12 }), (parts) => {
        const text = parts.join('\n');
        try {
          parseOwnWorkload(text, 'f');
        } catch (error) {
          assert.ok(error instanceof BenchError && error.code === 'workload.file', String(error));
          const line = Number(error.details['line']);
          assert.ok(line >= 1 && line <= text.split(/\r\n|\n|\r/).length);
        }
      }),
    );
  });
});

describe('Choosing a workload', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-own-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes a name, or a file that ends with .yaml or .yml', () => {
    assert.equal(chooseWorkload('kws').specification.name, 'kws01');
    assert.equal(chooseWorkload('kws').own, undefined);
    const file = join(folder, 'mine.yml');
    writeFileSync(file, readFileSync(example));
    assert.equal(chooseWorkload(file).own?.dataset, join(folder, 'birds'));
  });

  it('says which file is not there, or is no text', () => {
    assert.throws(() => chooseWorkload(join(folder, 'none.yaml')), { code: 'file.missing' });
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, Uint8Array.of(0xff, 0xfe));
    assert.throws(() => chooseWorkload(file), { code: 'workload.file', message: /bad\.yaml:1: .*no UTF-8 text/ });
    assert.throws(() => readOwnWorkload(folder), { code: 'workload.file' });
  });

  it('opens its data, under the label file that it names', async () => {
    const file = join(folder, 'birds.yaml');
    writeFileSync(file, `${fileWith({ 2: 'dataset: .' })}\nlabels: truth.csv\n`);
    const { dataset, specification } = readOwnWorkload(file);
    await assert.rejects(openDataset(dataset, specification), /no truth\.csv/);
    writeDataset(folder, 'a.bin,3,2\n', { 'a.bin': 20 });
    writeFileSync(join(folder, 'truth.csv'), readFileSync(join(folder, 'y_labels.csv')));
    const { kind, reason, rows } = await openDataset(dataset, specification);
    assert.deepEqual([kind, reason, rows.length], ['own', 'birds01 is no official workload', 1]);
  });

  it('knows data of an official workload that do not fit it', async () => {
    const { specification } = parseOwnWorkload(fileWith({}), 'f');
    writeDataset(folder, 'a.bin,10,2\n', { 'a.bin': 3072 });
    await assert.rejects(openDataset(folder, specification), {
      code: 'dataset.other-workload',
      message: /holds ic01 data, not birds01/,
    });
    writeDataset(folder, 'a.bin,3,2\n', { 'a.bin': 490 });
    await assert.rejects(openDataset(folder, specification), { message: /holds kws01 data, not birds01/ });
  });
});
