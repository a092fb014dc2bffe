import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../../workloads/models/load-model.ts';
import { describeWithReference } from '../../reference.ts';

/** The inputs of a data set in the order of its labels, and the class of each. */
function labelled(directory: string): { readonly bytes: Uint8Array; readonly label: number }[] {
  const lines = readFileSync(join(directory, 'y_labels.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [file = '', , label = ''] = line.split(',');
    return { bytes: readFileSync(join(directory, file)), label: Number(label) };
  });
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
  const load = (name: string) => loadModel(readFileSync(join(reference, 'models', `${name}.tflite`)), name);
  const golden = (name: string) => new Int8Array(readFileSync(join(reference, 'golden', name)));

  it('recognises 901 of the 1000 keywords', () => {
    const model = load('kws01_int8');
    const expected = golden('kws01_int8.outputs.bin');
    let right = 0;
    labelled(join(reference, 'datasets/kws01')).forEach(({ bytes, label }, sample) => {
      const output = new Int8Array(model.invoke(bytes));
      assertAgrees(output, expected.subarray(12 * sample, 12 * sample + 12), sample);
      if (firstMaximum(output) === label) right += 1;
    });
    assert.equal(right, 901);
  });
});
