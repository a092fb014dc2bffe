import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import type { ErrorCode } from '../../../harness/errors.ts';
import { resumeRun, run } from '../../../harness/modes/run.ts';
import type { SessionOutcome } from '../../../harness/session/derive.ts';
import type { Mode } from '../../../harness/session/events.ts';
import { verifySessions } from '../../../harness/session/verify.ts';
import { requestOf, SimulatedBench } from './simulated-bench.ts';

const samples = 40;

function codeOf(error: unknown): string {
  assert.ok(error instanceof BenchError, String(error instanceof Error ? error.stack : error));
  return error.code;
}

/** The results of an accuracy session, by sample. */
function resultsOf(outcome: SessionOutcome | undefined): (readonly (number | null)[])[] {
  return [...(outcome?.state.samples ?? [])].map((sample) => sample.results);
}

describe('a run on a simulated board', () => {
  let bench: SimulatedBench;
  let runs = 0;
  before(() => {
    bench = new SimulatedBench(samples);
  });
  after(() => {
    bench.remove();
  });

  async function runOn(options: string, modes: readonly Mode[], change = {}): Promise<SessionOutcome[]> {
    const outcomes: SessionOutcome[] = [];
    await run(requestOf(bench, `run${++runs}`, modes, change), bench.surroundings(options, outcomes));
    return outcomes;
  }

  it('measures five windows of ten seconds on five inputs, and every sample', async () => {
    const [performance, accuracy] = await runOn('', ['performance', 'accuracy']);
    assert.ok(performance?.result?.kind === 'performance');
    assert.equal(performance.result.windows.length, 5);
    assert.equal(new Set(performance.result.windows.map(({ input }) => input)).size, 5);
    for (const { elapsedUs } of performance.result.windows) assert.ok(elapsedUs >= 10e6 && elapsedUs < 10.5e6);
    assert.ok(accuracy?.result?.kind === 'accuracy');
    assert.equal(accuracy.result.samples, samples);
    assert.deepEqual(resultsOf(accuracy), bench.expected);
    assert.equal(accuracy.state.head.previousSession?.hash, performance.journal.chain.hash);
    assert.ok(accuracy.verdict.simulated && !accuracy.verdict.submittable);
    for (const { findings } of await verifySessions(bench.out(`run${runs}`))) assert.deepEqual(findings, []);
  });

  it('asks the board for the workload when none is named', async () => {
    const outcomes: SessionOutcome[] = [];
    const request = { ...requestOf(bench, 'auto', ['accuracy']), workload: 'auto' };
    await run(request, bench.surroundings('', outcomes));
    assert.equal(outcomes[0]?.state.head.workload.name, 'kws01');
  });

  describe('gets the same accuracy whatever the line or the board does:', () => {
    const harmless = [
      'queue=1',
      'queue=3',
      'queue=1&fault=drop-in:0.0003',
      'fault=drop-in:0.0002',
      'fault=drop-out:0.0003',
      'fault=overrun:0.0001',
      'fault=split:0.002',
      'fault=noise:0.1',
      'fault=late:300@9',
      'fault=late:3000@9',
      'fault=reset@7',
      'fault=error@7',
      'fault=flip-in:0.0003',
      'fault=flip-out:0.0003',
      'banner=none',
      'banner=double',
      'banner=late',
      'boot=4000',
      'reset-on-open=false',
      'lap-start=4294900000&lap-bits=32',
      'lap-resolution=1000',
    ];
    for (const options of harmless) {
      it(options, async () => {
        const [accuracy] = await runOn(`&${options}`, ['accuracy']);
        assert.deepEqual(resultsOf(accuracy), bench.expected);
        assert.equal(accuracy?.state.standing.kind, 'finished');
      });
    }
  });

  describe('gets the same throughput whatever the line or the board does:', () => {
    const harmless = [
      'queue=1',
      'fault=drop-in:0.0003',
      'fault=drop-out:0.001',
      'fault=split:0.01',
      'fault=noise:0.2',
      'fault=reset@5',
      'fault=late:3000@5',
      'fault=lap-jump@1',
      'fault=lap-jump@5',
      'fault=lap-jump:-5000000@6',
      'fault=flip-out:0.001',
      'lap-start=4294900000&lap-bits=32',
      'lap-resolution=1000',
    ];
    let undisturbedUs = 0;
    before(async () => {
      const [performance] = await runOn('', ['performance']);
      if (performance?.result?.kind === 'performance') undisturbedUs = performance.result.latencyUs;
    });
    for (const options of harmless) {
      it(options, async () => {
        const [performance] = await runOn(`&${options}`, ['performance']);
        assert.ok(performance?.result?.kind === 'performance');
        assert.equal(performance.result.windows.length, 5);
        assert.ok(performance.result.spread < 0.001, String(performance.result.spread));
        assert.ok(Math.abs(performance.result.latencyUs - undisturbedUs) < 1, String(performance.result.latencyUs));
        for (const { elapsedUs } of performance.result.windows) assert.ok(elapsedUs >= 10e6);
      });
    }
  });

  describe('stops with an error that names the fault, and keeps what was recorded:', () => {
    const fatal: [string, ErrorCode][] = [
      ['fault=silence@9', 'board.silent'],
      ['fault=vanish@9', 'port.vanished'],
      ['fault=error:1', 'board.error'],
      ['fault=wrong-model:vww01', 'model.mismatch'],
      ['fault=garbage', 'board.garbage'],
      ['mode=energy', 'board.energy-mode'],
      ['fault=drop-in:0.02', 'link.unreliable'],
      ['fault=nan:1', 'result.invalid'],
    ];
    for (const [options, code] of fatal) {
      it(`${options} → ${code}`, async () => {
        const outcomes: SessionOutcome[] = [];
        const request = requestOf(bench, `fatal${++runs}`, ['accuracy']);
        await assert.rejects(
          run(request, bench.surroundings(`&${options}`, outcomes)),
          (error) => codeOf(error) === code,
        );
        const [outcome] = outcomes;
        assert.equal(outcome?.state.standing.kind, 'stopped');
        if (options.endsWith('@9')) assert.equal(outcome.state.samples.size, 8);
        for (const { findings } of await verifySessions(request.directory)) assert.deepEqual(findings, []);
      });
    }
  });

  it('calls samples without numbers invalid, counts them as wrong, and is not official then', async () => {
    const [accuracy] = await runOn('&fault=nan@3', ['accuracy']);
    assert.ok(accuracy?.result?.kind === 'accuracy');
    assert.equal(accuracy.result.invalidSamples, 1);
    assert.equal(accuracy.result.samples, samples);
    assert.equal(accuracy.verdict.official, false);
  });

  it('is unofficial with --limit, and measures only so many', async () => {
    const [accuracy] = await runOn('', ['accuracy'], { limit: 7 });
    assert.ok(accuracy?.result?.kind === 'accuracy');
    assert.equal(accuracy.result.samples, 7);
    assert.ok(accuracy.verdict.reasons.some((reason) => reason.includes('--limit 7')));
  });

  it('reads loads back when asked, and says so of each sample', async () => {
    const [accuracy] = await runOn('&fault=flip-in:0.0002', ['accuracy'], { verifyLoads: true });
    assert.deepEqual(resultsOf(accuracy), bench.expected);
    assert.ok([...(accuracy?.state.samples ?? [])].every((sample) => sample.verified));
  });

  it('keeps one command in flight with burst 1', async () => {
    const [accuracy] = await runOn('&queue=1', ['accuracy'], { burst: 1 });
    assert.deepEqual(resultsOf(accuracy), bench.expected);
    assert.equal(accuracy?.state.faults.size, 0);
  });

  it('refuses an output folder that is not empty', async () => {
    const request = requestOf(bench, 'taken', ['accuracy']);
    await run(request, bench.surroundings('', []));
    await assert.rejects(run(request, bench.surroundings('', [])), (error) => codeOf(error) === 'session.not-empty');
  });

  describe('that is stopped', () => {
    it('can be interrupted at any sample, and ends with the same results when it is resumed', async () => {
      const [whole] = await runOn('', ['accuracy']);
      for (const stopAt of [0, 1, 17, samples - 1]) {
        const controller = new AbortController();
        const request = requestOf(bench, `interrupted${++runs}`, ['accuracy']);
        const outcomes: SessionOutcome[] = [];
        const surroundings = {
          ...bench.surroundings('', outcomes, controller.signal),
          onProgress: (_: string, { done }: { done: number }): void => {
            if (done === stopAt) controller.abort(new Error('enough'));
          },
        };
        await assert.rejects(run(request, surroundings), (error) => codeOf(error) === 'run.interrupted');
        assert.equal(outcomes[0]?.state.samples.size, stopAt);
        const resumed: SessionOutcome[] = [];
        await resumeRun(request.directory, {}, bench.surroundings('', resumed));
        assert.deepEqual(resultsOf(resumed[0]), bench.expected);
        assert.deepEqual(resumed[0]?.result, whole?.result);
        for (const { findings } of await verifySessions(request.directory)) assert.deepEqual(findings, []);
      }
    });

    it('goes on with the sessions that had not begun', async () => {
      const request = requestOf(bench, 'modes', ['performance', 'accuracy']);
      await assert.rejects(
        run(request, bench.surroundings('&fault=vanish@6', [])),
        (error) => codeOf(error) === 'port.vanished',
      );
      const outcomes: SessionOutcome[] = [];
      await resumeRun(request.directory, {}, bench.surroundings('', outcomes));
      assert.deepEqual(
        outcomes.map(({ state }) => state.head.mode),
        ['performance', 'accuracy'],
      );
      assert.ok(outcomes.every(({ state }) => state.standing.kind === 'finished'));
      await assert.rejects(
        resumeRun(request.directory, {}, bench.surroundings('', [])),
        (error) => codeOf(error) === 'session.complete',
      );
    });

    it('ends the same after a crash at any byte of its journal', async () => {
      const request = requestOf(bench, 'crashed', ['performance', 'accuracy']);
      const whole: SessionOutcome[] = [];
      await run(request, bench.surroundings('', whole));
      for (const [position, mode] of request.modes.entries()) {
        const session = join(request.directory, 'kws01', mode);
        const journal = readFileSync(join(session, 'journal.jsonl'));
        const firstLine = journal.indexOf(10) + 1;
        const end = journal.lastIndexOf(10, journal.length - 2);
        for (let step = 0; step < 8; step++) {
          const length = firstLine + Math.floor(((end - firstLine) * step) / 7.3);
          const copy = bench.out(`crash${++runs}`);
          cpSync(session, copy, { recursive: true });
          truncateSync(join(copy, 'journal.jsonl'), length);
          const outcomes: SessionOutcome[] = [];
          await resumeRun(copy, {}, bench.surroundings('', outcomes));
          assert.deepEqual(outcomes[0]?.result, whole[position]?.result, `cut at ${length}`);
          for (const { findings } of await verifySessions(copy)) assert.deepEqual(findings, []);
        }
      }
    });

    it('begins a session anew that was cut off within its first line', async () => {
      for (const length of [0, 100]) {
        const request = requestOf(bench, `torn${++runs}`, ['performance', 'accuracy']);
        await run(request, bench.surroundings('', []));
        truncateSync(join(request.directory, 'kws01', 'accuracy', 'journal.jsonl'), length);
        for (const name of ['log.txt', 'results.txt', 'results.json', 'manifest.json']) {
          rmSync(join(request.directory, 'kws01', 'accuracy', name));
        }
        const outcomes: SessionOutcome[] = [];
        await resumeRun(request.directory, {}, bench.surroundings('', outcomes));
        assert.deepEqual(resultsOf(outcomes[1]), bench.expected);
      }
    });

    it('gets its files when it was stopped between the last line and them', async () => {
      const request = requestOf(bench, 'underived', ['accuracy']);
      await run(request, bench.surroundings('', []));
      rmSync(join(request.directory, 'kws01', 'accuracy', 'manifest.json'));
      await resumeRun(request.directory, {}, bench.surroundings('', []));
      for (const { findings } of await verifySessions(request.directory)) assert.deepEqual(findings, []);
    });

    it('takes no other board for the modes that are left', async () => {
      const request = requestOf(bench, 'two-boards', ['performance', 'accuracy']);
      const whole: SessionOutcome[] = [];
      await run({ ...request, modes: ['performance'] }, bench.surroundings('', whole));
      await assert.rejects(
        run(requestOf(bench, 'two-boards-2', ['performance', 'accuracy']), bench.surroundings('&fault=vanish@10', [])),
      );
      await assert.rejects(
        resumeRun(bench.out('two-boards-2'), {}, bench.surroundings('&name=another', [])),
        (error) => codeOf(error) === 'board.changed',
      );
    });

    it('can be gone on with in lock-step', async () => {
      const request = requestOf(bench, 'lock-step', ['accuracy']);
      await assert.rejects(run(request, bench.surroundings('&fault=vanish@6', [])));
      const outcomes: SessionOutcome[] = [];
      await resumeRun(request.directory, { link: { burst: 1 } }, bench.surroundings('', outcomes));
      assert.equal(outcomes[0]?.state.burstDepth, 1);
      assert.deepEqual(resultsOf(outcomes[0]), bench.expected);
    });

    it('is not gone on with on other data', async () => {
      const request = requestOf(bench, 'changed', ['accuracy']);
      await assert.rejects(run(request, bench.surroundings('&fault=vanish@6', [])));
      const copy = bench.out('other-data');
      cpSync(bench.dataset, copy, { recursive: true });
      writeFileSync(join(copy, 'input_0003.bin'), new Uint8Array(490));
      await assert.rejects(
        resumeRun(request.directory, { dataset: copy }, bench.surroundings('', [])),
        (error) => codeOf(error) === 'dataset.changed',
      );
    });

    it('is not gone on with on another board', async () => {
      const request = requestOf(bench, 'other-board', ['accuracy']);
      await assert.rejects(run(request, bench.surroundings('&fault=vanish@6', [])));
      await assert.rejects(
        resumeRun(request.directory, {}, bench.surroundings('&name=another', [])),
        (error) => codeOf(error) === 'board.changed',
      );
    });
  });
});
