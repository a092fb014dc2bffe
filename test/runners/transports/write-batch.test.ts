import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WriteBatch } from '../../../runners/transports/write-batch.ts';

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('write batch', () => {
  it('sends the writes of one tick together, those of a chain of promise callbacks too', async () => {
    const sent: string[] = [];
    const batch = new WriteBatch((bytes) => sent.push(bytes.toString('latin1')));
    await Promise.resolve();
    batch.add(Buffer.from('db load 2%'));
    await Promise.resolve();
    batch.add(Buffer.from('db 0001%'));
    assert.deepEqual(sent, []);
    await nextTurn();
    assert.deepEqual(sent, ['db load 2%db 0001%']);
  });

  it('keeps its own copy of the bytes, before and after sending', async () => {
    const sent: Buffer[] = [];
    const batch = new WriteBatch((bytes) => sent.push(bytes));
    const reused = Buffer.from('one');
    batch.add(reused);
    reused.write('xxx');
    await nextTurn();
    reused.write('two');
    batch.add(reused);
    await nextTurn();
    assert.deepEqual(sent.map(String), ['one', 'two']);
  });

  it('sends nothing when cleared', async () => {
    const sent: Buffer[] = [];
    const batch = new WriteBatch((bytes) => sent.push(bytes));
    batch.add(Buffer.from('late'));
    batch.clear();
    await nextTurn();
    assert.deepEqual(sent, []);
  });

  it('loses, adds and reorders nothing, whatever the sizes', async () => {
    const turns = fc.array(fc.array(fc.uint8Array({ maxLength: 40_000 }), { maxLength: 4 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(turns, async (writes) => {
        const sent: Buffer[] = [];
        const batch = new WriteBatch((bytes) => sent.push(bytes));
        for (const turn of writes) {
          for (const bytes of turn) batch.add(bytes);
          await nextTurn();
        }
        assert.ok(Buffer.concat(sent).equals(Buffer.concat(writes.flat())));
        assert.ok(sent.length <= writes.length);
      }),
      { numRuns: 50 },
    );
  });
});
