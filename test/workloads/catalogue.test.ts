import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, findWorkload } from '../../workloads/catalogue.ts';
import { fingerprintRow, labelsDigest } from '../../workloads/datasets/digest.ts';
import { parseLabelFile } from '../../workloads/datasets/label-file.ts';
import { loadModel } from '../../workloads/models/load-model.ts';
import { qualityTargetText } from '../../workloads/specification.ts';
import { describeWithPublished, unpackRound } from '../published.ts';
import { describeWithReference } from '../reference.ts';

describe('The catalogue of workloads', () => {
  it('finds a workload by its name and by the names in the field', () => {
    for (const name of ['kws01', 'kws', 'KWS01', ' keyword_spotting ']) assert.equal(findWorkload(name).name, 'kws01');
    assert.equal(findWorkload('anomaly_detection').name, 'ad01');
    assert.equal(findWorkload('ic02').name, 'ic02');
  });

  it('names what there is when it knows no such workload', () => {
    assert.throws(() => findWorkload('asr'), {
      code: 'workload.unknown',
      message: /"asr".*kws01, vww01, ad01, ic01, ic02/,
    });
  });

  it('gives no name to two workloads', () => {
    const names = catalogue.flatMap(({ name, aliases }) => [name, ...aliases]);
    assert.equal(new Set(names).size, names.length);
  });

  for (const { name, classes, classNames, input, modelInput, labelLists } of catalogue) {
    it(`agrees with itself about ${name}`, () => {
      assert.equal(classNames.length, classes);
      const bytesPerElement = input.type === 'float32' ? 4 : 1;
      const elements = input.shape.reduce((product, size) => product * size, 1);
      assert.equal(elements * bytesPerElement, input.bytes);
      assert.equal(
        modelInput.shape.reduce((product, size) => product * size, 1),
        elements,
      );
      for (const { fingerprints, samples } of labelLists) {
        assert.equal(readFileSync(fingerprints, 'utf8').trim().split('\n').length, samples);
      }
    });
  }

  it('writes quality targets as the rules do', () => {
    assert.deepEqual(catalogue.map(qualityTargetText), [
      '90 % top-1',
      '80 % top-1',
      '0.85 AUC',
      '85 % top-1',
      '91 % top-1',
    ]);
  });
});

/** The fingerprints of a list's text, as they are kept. */
function fingerprintsOf(text: string): string {
  return parseLabelFile(text, 'labels')
    .map(fingerprintRow)
    .map(({ file, row }) => `${file} ${row}\n`)
    .join('');
}

describeWithReference('The catalogue', (reference) => {
  const files = [
    ['kws01', 0, 'y_labels.csv'],
    ['vww01', 0, 'y_labels.csv'],
    ['ic01', 0, 'y_labels.csv'],
    ['ad01', 0, 'y_labels.csv'],
    ['ad01', 1, 'y_labels_alt.csv'],
  ] as const;
  for (const [name, position, file] of files) {
    it(`has digest and rows of the official ${name}/${file}`, () => {
      const list = findWorkload(name).labelLists[position];
      const text = readFileSync(join(reference, 'datasets', name, file), 'utf8');
      assert.ok(list);
      assert.equal(labelsDigest(text), list.sha256);
      assert.equal(fingerprintsOf(text), readFileSync(list.fingerprints, 'utf8'));
    });
  }

  for (const { name, macs, modelInput, outputs, input } of catalogue) {
    it(`has the input and the size of the reference model of ${name}`, () => {
      const path = join(reference, 'models', `${name}_int8.tflite`);
      const model = loadModel(readFileSync(path), path);
      assert.equal(
        model.costs.reduce((sum, cost) => sum + cost.macs, 0),
        macs,
      );
      const { shape, scale, zeroPoint } = modelInput;
      assert.deepEqual([model.input.shape, model.input.scale, model.input.zeroPoint], [shape, scale, zeroPoint]);
      if (!input.isWindowed) assert.equal(model.output.shape.at(-1), outputs);
    });
  }
});

describeWithPublished('The older list of image classification', (directory) => {
  it('is the one that a published session of v1.3 went through', () => {
    const system = 'closed/Qualcomm/results/Next_Generation_Snapdragon_Mobile_Platform_MTP';
    const path = `${system}/ic/accuracy/results.json`;
    const [folder, remove] = unpackRound(directory, 'v1.3', [`*/${path}`]);
    try {
      const samples = JSON.parse(readFileSync(join(folder, path), 'utf8')) as {
        readonly file: string;
        readonly classes: string;
        readonly class: string;
      }[];
      const text = samples.map((sample) => `${sample.file},${sample.classes},${sample.class}\n`).join('');
      const list = findWorkload('ic01').labelLists[1];
      assert.ok(list);
      assert.equal(labelsDigest(text), list.sha256);
      assert.equal(fingerprintsOf(text), readFileSync(list.fingerprints, 'utf8'));
    } finally {
      remove();
    }
  });
});
