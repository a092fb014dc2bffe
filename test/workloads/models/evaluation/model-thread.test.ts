import assert from 'node:assert/strict';
import { ModelThread } from '../../../../workloads/models/evaluation/model-thread.ts';
import type { WindowChunk } from '../../../../workloads/models/evaluation/windows.ts';
import { chunksOf } from '../../../../workloads/models/evaluation/windows.ts';
import { smallDataset, smallInput, smallModel, smallWorkload } from './example.ts';

function inputsOf({ windows }: WindowChunk): Uint8Array[] {
  return windows.map(({ row, segment }) => smallInput(row.index, segment));
}

describe('A thread with a model', () => {
  const chunks = [...chunksOf(smallDataset(Array.from({ length: 30 }, () => 1)).rows, 10)];
  const [first, second, third] = chunks;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);

  it('names the row at which it died, and fails everything that waits', async () => {
    const thread = new ModelThread(smallModel, smallWorkload, new URL('dying-worker.mjs', import.meta.url));
    const results = [first, second, third].map((chunk) => thread.run(chunk, inputsOf(chunk)));
    const outcomes = await Promise.allSettled(results);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    const message = 'Running small.tflite failed at row 16 (15.bin): its thread ended with status 9';
    await assert.rejects(results[1] ?? Promise.resolve(), { code: 'model.failed', message });
    await assert.rejects(results[2] ?? Promise.resolve(), { code: 'model.failed', message });
    await assert.rejects(thread.run(third, inputsOf(third)), { code: 'model.failed' });
    await thread.stop();
  });

  it('fails where it cannot even start', async () => {
    const thread = new ModelThread(smallModel, smallWorkload, new URL('no-such-worker.mjs', import.meta.url));
    await assert.rejects(thread.run(first, inputsOf(first)), { code: 'model.failed' });
    await thread.stop();
  });

  it('leaves the inputs as they were', async () => {
    const thread = new ModelThread(smallModel, smallWorkload);
    const inputs = inputsOf(first);
    const results = await thread.run(first, inputs);
    assert.equal(results.length, 10);
    assert.deepEqual(inputs, inputsOf(first));
    await thread.stop();
  });
});
