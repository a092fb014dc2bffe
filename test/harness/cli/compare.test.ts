import assert from 'node:assert/strict';
import { join } from 'node:path';
import { repositoryRoot } from '../../repository-root.ts';
import { RunningCommand } from './running-command.ts';

const published = join(repositoryRoot, 'submissions', 'published', 'results.json');
/** NUCLEO-L4R5ZI by STMicroelectronics, keyword spotting, in v1.0 and v1.2. */
const [before, after] = [`${published}#6134865c8823`, `${published}#d0054e1602b3`];

async function compare(...words: readonly string[]) {
  const command = new RunningCommand('compare', ...words);
  const status = await command.ended();
  return { status, stdout: command.stdout, stderr: command.stderr };
}

describe('boardbench compare', function () {
  this.timeout(60_000);

  it('says how two published results differ, and why', async () => {
    const { status, stdout } = await compare(before, after);
    assert.equal(status, 0);
    assert.match(stdout, /^B is 1\.74 × faster than A \(1\.737–1\.741\)\.$/m);
    assert.match(stdout, /clock: 120 → 120 MHz: no part in the throughput/);
    assert.match(stdout, /cycles per MAC: 3\.39 → 1\.951 cycles: × 1\.74 of the throughput/);
    assert.match(stdout, /framework: X-CUBE-AI v7\.3\.0 → X-CUBE-AI v9\.0/);
  });

  it('prints one JSON document with --json', async () => {
    const { stdout } = await compare(before, after, '--json');
    const document = JSON.parse(stdout) as {
      results: { letter: string; id: string }[];
      comparisons: { metrics: { metric: string; value: number; interval: [number, number] | null }[] }[];
    };
    assert.deepEqual(
      document.results.map(({ letter, id }) => [letter, id]),
      [
        ['A', '6134865c8823'],
        ['B', 'd0054e1602b3'],
      ],
    );
    const throughput = document.comparisons[0]?.metrics.find(({ metric }) => metric === 'throughput');
    assert.ok(Math.abs((throughput?.value ?? 0) - 1.7379) < 1e-3);
  });

  it('ends with 1 where nothing can be compared, and with 2 where it is not clear what is meant', async () => {
    const [other, unclear] = await Promise.all([
      compare(before, `${published}#a15269637fa2`),
      compare(published, before),
    ]);
    assert.equal(other.status, 1);
    assert.match(other.stdout, /B cannot be compared with A: they are of other workloads \(A of kws, B of ad\)/);
    assert.equal(unclear.status, 2);
    assert.match(unclear.stderr, /has \d+ results of ad/);
  });
});
