import assert from 'node:assert/strict';
import fc from 'fast-check';
import { memoryBar } from '../../../harness/cli/memory-bar.ts';

function bar(capacityBytes: number | null, ...bytes: readonly [number, number, number]): string {
  const names = ['reserve', 'runtime', 'activations'];
  const neededBytes = bytes.reduce((sum, each) => sum + each, 0);
  return memoryBar({
    parts: bytes.map((each, index) => ({ name: names[index] ?? '', bytes: each })),
    neededBytes,
    capacityBytes,
    fits: capacityBytes === null ? null : neededBytes <= capacityBytes,
  });
}

describe('the bar of a memory', () => {
  it('gives each part its share, and shows what is free', () => {
    assert.equal(bar(400, 100, 100, 100), `[${'o'.repeat(10)}${'r'.repeat(10)}${'A'.repeat(10)}${'·'.repeat(10)}]`);
  });

  it('shows a part however small it is', () => {
    assert.equal(bar(1e6, 1, 1, 1), `[orA${'·'.repeat(37)}]`);
  });

  it('leaves out a part of nothing', () => {
    assert.equal(bar(400, 0, 200, 200), `[${'r'.repeat(20)}${'A'.repeat(20)}]`);
  });

  it('ends with an arrow where it does not fit', () => {
    assert.equal(bar(400, 200, 100, 101), `[${'o'.repeat(20)}${'r'.repeat(10)}${'A'.repeat(9)}>]`);
  });

  it('is full of what is needed where the capacity is not known', () => {
    assert.equal(bar(null, 100, 100, 200), `[${'o'.repeat(10)}${'r'.repeat(10)}${'A'.repeat(20)}]`);
  });

  it('is 42 characters wide whatever it shows', () => {
    const size = fc.nat({ max: 1e7 });
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 1e7 })), size, size, size, (capacity, a, b, c) => {
        assert.match(bar(capacity, a, b, c), /^\[.{40}\]$/);
      }),
    );
  });
});
