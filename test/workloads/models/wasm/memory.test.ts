import assert from 'node:assert/strict';
import { KernelMemory } from '../../../../workloads/models/wasm/memory.ts';

describe('The memory of kernels', () => {
  it('keeps its views alive when it grows', () => {
    const memory = new KernelMemory();
    const first = memory.allocate(100).fill(7);
    const large = memory.allocate(3_000_000);
    assert.equal(large.length, 3_000_000);
    assert.deepEqual(
      [...first],
      Array.from({ length: 100 }, () => 7),
    );
    assert.equal(memory.addressOf(first), 0);
    assert.equal(memory.addressOf(large), 128);
    // The same bytes, seen through the larger buffer.
    assert.equal(new Int8Array(memory.memory.buffer)[99], 7);
  });

  it('leaves room behind each allocation and aligns the next', () => {
    const memory = new KernelMemory();
    const addresses = [1, 16, 0, 17].map((bytes) => memory.addressOf(memory.allocate(bytes)));
    assert.deepEqual(addresses, [0, 32, 64, 80]);
  });

  it('copies words, and zeroes what it allocates', () => {
    const memory = new KernelMemory();
    assert.deepEqual([...memory.copyWords([1, -2, 3])], [1, -2, 3]);
    assert.deepEqual([...memory.allocate(4)], [0, 0, 0, 0]);
  });

  it('has an end', () => {
    assert.throws(() => new KernelMemory().allocate(2 ** 30), RangeError);
  });

  it('does not know the views of others', () => {
    assert.throws(() => new KernelMemory().addressOf(new KernelMemory().allocate(1)), TypeError);
    assert.throws(() => new KernelMemory().addressOf(new Int8Array(1)), TypeError);
  });
});
