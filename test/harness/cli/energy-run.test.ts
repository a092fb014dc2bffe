import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifySessions } from '../../../harness/session/verify.ts';
import type { EnergyResult } from '../../../harness/session/results/energy.ts';
import { openBench } from '../../../runners/simulated/bench.ts';
import type { SimulatedBench } from '../../../runners/simulated/bench.ts';
import { writeBuiltInDataset } from '../../../workloads/built-in/dataset.ts';
import { describeWithPty } from '../../runners/serving/socat.ts';
import { RunningCommand } from './running-command.ts';

const board = 'sim:cortex-m4?mode=energy';
const voltageV = 3;
/** The emulated I/O manager's counter is fast by this, as published logs show of real ones. */
const managerRate = 1 / 1.0012;

interface Stand {
  readonly name: string;
  readonly monitor: string;
  /** Where board and monitor are served: on links in the folder, or on TCP ports. */
  readonly places: 'pty' | 'tcp';
  readonly isBehindManager: boolean;
}

interface Report {
  readonly simulated: boolean;
  readonly finished: boolean;
  readonly folder: string;
  readonly result: EnergyResult;
}

function reportOf(text: string): Report {
  const document: unknown = JSON.parse(text);
  assert.ok(typeof document === 'object' && document !== null && 'sessions' in document, text);
  assert.ok(Array.isArray(document.sessions) && document.sessions.length === 1, text);
  const session: unknown = document.sessions[0];
  assert.ok(isReport(session), text);
  return session;
}

function isReport(value: unknown): value is Report {
  if (typeof value !== 'object' || value === null || !('result' in value)) return false;
  const { result } = value;
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'energy';
}

/** Serves a board with an instrument in one process, and measures it from another. */
async function measured(folder: string, { name, monitor, places, isBehindManager }: Stand): Promise<Report> {
  const [kind = ''] = monitor.split('?');
  const at = (place: string) => (places === 'pty' ? join(folder, `${name}-${place}`) : '0');
  const simulation = new RunningCommand(
    'simulate',
    board,
    ...(isBehindManager ? ['--io-manager'] : []),
    `--${places}`,
    at('board'),
    '--monitor',
    monitor,
    `--monitor-${places}`,
    at('monitor'),
  );
  try {
    const [boardLine = '', monitorLine = ''] = await simulation.lines(2);
    const [, boardUrl = ''] = /^listening at (\S+)$/.exec(boardLine) ?? [];
    const [, monitorUrl = ''] = /^\w+ listening at (\S+)$/.exec(monitorLine) ?? [];
    const words = [
      ...[isBehindManager ? '--io-manager' : '--device', boardUrl],
      ...['--monitor', kind === 'n6705' ? monitorUrl.replace('tcp', kind) : `${kind}:${monitorUrl}`],
      ...['--voltage', String(voltageV)],
      ...['--dataset', join(folder, 'dataset')],
      ...['--windows', '2', '--min-seconds', '2'],
      ...['--out', join(folder, name)],
    ];
    const run = new RunningCommand('run', '--mode', 'energy', '--json', ...words);
    assert.equal(await run.ended(), 0, run.stderr + simulation.stderr);
    return reportOf(run.stdout);
  } finally {
    simulation.signal('SIGINT');
    await simulation.ended();
  }
}

describe('boardbench run --mode energy, beside boardbench simulate', function () {
  this.timeout(60_000);
  let folder: string;
  let bench: SimulatedBench;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-energy-'));
    await writeBuiltInDataset('kws01', join(folder, 'dataset'), 2);
    bench = await openBench(board);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param mostOff how far from the model a window may be at the most, whatever the bound says, as a part of it */
  async function expectTheModelsEnergy({ result, folder: where }: Report, mostOff: number): Promise<void> {
    const { windows, trust, lostSamples } = result;
    assert.equal(windows.length, 2);
    assert.equal(lostSamples, 0);
    assert.ok(trust.boundJ !== null);
    for (const { input, iterations, seconds, energyPerInferenceJ } of windows) {
      const bytes = new Uint8Array(readFileSync(join(folder, 'dataset', input)));
      const model = bench.window(bytes, iterations, voltageV);
      const offJ = Math.abs(energyPerInferenceJ - model.energyPerInferenceJ);
      const said = `${energyPerInferenceJ} J, and ${model.energyPerInferenceJ} J by the model`;
      assert.ok(seconds >= 2 && iterations >= 10);
      assert.ok(offJ <= trust.boundJ, `${said}: more than the bound of ${trust.boundJ} J`);
      assert.ok(offJ <= mostOff * model.energyPerInferenceJ, said);
    }
    assert.ok(trust.reasons.includes('it was measured in a simulation'));
    for (const { findings } of await verifySessions(where)) assert.deepEqual(findings, []);
  }

  /** Measures several at the same time, as most of it is waiting; gives what comes of one. */
  function measuredTogether(...stands: readonly Stand[]): (name: string) => Promise<Report> {
    const reports = new Map<string, Promise<Report>>();
    before(() => {
      for (const stand of stands) {
        const report = measured(folder, stand);
        // The test that asks for it says so.
        report.catch(() => undefined);
        reports.set(stand.name, report);
      }
    });
    return (name) => reports.get(name) ?? Promise.reject(new Error(`nothing is measured with ${name}`));
  }

  // A window that takes in a millisecond of idling would be off by three parts in ten thousand.
  describeWithPty('on pseudo-terminals', () => {
    const reportWith = measuredTogether(
      { name: 'lpm01a', monitor: 'lpm01a', places: 'pty', isBehindManager: true },
      { name: 'ppk2', monitor: 'ppk2?faults=stale,leftover', places: 'pty', isBehindManager: true },
    );

    it('gives the energy of the model with an LPM01A and an I/O manager', async () => {
      const report = await reportWith('lpm01a');
      assert.ok(report.simulated && report.finished);
      // One sample of a thousand a second at either end.
      await expectTheModelsEnergy(report, 1e-3);
      assert.equal(report.result.managerClock, null);
      const clock = report.result.trust.contributions.find(({ name }) => name === 'sample clock');
      const [, percent = ''] = /^([\d.]+) % against the clock of the I\/O manager$/.exec(clock?.why ?? '') ?? [];
      // Of two seconds: a millisecond of the manager's stamps and one of the samples, at either end at the worst.
      const [offPercent, coarsePercent] = [100 * (1 / managerRate - 1), 100 * (4e-3 / 2)];
      assert.ok(Math.abs(Number(percent) - offPercent) < coarsePercent && percent !== '', clock?.why);
    });

    it('gives it with a PPK2 and an I/O manager', async () => {
      await expectTheModelsEnergy(await reportWith('ppk2'), 1e-4);
    });
  });

  describe('on TCP ports', () => {
    const reportWith = measuredTogether(
      { name: 'emon', monitor: 'emon?rate=1000', places: 'tcp', isBehindManager: false },
      { name: 'n6705', monitor: 'n6705?faults=splits', places: 'tcp', isBehindManager: true },
    );

    it('gives it with a stream of #emon lines, the board by itself', async () => {
      await expectTheModelsEnergy(await reportWith('emon'), 1e-3);
    });

    it('gives it with an N6705, which sees no edges: those of the I/O manager, its clock fitted', async () => {
      const report = await reportWith('n6705');
      // The board computes while it holds its pin low, so that its power falls 0.1 ms behind the last edge.
      await expectTheModelsEnergy(report, 2e-4);
      const { managerClock } = report.result;
      assert.ok(Math.abs((managerClock?.rate ?? 0) / managerRate - 1) < 2e-4, `${managerClock?.rate ?? 0}`);
      assert.ok((managerClock?.residualS ?? 1) < 1e-4);
    });
  });
});
