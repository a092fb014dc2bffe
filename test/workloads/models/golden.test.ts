import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ad01 } from '../../../workloads/ad01/specification.ts';
import { ic01 } from '../../../workloads/ic01/specification.ts';
import { ic02 } from '../../../workloads/ic02/specification.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';
import { inputConversion } from '../../../workloads/models/benchmark-input.ts';
import { boardInference } from '../../../workloads/models/board-results.ts';
import { loadModel } from '../../../workloads/models/load-model.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import { vww01 } from '../../../workloads/vww01/specification.ts';
import { describeWithReference } from '../../reference.ts';

/** The inputs of a data set in the order of its label file, and the class of each. */
function labelled(directory: string): { readonly inputs: Uint8Array[]; readonly labels: number[] } {
  const rows = readFileSync(join(directory, 'y_labels.csv'), 'utf8').trim().split('\n');
  const columns = rows.map((row) => row.split(','));
  return {
    inputs: columns.map(([file = '']) => readFileSync(join(directory, file))),
    labels: columns.map(([, , label]) => Number(label)),
  };
}

/**
 * No value differs by more than 1 in the last place, and the first index of the maximum is the same, except where the
 * two highest are within 1.
 */
function assertAgrees(output: Int8Array, golden: Int8Array, sample: number): void {
  assert.equal(output.length, golden.length);
  output.forEach((value, index) => {
    assert.ok(Math.abs(value - (golden[index] ?? 0)) <= 1, `sample ${sample}: ${output.join()} for ${golden.join()}`);
  });
  const [highest = 0, second = 0] = golden.toSorted().toReversed();
  if (highest - second > 1) assert.equal(firstMaximum(output), firstMaximum(golden), `sample ${sample}`);
}

function firstMaximum(values: Int8Array): number {
  return values.indexOf(Math.max(...values));
}

describeWithReference('The official models, against the native library', (reference) => {
  const sorted = (folder: string, prefix: string) => {
    const files = readdirSync(join(reference, folder)).filter((file) => file.startsWith(prefix));
    return files.toSorted().map((file) => readFileSync(join(reference, folder, file)));
  };

  /** Compares all samples; returns how often the first maximum was the label. */
  const compare = (
    workload: Pick<WorkloadSpecification, 'input' | 'modelInput'>,
    name: string,
    inputs: readonly Uint8Array[],
    goldenFile: string,
    labels: readonly number[] = [],
  ): number => {
    const model = loadModel(readFileSync(join(reference, 'models', `${name}.tflite`)), name);
    const expected = new Int8Array(readFileSync(join(reference, 'golden', goldenFile)));
    const convert = inputConversion(workload, model.input);
    const values = expected.length / inputs.length;
    let right = 0;
    inputs.forEach((input, sample) => {
      const output = new Int8Array(model.invoke(convert(input)));
      assertAgrees(output, expected.subarray(values * sample, values * (sample + 1)), sample);
      if (firstMaximum(output) === labels[sample]) right += 1;
    });
    return right;
  };

  it('recognises 901 of the 1000 keywords', () => {
    const { inputs, labels } = labelled(join(reference, 'datasets/kws01'));
    assert.equal(compare(kws01, 'kws01_int8', inputs, 'kws01_int8.outputs.bin', labels), 901);
  });

  it('recognises 176 of 200 pictures', () => {
    const { inputs, labels } = labelled(join(reference, 'datasets/ic01-cifar-first200'));
    assert.equal(compare(ic01, 'ic01_int8', inputs, 'ic01_int8.cifar-first200.outputs.bin', labels), 176);
  });

  it('recognises 183 of 200 pictures with the larger model', () => {
    const { inputs, labels } = labelled(join(reference, 'datasets/ic01-cifar-first200'));
    assert.equal(compare(ic02, 'ic02_int8', inputs, 'ic02_int8.cifar-first200.outputs.bin', labels), 183);
  }).timeout(120_000);

  it('answers noise as the native library does', () => {
    const noise = (workload: string) => sorted('golden/inputs', workload);
    compare(kws01, 'kws01_int8', noise('kws01'), 'kws01_int8.random.outputs.bin');
    compare(ic01, 'ic01_int8', noise('ic01'), 'ic01_int8.random.outputs.bin');
    const streaming = { ...kws01, input: { ...kws01.input, bytes: 1200, fileBytes: 1200 } };
    compare(streaming, 'sww01_int8', noise('sww01'), 'sww01_int8.random.outputs.bin');
  });

  it('finds persons, and none, as the native library does', () => {
    const inputs = [...sorted('datasets/vww01-samples', 'sample'), ...sorted('golden/inputs', 'vww01')];
    compare(vww01, 'vww01_int8', inputs, 'vww01_int8.samples-then-random.outputs.bin');
  });

  it('reconstructs the sound of a machine as badly as the native library does', () => {
    const model = loadModel(readFileSync(join(reference, 'models/ad01_int8.tflite')), 'ad01_int8');
    const infer = boardInference(ad01, model);
    const recording = readFileSync(join(reference, 'datasets/ad01/normal_id_01_00000000_hist_librosa.bin'));
    const scores = adScores(readFileSync(join(reference, 'golden/summary.json'), 'utf8'));
    assert.equal(scores.length, 196);
    scores.forEach((expected, window) => {
      const [score = NaN] = infer(recording.subarray(512 * window, 512 * window + 2560));
      assert.ok(Math.abs(score / expected - 1) < 1e-5, `window ${window}: ${score} for ${expected}`);
    });
  });
});

function adScores(summary: string): number[] {
  const parsed: unknown = JSON.parse(summary);
  assert.ok(typeof parsed === 'object' && parsed !== null && 'ad01_int8/normal_id_01_00000000' in parsed);
  const entry = parsed['ad01_int8/normal_id_01_00000000'];
  assert.ok(typeof entry === 'object' && entry !== null && 'scores' in entry && Array.isArray(entry.scores));
  return entry.scores.map(Number);
}
