import assert from 'node:assert/strict';
import { deriveResult } from '../../../submissions/evidence/derive.ts';
import { readEembcTrace, energyOfRecords } from '../../../submissions/evidence/energy-trace.ts';
import { readResultsJson } from '../../../submissions/evidence/results-json.ts';
import type { ResultsJson } from '../../../submissions/evidence/results-json.ts';
import type { EnergyEvidence } from '../../../submissions/evidence/energy.ts';
import { readRun } from '../../../submissions/evidence/read-evidence.ts';
import { readLog } from '../../../submissions/evidence/read-log.ts';
import type { SubmittedResult } from '../../../submissions/submission.ts';
import { memoryTree } from '../memory-tree.ts';

const sampleRateHz = 1000;

function traceOf(microjoules: readonly number[]): Buffer {
  const bytes = Buffer.alloc(5 + 4 * microjoules.length);
  bytes[0] = 0xf1;
  bytes.writeFloatLE(sampleRateHz, 1);
  for (const [index, value] of microjoules.entries()) bytes.writeFloatLE(value, 5 + 4 * index);
  return bytes;
}

const log = [
  '00001.000 session: m-session-start-id[1]',
  ...[1, 2].flatMap((number) => [
    `00001.000 parser: Command "bloadp "/sets/kws01/${number}.bin""`,
    '00001.100 parser: Command "io dut infer 10 1"',
    '00002.000 io: [dut]: m-infer-start-10',
    '00003.000 io: [dut]: m-results-[0.1,0.9]',
  ]),
  '00004.000 emon: m-regfile-fn[trace1-energy.bin]-type[emon]-name[lpm01a]',
].join('\n');

// The timestamp command, then begin and end of each window; between samples, whose times are sums that round.
const timestamps = [0.1005, 0.5005, 1.5005, 2.0005, 3.0005];
const quiet = Array.from({ length: 4000 }, () => 2);

async function energyOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  pieceBytes?: number,
): Promise<EnergyEvidence> {
  const tree = memoryTree({ 'log.txt': log, 't.json': JSON.stringify(timestamps), ...files }, pieceBytes);
  return readEembcTrace(tree, 'trace1-energy.bin', 't.json', (await readLog(tree, 'log.txt')).log);
}

describe('the energy of a trace', () => {
  it('is that between the timestamps of each window, by inference', async () => {
    for (const pieceBytes of [7, 4096]) {
      const energy = await energyOf({ 'trace1-energy.bin': traceOf(quiet) }, pieceBytes);
      assert.equal(energy.samples, 4000);
      assert.equal(energy.monitor, 'lpm01a');
      assert.deepEqual(
        energy.windows.map(({ input, iterations, samples, energyUj }) => [
          input,
          iterations,
          samples,
          Math.round(energyUj * 1e6) / 1e6,
        ]),
        [
          ['1.bin', 10, 1000, 2000],
          ['2.bin', 10, 1000, 2000],
        ],
      );
      assert.ok(Math.abs((energy.energyUj ?? 0) - 200) < 1e-9);
    }
  });

  it('changes with one sample in a window, and with none outside', async () => {
    const within = quiet.with(700, 1002);
    const outside = quiet.with(1700, 1002);
    assert.ok(Math.abs(((await energyOf({ 'trace1-energy.bin': traceOf(within) })).energyUj ?? 0) - 250) < 1e-6);
    assert.ok(Math.abs(((await energyOf({ 'trace1-energy.bin': traceOf(outside) })).energyUj ?? 0) - 200) < 1e-6);
  });

  it('leaves out windows that the trace does not reach', async () => {
    const { windows } = await energyOf({ 'trace1-energy.bin': traceOf(quiet.slice(0, 2500)) });
    assert.equal(windows.length, 1);
  });

  it('counts samples that are no energies', async () => {
    const { oddSamples } = await energyOf({ 'trace1-energy.bin': traceOf(quiet.with(3, Number.NaN).with(9, -1)) });
    assert.equal(oddSamples, 2);
  });

  it('is refused where trace or timestamps are none', async () => {
    await assert.rejects(energyOf({ 'trace1-energy.bin': 'no trace' }), { code: 'submission.unreadable' });
    for (const text of ['', '{}', '[1, "a"]', '[2, 1]', '[null]']) {
      const files = { 'trace1-energy.bin': traceOf(quiet), 't.json': text };
      await assert.rejects(energyOf(files), { code: 'submission.unreadable' }, text);
    }
  });

  it('of results.json is that between its last two edges', async () => {
    const record = (samples: readonly number[], ...edges: readonly number[]): object => ({
      infer: { iterations: 1 },
      power: { samples, timestamps: edges.map((edge) => ['', edge]), voltage: 3 },
    });
    const read = (...entries: readonly object[]): ResultsJson => readResultsJson(JSON.stringify(entries), 'r');
    const whole = read(record([1e-6, 2e-6, 4e-6, 8e-6], 0, 1, 3));
    const energy = await energyOfRecords(whole.power, whole.windows, 'r');
    assert.ok(Math.abs((energy?.energyUj ?? 0) - 6) < 1e-9);
    assert.deepEqual([energy?.samples, energy?.voltageV, energy?.windows[0]?.samples], [4, 3, 2]);
    const damaged = read(record([1], 0, 5));
    assert.equal((await energyOfRecords(damaged.power, damaged.windows, 'r'))?.windows.length, 0);
    assert.match(damaged.problems[0] ?? '', /there are 1 samples/);
    const without = read({ infer: { iterations: 1 } });
    assert.equal(await energyOfRecords(without.power, without.windows, 'r'), null);
  });
});

describe('a run with a broken file', () => {
  it('says so and hides nothing else', async () => {
    const tree = memoryTree({
      'a/results.txt': 'Median energy cost is 200.000 uJ/inf.',
      'a/log.txt': log,
      'a/trace1-energy.bin': 'no trace',
      'a/results.json': '{',
      'a/script.async': '',
    });
    const files = {
      ...{ folder: 'a', results: 'a/results.txt', log: 'a/log.txt', trace: 'a/trace1-energy.bin' },
      ...{ resultsJson: 'a/results.json', timestamps: 'a/missing.json', others: [] },
    };
    const run = await readRun(tree, 'energy', files);
    assert.equal(run.claimed?.energyUj?.value, 200);
    assert.equal(run.windows.length, 2);
    assert.equal(run.energy, null);
    assert.deepEqual(
      run.problems.map(({ place, what }) => `${place.file} ${what}`),
      ['a/results.json malformed', 'a/trace1-energy.bin malformed'],
    );
    const result: SubmittedResult = {
      ...{ division: 'closed', submitter: 'a', system: 's', benchmark: 'kws', variant: null, benchmarkFolder: 'kws' },
      ...{ folder: 'a', runner: 'eembc', runs: { energy: files }, systemFile: null, systemFileBy: null },
    };
    const { claimed, derived } = deriveResult(result, { energy: run });
    assert.equal(claimed.energyUj?.text, '200.000');
    assert.equal(derived.energyUj, null);
  });
});
