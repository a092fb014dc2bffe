import assert from 'node:assert/strict';
import { BenchError } from '../../../../harness/errors.ts';
import { boardInference } from '../../../../workloads/models/board-results.ts';
import { evaluate } from '../../../../workloads/models/evaluation/evaluate.ts';
import { loadModel } from '../../../../workloads/models/load-model.ts';
import { smallDataset, smallInput, smallModel, smallWorkload } from './example.ts';

const manyRows = Array.from({ length: 150 }, () => 1);

describe('The evaluation of a data set', () => {
  it('gives each row what the model answers, in the order of the rows, with any number of threads', async () => {
    const segments = [1, 3, 70, 1, 1, 40, 2];
    const infer = boardInference(smallWorkload, loadModel(smallModel.bytes, smallModel.file));
    const expected = segments.map((count, row) =>
      Array.from({ length: count }, (_, segment) => infer(smallInput(row, segment))),
    );
    for (const workers of [1, 3]) {
      const rows = await evaluate(smallModel, smallDataset(segments), smallWorkload, { workers });
      assert.deepEqual(
        rows.map(({ row }) => row.index),
        segments.map((_, row) => row),
      );
      assert.deepEqual(
        rows.map(({ results }) => results),
        expected,
      );
    }
  });

  it('says how far it is, up to the last row', async () => {
    const seen: number[] = [];
    const onProgress = (done: number, total: number): void => {
      assert.equal(total, 150);
      seen.push(done);
    };
    await evaluate(smallModel, smallDataset(manyRows), smallWorkload, { workers: 2, onProgress });
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.equal(seen.at(-1), 150);
  });

  it('reads only a little ahead of what is computed', async () => {
    let reads = 0;
    let most = 0;
    let done = 0;
    const dataset = smallDataset(
      Array.from({ length: 1000 }, () => 1),
      (row, segment) => {
        reads += 1;
        most = Math.max(most, reads - done);
        return smallInput(row, segment);
      },
    );
    await evaluate(smallModel, dataset, smallWorkload, {
      workers: 1,
      onProgress: (rows) => {
        done = rows;
      },
    });
    assert.equal(reads, 1000);
    assert.ok(most <= 64, `${most} inputs were read and not computed yet`);
  });

  it('takes an empty data set', async () => {
    assert.deepEqual(await evaluate(smallModel, smallDataset([]), smallWorkload), []);
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const evaluation = evaluate(smallModel, smallDataset(manyRows), smallWorkload, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason);
      },
    });
    await assert.rejects(evaluation, reason);
    await assert.rejects(
      evaluate(smallModel, smallDataset(manyRows), smallWorkload, { signal: controller.signal }),
      reason,
    );
  });

  it('passes on the errors of reading an input', async () => {
    const dataset = smallDataset(manyRows, (row, segment) => {
      if (row === 77) throw new BenchError('dataset.inputs', { directory: 'small', count: 1, problems: 'gone' });
      return smallInput(row, segment);
    });
    await assert.rejects(evaluate(smallModel, dataset, smallWorkload), { code: 'dataset.inputs' });
  });

  it('passes on that an input does not fit the model', async () => {
    const dataset = smallDataset(manyRows, (row, segment) => smallInput(row, segment).subarray(row === 50 ? 1 : 0));
    await assert.rejects(evaluate(smallModel, dataset, smallWorkload), {
      code: 'model.input',
      details: { wanted: 16, found: 15 },
    });
  });

  it('passes on that the file is no model', async () => {
    const foreign = { file: 'foreign.tflite', bytes: new Uint8Array(100) };
    await assert.rejects(evaluate(foreign, smallDataset([1]), smallWorkload), { code: 'model.unreadable' });
  });
});
