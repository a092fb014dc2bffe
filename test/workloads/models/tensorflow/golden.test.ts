import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ad01 } from '../../../../workloads/ad01/specification.ts';
import { ic01 } from '../../../../workloads/ic01/specification.ts';
import { kws01 } from '../../../../workloads/kws01/specification.ts';
import { firstMaximum } from '../../../../workloads/metrics/top1.ts';
import { boardInference } from '../../../../workloads/models/board-results.ts';
import type { Inference } from '../../../../workloads/models/board-results.ts';
import { readFloats } from '../../../../workloads/models/benchmark-input.ts';
import { openModel } from '../../../../workloads/models/open-model.ts';
import type { WorkloadSpecification } from '../../../../workloads/specification.ts';
import { vww01 } from '../../../../workloads/vww01/specification.ts';
import { describeWithReference } from '../../../reference.ts';

describeWithReference('The official float32 models, through TensorFlow.js', (reference) => {
  const inferenceOf = async (name: string, workload: WorkloadSpecification): Promise<Inference> => {
    const { model } = await openModel(readFileSync(join(reference, 'models', `${name}.tflite`)), name);
    return boardInference(workload, model);
  };
  const rowsOf = (folder: string): string[][] => {
    const text = readFileSync(join(reference, folder, 'y_labels.csv'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((row) => row.split(','));
  };

  it('answers 200 pictures as the native library does, to 1e-4, and 178 rightly', async () => {
    const folder = 'datasets/ic01-cifar-first200';
    const golden = readFloats(readFileSync(join(reference, 'golden/ic01_fp32.cifar-first200.outputs.f32')));
    const infer = await inferenceOf('ic01_fp32', ic01);
    let correct = 0;
    for (const [sample, [file = '', , label]] of rowsOf(folder).entries()) {
      const output = infer(readFileSync(join(reference, folder, file)));
      assert.equal(output.length, 10);
      for (const [index, value] of output.entries()) {
        const wanted = golden[10 * sample + index] ?? NaN;
        assert.ok(Math.abs(value - wanted) < 1e-4, `${file}, class ${index}: ${value} for ${wanted}`);
      }
      if (firstMaximum(output) === Number(label)) correct += 1;
    }
    assert.equal(correct, 178);
  }).timeout(60_000);

  it('scores the windows of a machine as the native library does, to 1e-3', async () => {
    const infer = await inferenceOf('ad01_fp32', ad01);
    const recording = readFileSync(join(reference, 'datasets/ad01/normal_id_01_00000000_hist_librosa.bin'));
    const summary = JSON.parse(readFileSync(join(reference, 'golden/summary.json'), 'utf8')) as Record<
      string,
      { readonly scores: readonly number[]; readonly mean: number }
    >;
    const golden = summary['ad01_fp32/normal_id_01_00000000'] ?? assert.fail('there are no scores');
    assert.equal(golden.scores.length, 196);
    const scores = golden.scores.map((wanted, window) => {
      const [score = NaN] = infer(recording.subarray(512 * window, 512 * window + 2560));
      assert.ok(Math.abs(score / wanted - 1) < 1e-3, `window ${window}: ${score} for ${wanted}`);
      return score;
    });
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    assert.ok(Math.abs(mean / golden.mean - 1) < 1e-3, `${mean} for ${golden.mean}`);
  });

  it('answers keywords as the int8 model does, its weights being int8 too', async () => {
    const [float, int8] = [await inferenceOf('kws01_fp32', kws01), await inferenceOf('kws01_int8', kws01)];
    const inputs = rowsOf('datasets/kws01').slice(0, 100);
    const same = inputs.filter(([file = '']) => {
      const input = readFileSync(join(reference, 'datasets/kws01', file));
      return firstMaximum(float(input)) === firstMaximum(int8(input));
    });
    assert.ok(same.length >= 95, `${same.length} of 100`);
  });

  it('tells pictures with and without a person apart as the int8 model does', async () => {
    const [float, int8] = [await inferenceOf('vww01_fp32', vww01), await inferenceOf('vww01_int8', vww01)];
    const answers = ['sample_0.bin', 'sample_1.bin'].map((file) => {
      const picture = readFileSync(join(reference, 'datasets/vww01-samples', file));
      assert.equal(firstMaximum(float(picture)), firstMaximum(int8(picture)), file);
      return firstMaximum(float(picture));
    });
    assert.deepEqual(answers, [1, 0]);
  });
});
