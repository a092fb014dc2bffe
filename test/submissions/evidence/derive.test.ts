import assert from 'node:assert/strict';
import { deriveResult } from '../../../submissions/evidence/derive.ts';
import { readEvidence } from '../../../submissions/evidence/read-evidence.ts';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import { memoryTree } from '../memory-tree.ts';
import { smallSubmission } from '../small-submission.ts';

describe('the AUC of a result', () => {
  it('is as the program computes it that wrote the log of the accuracy run, whatever other runs are of', async () => {
    const files = smallSubmission();
    const records = 'closed/acme/results/board/ic/accuracy/results.json';
    // Scores between the hundredths, where the two definitions part.
    files[records] = String(files[records])
      .replaceAll(/\b1(?=[,\]])(?=[^{]*\]\})/g, '0.503')
      .replaceAll('[0,', '[0.501,');
    const submission = await readSubmission(memoryTree(files), { round: 'v1.3', useFoldersAbove: false });
    const result = submission.results.find(({ benchmark }) => benchmark === 'ic');
    assert.ok(result);
    const { runs } = await readEvidence(submission.tree, result);
    const { accuracy } = runs;
    assert.ok(accuracy?.log != null);
    for (const runner of ['eembc', 'mlcommons'] as const) {
      const aucOf = (format: 'eembc' | 'mlcommons'): (number | null)[] => {
        const log = { ...accuracy.log, format } as typeof accuracy.log;
        const { derived } = deriveResult({ ...result, runner }, { ...runs, accuracy: { ...accuracy, log } });
        return [derived.auc, derived.accuracy?.aucEembc ?? null, derived.accuracy?.aucMlcommons ?? null];
      };
      const [ofEembc, eembc, mlcommons] = aucOf('eembc');
      assert.notEqual(eembc, mlcommons);
      assert.equal(ofEembc, eembc);
      assert.equal(aucOf('mlcommons')[0], mlcommons);
    }
  });
});
