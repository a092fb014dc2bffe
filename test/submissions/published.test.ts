import assert from 'node:assert/strict';
import { readEvidence } from '../../submissions/evidence/read-evidence.ts';
import { folderTree } from '../../submissions/folder-tree.ts';
import { readSubmission } from '../../submissions/layouts/read-submission.ts';
import { describeWithPublished, unpackRound } from '../published.ts';
import { figureDifferences, goldenKey, layoutDifferences, readGolden, resultKey } from './golden.ts';

describeWithPublished('The published rounds', (directory) => {
  for (const [round, count] of Object.entries({ 'v1.0': 60, 'v1.2': 73, 'v1.3': 43 })) {
    it(`${round}: all ${count} results are found, and every figure is derived as it is in the records`, async function () {
      this.timeout(60_000);
      const [folder, remove] = unpackRound(directory, round, ['*']);
      try {
        const golden = readGolden(directory, round);
        const tree = await folderTree(folder);
        const submission = await readSubmission(tree);
        assert.equal(submission.round, round);
        assert.equal(submission.results.length, count);
        assert.deepEqual(layoutDifferences(golden, submission), []);
        const records = new Map(golden.map((record) => [goldenKey(record), record]));
        const differences: string[] = [];
        for (const result of submission.results) {
          const record = records.get(resultKey(result));
          assert.ok(record);
          differences.push(...figureDifferences(record, await readEvidence(tree, result)));
        }
        assert.deepEqual(differences, []);
      } finally {
        remove();
      }
    });
  }
});
