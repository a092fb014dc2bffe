import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resumeRun, run } from '../../../harness/modes/run.ts';
import type { SessionOutcome } from '../../../harness/session/derive.ts';
import { verifySessions } from '../../../harness/session/verify.ts';
import { requestOf, SimulatedBench } from './simulated-bench.ts';

const samples = 12;

describe('a run of a workload of one’s own', () => {
  let bench: SimulatedBench;
  let file = '';
  before(() => {
    bench = new SimulatedBench(samples, 'sounds01');
    file = join(bench.folder, 'sounds.yaml');
    const classes = Array.from({ length: 12 }, (_, index) => `sound ${index}`).join(', ');
    const input = 'input: {type: int8, shape: [490]}';
    const goal = 'metric: top1\ntarget: 0.5\nperformanceRows: 2\n';
    writeFileSync(file, `name: sounds01\ndataset: dataset\n${input}\nclasses: [${classes}]\n${goal}`);
  });
  after(() => {
    bench.remove();
  });

  it('measures speed and accuracy, is recorded as what it is, and is not official', async () => {
    const outcomes: SessionOutcome[] = [];
    const request = { ...requestOf(bench, 'whole', ['performance', 'accuracy']), workload: file };
    await run(request, bench.surroundings('', outcomes));
    const [performance, accuracy] = outcomes;
    assert.ok(performance?.result?.kind === 'performance' && accuracy?.result?.kind === 'accuracy');
    assert.equal(new Set(performance.result.windows.map(({ input }) => input)).size, 2);
    assert.equal(accuracy.result.samples, samples);
    assert.deepEqual(accuracy.state.head.workload.qualityTarget, 0.5);
    assert.equal(accuracy.verdict.official, false);
    for (const { findings } of await verifySessions(bench.out('whole'))) assert.deepEqual(findings, []);
  });

  it('is gone on with when its file is given again, and only then', async () => {
    const stop = new AbortController();
    const request = { ...requestOf(bench, 'stopped', ['accuracy']), workload: file };
    const surroundings = bench.surroundings('', [], stop.signal);
    await assert.rejects(
      run(request, {
        ...surroundings,
        onProgress: (_, { done }) => {
          if (done === 5) stop.abort(new Error('interrupted'));
        },
      }),
      { code: 'run.interrupted' },
    );
    const resume = async (workload?: string): Promise<SessionOutcome[]> => {
      const outcomes: SessionOutcome[] = [];
      await resumeRun(request.directory, { workload }, bench.surroundings('', outcomes));
      return outcomes;
    };
    await assert.rejects(resume(), { code: 'session.workload', message: /sounds01: it is a workload of your own/ });
    await assert.rejects(resume('kws01'), { code: 'session.workload', message: /kws01 describes another/ });
    const changed = join(bench.folder, 'changed.yaml');
    writeFileSync(changed, readFileSync(file, 'utf8').replace('0.5', '0.4'));
    await assert.rejects(resume(changed), { code: 'session.workload', message: /has changed/ });
    const [outcome] = await resume(file);
    assert.ok(outcome?.result?.kind === 'accuracy');
    assert.equal(outcome.result.samples, samples);
    assert.equal(outcome.state.resumed, 1);
  });
});
