import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SampleMeasured } from '../../../harness/session/events.ts';
import { Samples } from '../../../harness/session/samples.ts';
import { sampleOf } from './example-session.ts';

const anySample: fc.Arbitrary<SampleMeasured> = fc
  .record({
    index: fc.nat(20),
    segment: fc.nat(3),
    segments: fc.constant(4),
    file: fc.string({ maxLength: 8 }),
    label: fc.nat(11),
    startLapUs: fc.nat(),
    verified: fc.boolean(),
    results: fc.array(fc.option(fc.nat(1000).map((value) => value / 1000)), { maxLength: 6 }),
  })
  .map((changes) => sampleOf(changes.index, changes));

describe('the samples of a session', () => {
  it('are what a plain map would hold, in order, the later replacing the earlier', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 200 }), (measured) => {
        const samples = new Samples();
        const plain = new Map<string, SampleMeasured>();
        for (const sample of measured) {
          samples.put(sample);
          plain.set(`${sample.index}/${sample.segment}`, sample);
        }
        const expected = [...plain.values()].sort((a, b) => a.index - b.index || a.segment - b.segment);
        assert.equal(samples.size, expected.length);
        assert.deepEqual([...samples], expected);
        assert.deepEqual([...samples.byFile()].flat(), expected);
        for (const sample of expected) assert.deepEqual(samples.get(sample.index, sample.segment), sample);
        assert.equal(samples.has(21, 0), false);
        assert.equal(samples.get(0, 4), undefined);
      }),
      { numRuns: 100 },
    );
  });

  it('come file by file, with all segments of each', () => {
    const samples = new Samples();
    for (const index of [1, 0]) for (const segment of [1, 0]) samples.put(sampleOf(index, { segment, segments: 2 }));
    const files = [...samples.byFile()].map((file) => file.map(({ index, segment }) => [index, segment]));
    assert.deepEqual(files, [
      [
        [0, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [1, 1],
      ],
    ]);
  });
});
