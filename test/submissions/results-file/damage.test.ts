import assert from 'node:assert/strict';
import fc from 'fast-check';
import { importResults } from '../../../submissions/results-file/import-results.ts';
import { resultsProblems } from '../../../submissions/results-file/read-results.ts';
import { smallRound, writeFiles } from '../small-round.ts';

const whole = smallRound({ withEnergy: true });
const paths = Object.keys(whole);

/** A file with bytes changed, cut off, or repeated, somewhere. */
function damaged(content: string | Uint8Array, kind: 'flip' | 'cut' | 'double' | 'empty', place: number): Uint8Array {
  const bytes = Buffer.from(content);
  const at = Math.floor(place * bytes.length);
  switch (kind) {
    case 'flip':
      bytes.writeUInt8((bytes.readUInt8(at) ^ 0x55) & 0xff, at);
      return bytes;
    case 'cut':
      return bytes.subarray(0, at);
    case 'double':
      return Buffer.concat([bytes, bytes.subarray(at)]);
    case 'empty':
      return Buffer.alloc(0);
  }
}

describe('Importing damaged files', () => {
  it('gives a file of the right form, and keeps the result that is not damaged', async function () {
    this.timeout(20_000);
    const sound = 'closed/other/results/board/kws/performance';
    const other = {
      [`${sound}/log.txt`]: whole['closed/acme/results/board/kws/performance/log.txt'] ?? '',
      [`${sound}/results.txt`]: whole['closed/acme/results/board/kws/performance/results.txt'] ?? '',
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom('flip' as const, 'cut' as const, 'double' as const, 'empty' as const),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        async (path, kind, place) => {
          const [folder, remove] = writeFiles({ ...whole, ...other, [path]: damaged(whole[path] ?? '', kind, place) });
          try {
            const file = await importResults([folder]);
            assert.deepEqual(resultsProblems(JSON.parse(JSON.stringify(file))), []);
            const kept = file.results.find(({ submitter }) => submitter === 'other');
            assert.equal(kept?.derived.throughput, 19.04761905);
          } finally {
            remove();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
