import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import { resumeRun, run } from '../../../harness/modes/run.ts';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { SessionOutcome } from '../../../harness/session/derive.ts';
import type { SessionOptions } from '../../../harness/session/events.ts';
import type { EnergyResult } from '../../../harness/session/results/energy.ts';
import { verifySessions } from '../../../harness/session/verify.ts';
import { simulatedWindow } from '../../../runners/simulated/current-model.ts';
import { parseSimulatedUrl } from '../../../runners/simulated/options.ts';
import { requestOf, SimulatedBench } from './simulated-bench.ts';

const voltageV = 3;

/** Changes a journal as a forger would: with the chain of its lines made anew. */
function rewriteJournal(file: string, change: (event: Record<string, unknown>) => void): void {
  let prev = '0'.repeat(64);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const forged = lines.map((line) => {
    const event = JSON.parse(line) as Record<string, unknown>;
    change(event);
    event['prev'] = prev;
    const text = JSON.stringify(event);
    prev = createHash('sha256').update(text).digest('hex');
    return `${text}\n`;
  });
  writeFileSync(file, forged.join(''));
}

describe('an energy run', () => {
  let bench: SimulatedBench;
  before(() => {
    bench = new SimulatedBench(5);
  });
  after(() => {
    bench.remove();
  });

  async function measured(
    name: string,
    monitor: string,
    boardOptions = '&mode=energy',
    change: Partial<SessionOptions> = {},
  ): Promise<SessionOutcome> {
    const outcomes: SessionOutcome[] = [];
    const energy = { monitor, ioManager: null, voltageV };
    const request = requestOf(bench, name, ['energy'], { energy, ...change });
    await run(request, bench.surroundings(boardOptions, outcomes));
    const [outcome] = outcomes;
    assert.ok(outcome !== undefined);
    return outcome;
  }

  function energyOf({ result }: SessionOutcome): EnergyResult {
    assert.ok(result?.kind === 'energy');
    return result;
  }

  /** What the board's own model says of a window, joules an inference. */
  function expectedJ(index: number, iterations: number): number {
    const { options } = parseSimulatedUrl('sim:cortex-m4?model=none&mode=energy');
    return simulatedWindow(options, bench.costs, bench.input(index), iterations, voltageV).energyJ / iterations;
  }

  async function expectSound(name: string): Promise<void> {
    for (const { findings } of await verifySessions(bench.out(name))) assert.deepEqual(findings, []);
  }

  it('gives the energy that the model of the board says, within the bound of the trust statement', async () => {
    const outcome = await measured('plain', 'sim:?rate=10000');
    const { windows, trust, energyPerInferenceJ, lostSamples } = energyOf(outcome);
    assert.equal(windows.length, 5);
    assert.equal(lostSamples, 0);
    for (const { index, iterations, seconds, energyPerInferenceJ: joules } of windows) {
      assert.ok(seconds >= 10 && iterations >= 10);
      const expected = expectedJ(index, iterations);
      assert.ok(Math.abs(joules - expected) <= (trust.boundJ ?? 0), `${joules} is not ${expected}`);
      // A window cut at the wrong edge would be off by the idle current, which is a sixth of the computing one's.
      assert.ok(Math.abs(joules / expected - 1) < 1e-4, `${joules} is not ${expected}`);
    }
    assert.ok(energyPerInferenceJ > 0);
    assert.equal(trust.tier, 'informative');
    assert.ok(trust.reasons.includes('it was measured in a simulation'));
    await expectSound('plain');
  });

  it('leaves what the official checker wants, and a drawing for each window', () => {
    const folder = join(bench.out('plain'), 'kws01', 'energy');
    const text = readFileSync(join(folder, 'results.txt'), 'utf8');
    const [, figure] = /Median energy cost is ([\d.]+) uJ\/inf/.exec(text) ?? [];
    assert.ok(Number(figure) > 100);
    const entries: unknown = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
    assert.ok(Array.isArray(entries) && entries.length === 5);
    const costs = entries.map(
      (entry: { infer: { iterations: number }; power: { samples: number[]; timestamps: [string, number][] } }) => {
        const [, start] = entry.power.timestamps.at(-2) ?? ['', 0];
        const [, end] = entry.power.timestamps.at(-1) ?? ['', 0];
        const joules = entry.power.samples.slice(start, end).reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(end - start - 10_204) < 20, 'samples of about a millisecond');
        return (joules * 1e6) / entry.infer.iterations;
      },
    );
    costs.sort((a, b) => a - b);
    assert.equal(costs[2]?.toFixed(3), figure);
    const drawings = readdirSync(folder).filter((name) => name.endsWith('.svg'));
    assert.deepEqual(
      drawings,
      [0, 1, 2, 3, 4].map((index) => `energy_inf_00${index}.svg`),
    );
    assert.match(readFileSync(join(folder, 'energy_inf_002.svg'), 'utf8'), /^<svg[^]*kws01, window 3[^]*<\/svg>\n?$/);
  });

  const faults: readonly [string, string, RegExp][] = [
    ['a missing edge', 'missing-edge@8', /1 edge was seen/],
    ['a doubled edge', 'double-edge@9', /3 edges were seen/],
  ];
  for (const [title, fault, why] of faults) {
    it(`measures a window again after ${title}`, async () => {
      const name = fault.replace('@', '-');
      const outcome = await measured(name, `sim:?rate=10000&fault=${fault}`);
      const { windows } = energyOf(outcome);
      assert.equal(windows.length, 5);
      const rejected = [outcome.state.calibration?.why, ...outcome.state.rejectedEnergy.map((window) => window.why)];
      assert.ok(
        rejected.some((reason) => why.test(reason ?? '')),
        JSON.stringify(rejected),
      );
      for (const { index, iterations, energyPerInferenceJ } of windows) {
        assert.ok(Math.abs(energyPerInferenceJ / expectedJ(index, iterations) - 1) < 1e-4);
      }
      await expectSound(name);
    });
  }

  it('takes a bouncing contact for one edge', async () => {
    const outcome = await measured('bounce', 'sim:?rate=100000&fault=bounce@7&fault=bounce@10', undefined, {
      windows: 2,
    });
    const { windows } = energyOf(outcome);
    assert.equal(outcome.state.rejectedEnergy.length, 0);
    for (const { index, iterations, energyPerInferenceJ } of windows) {
      assert.ok(Math.abs(energyPerInferenceJ / expectedJ(index, iterations) - 1) < 1e-4);
    }
  });

  it('names lost samples, and bounds what they may change', async () => {
    const outcome = await measured('lossy', 'sim:?rate=10000&fault=lose:5000@7');
    const { windows, trust, lostSamples } = energyOf(outcome);
    assert.equal(lostSamples, 5000);
    assert.ok(
      trust.reasons.some((reason) => /lost more than/.test(reason)),
      trust.reasons.join('; '),
    );
    for (const { index, iterations, energyPerInferenceJ } of windows) {
      assert.ok(Math.abs(energyPerInferenceJ - expectedJ(index, iterations)) <= (trust.boundJ ?? 0));
    }
    assert.ok(outcome.verdict.reasons.some((reason) => /lost 5000 samples/.test(reason)));
  });

  it('holds the sample clock against the laps of a board that prints them', async () => {
    const outcome = await measured('drift', 'sim:?rate=10000&drift-ppm=1200', '', { windows: 1 });
    const { trust } = energyOf(outcome);
    const clock = trust.contributions.find(({ name }) => name === 'sample clock');
    assert.match(clock?.why ?? '', /0\.12 % against the clock of the board/);
    assert.ok((clock?.joulesPerInference ?? 0) > 0);
  });

  it('holds it against the host where the board prints no laps, free of what the line takes', async () => {
    const board = '&mode=energy&time=real&baud=9600';
    const outcome = await measured('host-clock', 'sim:?rate=10000&drift-ppm=1200', board, { windows: 1 });
    const { trust } = energyOf(outcome);
    const clock = trust.contributions.find(({ name }) => name === 'sample clock');
    assert.match(clock?.why ?? '', /0\.12\d* % against the clock of the host/);
  });

  it('keeps what was recorded when the instrument vanishes, and goes on with --resume', async () => {
    await assert.rejects(
      measured('vanished', 'sim:?rate=10000&fault=vanish@10'),
      (error) => error instanceof BenchError && error.code === 'instrument.vanished',
    );
    const folder = join(bench.out('vanished'), 'kws01', 'energy');
    const recordings = readdirSync(folder).filter((name) => name.endsWith('.trace')).length;
    await expectSound('vanished');
    const outcomes: SessionOutcome[] = [];
    await resumeRun(
      bench.out('vanished'),
      { energy: { monitor: 'sim:?rate=10000' } },
      bench.surroundings('&mode=energy', outcomes),
    );
    const [outcome] = outcomes;
    assert.ok(outcome !== undefined);
    assert.equal(energyOf(outcome).windows.length, 5);
    assert.ok(readdirSync(folder).filter((name) => name.endsWith('.trace')).length > recordings);
    assert.ok(outcome.state.rejectedEnergy.some((window) => window.recording !== null));
    await expectSound('vanished');
  });

  it('refuses a voltage that the instrument cannot give', async () => {
    const outcomes: SessionOutcome[] = [];
    const energy = { monitor: 'sim:', ioManager: null, voltageV: 12 };
    const request = requestOf(bench, 'high', ['energy'], { energy });
    await assert.rejects(
      run(request, bench.surroundings('', outcomes)),
      (error) => error instanceof BenchError && error.code === 'instrument.voltage',
    );
  });

  it('ends with a sentence where no edge is ever seen', async () => {
    const missing = Array.from({ length: 40 }, (_, index) => `fault=missing-edge@${index + 1}`).join('&');
    await assert.rejects(
      measured('unwired', `sim:?rate=10000&${missing}`),
      (error) =>
        error instanceof BenchError && error.code === 'energy.edges' && /0 edges were seen/.test(error.message),
    );
  });

  it('refuses to go on with another supply or another instrument', async () => {
    await assert.rejects(
      measured('other', 'sim:?rate=10000&fault=vanish@12'),
      (error) => error instanceof BenchError && error.code === 'instrument.vanished',
    );
    const journal = join(bench.out('other'), 'kws01', 'energy', 'journal.jsonl');
    assert.match(readFileSync(journal, 'utf8'), /"use":"counted"/);
    const surroundings = bench.surroundings('&mode=energy', []);
    const renamed: typeof surroundings = {
      ...surroundings,
      openMonitor: async (url, device) => {
        const instrument = await surroundings.openMonitor(url, device);
        instrument.open = () => Promise.resolve({ kind: 'sim', name: 'another one', simulated: true });
        return instrument;
      },
    };
    await assert.rejects(
      resumeRun(bench.out('other'), { energy: { monitor: 'sim:?rate=10000' } }, renamed),
      (error) => error instanceof BenchError && error.code === 'instrument.changed',
    );
  });

  it('finds times in the journal that nobody sent', async () => {
    await measured('forged', 'sim:?rate=10000', '', { windows: 1 });
    const folder = join(bench.out('forged'), 'kws01', 'energy');
    const forge = (change: (event: Record<string, unknown>) => void): void => {
      rewriteJournal(join(folder, 'journal.jsonl'), (event) => {
        if (event['type'] === 'energy-window' && event['use'] === 'counted') change(event);
      });
    };
    const original = readFileSync(join(folder, 'journal.jsonl'));
    const forgeries: [RegExp, (event: Record<string, unknown>) => void][] = [
      [/laps .* apart/, (event) => (event['lapElapsedUs'] = Number(event['lapElapsedUs']) + 5)],
      [/does not last/, (event) => (event['elapsedUs'] = Number(event['elapsedUs']) * 0.995)],
      [/did not see edges/, (event) => (event['managerElapsedUs'] = 10_000_000)],
      [/the host did not hear/, (event) => (event['hostElapsedUs'] = 9_000_000)],
    ];
    for (const [expected, change] of forgeries) {
      forge(change);
      await deriveSession(folder);
      const [session] = await verifySessions(folder);
      assert.ok(
        session?.findings.some(({ problem }) => expected.test(problem)),
        String(expected),
      );
      writeFileSync(join(folder, 'journal.jsonl'), original);
    }
  });

  it('finds a recording that was changed, and one that is gone', async () => {
    await measured('changed', 'sim:?rate=10000', undefined, { windows: 2 });
    const folder = join(bench.out('changed'), 'kws01', 'energy');
    const names = readdirSync(folder).filter((name) => name.endsWith('.trace'));
    const [first = '', last = ''] = [names.at(0), names.at(-1)];
    appendFileSync(join(folder, first), 'x');
    const findings = (await verifySessions(bench.out('changed'))).flatMap((session) => session.findings);
    assert.deepEqual(
      findings.map(({ file, problem }) => [file, problem]),
      [[first, 'the file is not what the journal gives the digest of']],
    );
    const bytes = readFileSync(join(folder, last));
    writeFileSync(join(folder, last), bytes.subarray(0, bytes.length - 40));
    const cut = (await verifySessions(bench.out('changed'))).flatMap((session) => session.findings);
    assert.ok(
      cut.some(({ file }) => file === last),
      JSON.stringify(cut),
    );
  });
});
