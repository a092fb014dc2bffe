import assert from 'node:assert/strict';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import type { Submission } from '../../../submissions/submission.ts';
import { memoryTree } from '../memory-tree.ts';

const kws = 'closed/acme/results/board/kws';
const claim = (throughput: string): string => `x Median throughput is ${throughput} inf./sec.\n`;

function read(files: Record<string, string>): Promise<Submission> {
  return readSubmission(memoryTree(files), { useFoldersAbove: false });
}

describe('several runs of a mode', () => {
  const shadowed = {
    [`${kws}/perf/log.txt`]: '',
    [`${kws}/perf/results.json`]: '[]',
    [`${kws}/perf/results.txt`]: claim('23.032'),
    [`${kws}/performance/results.txt`]: claim('9999.000'),
  };

  it('are judged by the folder that the official checker reads, though another holds more', async () => {
    const { results } = await read(shadowed);
    assert.deepEqual(
      results.map(({ runs }) => runs.performance?.folder),
      [`${kws}/performance`],
    );
  });

  it('contradict each other where they claim different figures', async () => {
    const several = (await read(shadowed)).findings.filter(({ rule }) => rule === 'layout-several-runs');
    assert.deepEqual(
      several.map(({ severity, bearing }) => [severity, bearing]),
      [['error', 'contradicted']],
    );
  });

  it('are a warning where they claim the same', async () => {
    const { findings } = await read({ ...shadowed, [`${kws}/performance/results.txt`]: claim('23.032') });
    assert.deepEqual(
      findings.filter(({ rule }) => rule === 'layout-several-runs').map(({ severity, bearing }) => [severity, bearing]),
      [['warning', 'none']],
    );
  });
});
