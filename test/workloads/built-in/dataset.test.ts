import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_SEED, TRAINING_SEED } from '../../../workloads/built-in/built-in-workload.ts';
import { builtInWorkload, builtInWorkloads } from '../../../workloads/built-in/catalogue.ts';
import { builtInDataset, writeBuiltInDataset } from '../../../workloads/built-in/dataset.ts';
import { qualityOf } from '../../../workloads/built-in/quality.ts';
import { readRecord } from '../../../workloads/built-in/record.ts';
import { openDataset } from '../../../workloads/datasets/dataset.ts';
import type { Dataset } from '../../../workloads/datasets/dataset.ts';
import { sha256 } from '../../../workloads/datasets/digest.ts';
import { boardInference } from '../../../workloads/models/board-results.ts';
import { loadModel } from '../../../workloads/models/load-model.ts';

for (const workload of builtInWorkloads) {
  const { specification } = workload;
  const { name } = specification;

  describe(`The built-in ${name}`, () => {
    const record = readRecord(workload);
    const bytes = new Uint8Array(readFileSync(workload.model));
    let dataset: Dataset;
    before(() => {
      dataset = builtInDataset(name);
    });

    it('generates the same data bit for bit', () => {
      assert.equal(dataset.samples, record.testedOn.samples);
      assert.equal(dataset.labelsSha256, record.testedOn.labelsSha256);
      assert.equal(dataset.inputsSha256, record.testedOn.inputsSha256);
    });

    it('has every class in its test set, and nothing of it in the training set', () => {
      const labels = new Set(dataset.rows.map(({ label }) => label));
      assert.equal(labels.size, specification.classes);
      assert.notEqual(TEST_SEED, TRAINING_SEED);
      const trained = new Set(
        Array.from({ length: 50 }, (_, index) => sha256(workload.generate(TRAINING_SEED, index).input)),
      );
      for (let index = 0; index < 50; index++) {
        assert.ok(!trained.has(sha256(workload.generate(TEST_SEED, index).input)));
      }
    });

    it('opens from a folder as the same data, marked as no official ones', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'boardbench-built-in-'));
      try {
        await writeBuiltInDataset(name, folder, 24);
        const opened = await openDataset(folder, specification);
        const generated = builtInDataset(name, 24);
        assert.equal(opened.kind, 'demonstration');
        assert.match(opened.reason, new RegExp(`built-in ${name} data, .* not official`));
        assert.equal(opened.reason, generated.reason);
        assert.equal(opened.labelsSha256, generated.labelsSha256);
        assert.equal(opened.inputsSha256, generated.inputsSha256);
        assert.deepEqual(opened.rows, generated.rows);
        const row = opened.rows.at(-1);
        assert.ok(row);
        const [fromFile, fromMemory] = [
          await opened.read(row, row.segments - 1),
          await generated.read(row, row.segments - 1),
        ];
        assert.equal(fromMemory.length, specification.input.bytes);
        assert.equal(sha256(fromFile), sha256(fromMemory));
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it('has a model of the official size and input', () => {
      const model = loadModel(bytes, `${name}.tflite`);
      assert.deepEqual(model.input.shape, specification.modelInput.shape);
      assert.equal(
        model.costs.reduce((sum, { macs }) => sum + macs, 0),
        specification.macs,
      );
      if (specification.modelInput.conversion === 'quantise') return;
      assert.equal(model.input.scale, Math.fround(specification.modelInput.scale));
      assert.equal(model.input.zeroPoint, specification.modelInput.zeroPoint);
    });

    it('reaches its quality target, and just what was recorded', async () => {
      assert.equal(bytes.length, record.model.bytes);
      assert.equal(sha256(bytes), record.model.sha256);
      const infer = boardInference(specification, loadModel(bytes, `${name}.tflite`));
      const quality = await qualityOf(dataset, specification.metric, infer);
      assert.deepEqual(quality, record.quality.int8);
      const reached = quality.metric === 'top1' ? quality.correct / quality.samples : quality.area;
      assert.ok(reached >= specification.qualityTarget, `${reached} of ${specification.qualityTarget}`);
    });
  });
}

describe('A built-in workload that there is not', () => {
  it('is named together with those that there are', () => {
    assert.throws(() => builtInWorkload('chess'), /no workload "chess"; there are: .*kws01/);
  });
});
