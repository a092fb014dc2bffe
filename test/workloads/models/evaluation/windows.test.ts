import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chunksOf } from '../../../../workloads/models/evaluation/windows.ts';
import { smallDataset } from './example.ts';

describe('Chunks of a data set', () => {
  it('hold every window once, in order, none more than its size and only the last fewer', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7)), fc.integer({ min: 1, max: 9 }), (segments, size) => {
        const chunks = [...chunksOf(smallDataset(segments).rows, size)];
        const windows = chunks.flatMap((chunk) => chunk.windows.map(({ row, segment }) => [row.index, segment]));
        const expected = segments.flatMap((count, row) =>
          Array.from({ length: count }, (_, segment) => [row, segment]),
        );
        assert.deepEqual(windows, expected);
        assert.deepEqual(
          chunks.map(({ index }) => index),
          chunks.map((_, index) => index),
        );
        assert.ok(chunks.slice(0, -1).every((chunk) => chunk.windows.length === size));
        assert.ok((chunks.at(-1)?.windows.length ?? 1) <= size);
      }),
    );
  });
});
