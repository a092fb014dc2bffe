import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ClaimedStreaming } from '../../../submissions/evidence/claimed.ts';
import type { OwnRun, PrintedFigure, RunEvidence } from '../../../submissions/evidence/evidence.ts';
import { readEvidence } from '../../../submissions/evidence/read-evidence.ts';
import type { StreamingEvidence } from '../../../submissions/evidence/streaming.ts';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import { publishedLogDigests } from '../../../submissions/published/log-digests.ts';
import { rulesOfRound } from '../../../submissions/rounds/round-rules.ts';
import { accuracySpeed } from '../../../submissions/rules/accuracy-speed.ts';
import { datasetInputs } from '../../../submissions/rules/dataset-inputs.ts';
import { datasetLabels } from '../../../submissions/rules/dataset-labels.ts';
import { deviceNamed } from '../../../submissions/rules/device-named.ts';
import { energySamples } from '../../../submissions/rules/energy-samples.ts';
import { energySpeed } from '../../../submissions/rules/energy-speed.ts';
import { evidenceReused } from '../../../submissions/rules/evidence-reused.ts';
import { neededBenchmark } from '../../../submissions/rules/needed-benchmark.ts';
import { ownSession } from '../../../submissions/rules/own-session.ts';
import { qualityTarget } from '../../../submissions/rules/quality-target.ts';
import type { Observation, ResultContext, ResultRule } from '../../../submissions/rules/rule.ts';
import { streamingClaim } from '../../../submissions/rules/streaming-claim.ts';
import { streamingQuality } from '../../../submissions/rules/streaming-quality.ts';
import { windowSpread } from '../../../submissions/rules/window-spread.ts';
import type { Benchmark, Division, Round, RunMode } from '../../../submissions/submission.ts';
import { memoryTree } from '../memory-tree.ts';
import { smallSubmission } from '../small-submission.ts';

type Files = Record<string, string | Uint8Array>;

const kws = 'closed/acme/results/board/kws';
const ic = 'closed/acme/results/board/ic';

async function contextOf(
  benchmark: Benchmark,
  files: Files = smallSubmission(),
  round: Round = 'v1.4',
): Promise<ResultContext> {
  const submission = await readSubmission(memoryTree(files), { round, useFoldersAbove: false });
  const result = submission.results.find((each) => each.benchmark === benchmark);
  assert.ok(result !== undefined, benchmark);
  return { submission, round: rulesOfRound(round), result, evidence: await readEvidence(submission.tree, result) };
}

/** The context with a part of one run otherwise. */
function withRun(context: ResultContext, mode: RunMode, change: Partial<RunEvidence>): ResultContext {
  const run = context.evidence.runs[mode];
  assert.ok(run !== undefined);
  const runs = { ...context.evidence.runs, [mode]: { ...run, ...change } };
  return { ...context, evidence: { ...context.evidence, runs } };
}

function inDivision(context: ResultContext, division: Division): ResultContext {
  return { ...context, result: { ...context.result, division } };
}

const isQuiet = (rule: ResultRule, context: ResultContext): void => {
  assert.deepEqual(rule.judge(context), []);
};
function only(observations: readonly Observation[]): Observation {
  const [one, ...more] = observations;
  assert.ok(one !== undefined && more.length === 0, `${observations.length} observations`);
  return one;
}

describe('own-session', () => {
  const sound: OwnRun = { simulated: false, unofficial: false, finished: true, problems: [] };
  const of = async (own: OwnRun): Promise<ResultContext> =>
    withRun(await contextOf('kws'), 'performance', {
      own,
      files: { folder: 'p', journal: 'p/journal.jsonl', others: [] },
    });

  it('says nothing of a finished, official session of a real board, nor of others’ files', async () => {
    isQuiet(ownSession, await of(sound));
    isQuiet(ownSession, await contextOf('kws'));
  });

  it('tells what is simulated, unofficial, unfinished or changed', async () => {
    for (const [change, found] of [
      [{ simulated: true }, 'simulated'],
      [{ unofficial: true }, 'unofficial'],
      [{ finished: false }, 'unfinished'],
      [{ problems: [{ line: 7, message: 'line 7' }] }, 'changed'],
    ] as const) {
      const told = only(ownSession.judge(await of({ ...sound, ...change })));
      assert.deepEqual([told.found, told.bearing, told.file], [found, 'contradicted', 'p/journal.jsonl']);
    }
  });

  it('tells of the marks of a simulation though its journal is left out', async () => {
    const log = `${kws}/performance/log.txt`;
    for (const mark of [
      'm-cap-[simulated,virtual-clock]',
      'm-name-[Boardbench simulated board]',
      'SIMULATED: this board is a simulation',
    ]) {
      const files = smallSubmission();
      files[log] = `${String(files[log])}00099.000 dut: ${mark}\n`;
      const told = only(ownSession.judge(await contextOf('kws', files)));
      assert.deepEqual([told.found, told.bearing, told.file], ['simulated', 'contradicted', log]);
    }
    const records = smallSubmission();
    const file = `${ic}/accuracy/results.json`;
    records[file] = String(records[file]).replace('"class"', '"simulated":true,"class"');
    assert.equal(only(ownSession.judge(await contextOf('ic', records))).file, file);
  });

  it('takes a file that is missing for absent evidence, which contradicts nothing', async () => {
    const problem = { file: 'p/recording-001.trace', line: null, message: 'it is missing', isAbsent: true };
    const told = only(ownSession.judge(await of({ ...sound, problems: [problem] })));
    assert.deepEqual([told.found, told.bearing, told.file], ['missing', 'absent', 'p/recording-001.trace']);
  });
});

describe('needed-benchmark', () => {
  const ic2 = (): Files => ({
    ...smallSubmission(),
    'closed/acme/results/board/ic2/accuracy/results.txt': 'Top 1% = 90.0\n',
  });

  it('says nothing of ic2 beside ic of the same system, nor of ic alone', async () => {
    isQuiet(neededBenchmark, await contextOf('ic2', ic2()));
    isQuiet(neededBenchmark, await contextOf('ic'));
  });

  it('tells of ic2 without ic', async () => {
    const files = Object.fromEntries(Object.entries(ic2()).filter(([path]) => !path.startsWith(`${ic}/`)));
    assert.equal(only(neededBenchmark.judge(await contextOf('ic2', files))).expected, 'ic');
  });
});

const printed = (text: string): PrintedFigure => ({ value: Number(text), text, place: { file: 'r', line: 3 } });

async function streamingContext(
  claim: Partial<ClaimedStreaming> = {},
  counts: readonly [number, number, number] = [48, 2, 1],
): Promise<ResultContext> {
  const context = await contextOf('kws');
  const [truePositives, falseNegatives, falsePositives] = [48, 2, 1];
  const streaming: ClaimedStreaming = {
    ...{ truePositives, falseNegatives, falsePositives, periodS: null, powerMw: null, line: 4 },
    ...{ dutyCycle: printed('0.200'), throughput: printed('50.00') },
    ...claim,
  };
  const [hits, misses, alarms] = counts;
  const asRun = { truePositives: hits, falseNegatives: misses, falsePositives: alarms };
  const evidence: StreamingEvidence = {
    ...{ place: { file: 'l', line: 1 }, detectionsS: [], truthS: [], asRun, withOneSecond: asRun },
    ...{ recordedTruthS: null, arePulsesPrinted: true },
    pulses: { count: 100, dutyCycle: 0.2, periodS: 0.02, throughput: 50 },
  };
  const claimed = context.evidence.runs.performance?.claimed;
  assert.ok(claimed != null);
  const change = { claimed: { ...claimed, streaming }, streaming: evidence };
  const run = withRun(context, 'performance', change);
  return { ...run, result: { ...run.result, benchmark: 'sww' } };
}

describe('streaming-claim', () => {
  it('says nothing where detections and pulses come to what is claimed', async () => {
    isQuiet(streamingClaim, await streamingContext());
  });

  it('tells of other hits, misses or false alarms, of another duty cycle and another throughput', async () => {
    const counts = only(streamingClaim.judge(await streamingContext({}, [47, 3, 1])));
    assert.deepEqual([counts.expected, counts.found, counts.line], ['47, 3, 1', '48, 2, 1', 4]);
    const duty = only(streamingClaim.judge(await streamingContext({ dutyCycle: printed('0.210') })));
    assert.deepEqual([duty.expected, duty.found, duty.line], ['0.2', '0.210', 3]);
    const throughput = only(streamingClaim.judge(await streamingContext({ throughput: printed('51.00') })));
    assert.deepEqual([throughput.expected, throughput.found], ['50', '51.00']);
  });
});

describe('streaming-claim on records', () => {
  const recorded = (file: string): Files => ({
    'closed/acme/results/board/sww/performance/results.json': file,
  });
  const record = (windows: readonly (readonly [number, number])[]): string =>
    JSON.stringify([{ infer: { detections: [0, 2_000], detection_windows: windows } }]);

  it('counts against the official recording, and tells of other windows', async () => {
    const { evidence } = await contextOf('sww', recorded(record([[1, 3]])), 'v1.3');
    const streaming = evidence.runs.performance?.streaming;
    assert.ok(streaming != null && streaming.truthS.length === 50);
    const context = await streamingContext();
    const told = only(
      streamingClaim.judge(withRun(context, 'performance', { streaming: { ...streaming, asRun: null } })),
    );
    assert.match(told.message, /elsewhere/);
    assert.equal(told.bearing, 'contradicted');
  });

  it('leaves no room beyond the printed digits where pulses are recorded', async () => {
    const context = await streamingContext({ throughput: printed('50.20') });
    isQuiet(streamingClaim, context);
    const streaming = context.evidence.runs.performance?.streaming;
    assert.ok(streaming != null);
    const exact = withRun(context, 'performance', { streaming: { ...streaming, arePulsesPrinted: false } });
    assert.equal(only(streamingClaim.judge(exact)).found, '50.20');
  });
});

describe('the speed in other modes', () => {
  it('is that of the performance run', async () => {
    isQuiet(energySpeed, await contextOf('kws'));
    isQuiet(accuracySpeed, await contextOf('ic'));
  });

  it('is another where energy is of another system: energy-speed', async () => {
    const context = await contextOf('kws');
    const throughput = (context.evidence.derived.throughput ?? 0) * 1.12;
    const derived = { ...context.evidence.derived, throughput };
    const told = only(energySpeed.judge({ ...context, evidence: { ...context.evidence, derived } }));
    assert.deepEqual([told.bearing, told.file], ['contradicted', `${kws}/energy/trace1-energy.bin`]);
  });

  it('is not faster in accuracy mode: accuracy-speed', async () => {
    const context = await contextOf('ic');
    // The inferences of its records take 500 us.
    const at = (throughput: number): ResultContext => ({
      ...context,
      evidence: { ...context.evidence, derived: { ...context.evidence.derived, throughput } },
    });
    isQuiet(accuracySpeed, at(2000));
    isQuiet(accuracySpeed, at(1950));
    assert.equal(only(accuracySpeed.judge(at(1800))).bearing, 'contradicted');
  });
});

describe('device-named', () => {
  it('says nothing of a log that names its device, and warns of one that does not', async () => {
    isQuiet(deviceNamed, await contextOf('kws'));
    const files = smallSubmission();
    const log = `${kws}/performance/log.txt`;
    files[log] = String(files[log]).replaceAll(/^.*m-(?:profile|model)-.*\n/gm, '');
    const told = only(deviceNamed.judge(await contextOf('kws', files)));
    assert.deepEqual([told.file, told.bearing], [log, 'absent']);
  });
});

describe('dataset-inputs', () => {
  it('tells of inputs in no official list, though the runner has labels for them', async () => {
    const told = only(datasetInputs.judge(await contextOf('ic')));
    assert.deepEqual([told.found, told.bearing], [10, 'contradicted']);
  });

  it('says nothing of them where a round has no list', async () => {
    const context = await contextOf('ic');
    const { ic, ...others } = context.round.benchmarks;
    assert.ok(ic !== undefined);
    isQuiet(datasetInputs, {
      ...context,
      round: { ...context.round, benchmarks: { ...others, ic: { ...ic, lists: [] } } },
    });
  });
});

describe('streaming-quality', () => {
  it('says nothing within the limits, nor in the open division', async () => {
    isQuiet(streamingQuality, await streamingContext({ falseNegatives: 8, falsePositives: 8 }));
    isQuiet(streamingQuality, inDivision(await streamingContext({ falseNegatives: 9 }), 'open'));
  });

  it('tells of misses or false alarms beyond them', async () => {
    for (const claim of [{ falseNegatives: 9 }, { falsePositives: 9 }])
      assert.equal(only(streamingQuality.judge(await streamingContext(claim))).bearing, 'contradicted');
  });
});

describe('quality-target', () => {
  const claiming = (top1: string): Files => ({
    ...smallSubmission(),
    [`${ic}/accuracy/results.txt`]: `Top 1% = ${top1}\n`,
  });

  it('says nothing of what reaches the target, nor in the open division', async () => {
    isQuiet(qualityTarget, await contextOf('ic', claiming('85.0')));
    isQuiet(qualityTarget, inDivision(await contextOf('ic', claiming('84.9')), 'open'));
  });

  it('tells where it is missed, by the claim or by what comes out', async () => {
    const told = only(qualityTarget.judge(await contextOf('ic', claiming('84.9'))));
    assert.deepEqual([told.expected, told.found], ['at least 85', 84.9]);
    const context = await contextOf('ic');
    const derived = { ...context.evidence.derived, top1: 84.9 };
    const other = { ...context, evidence: { ...context.evidence, derived } };
    assert.match(only(qualityTarget.judge(other)).message, /derived/);
  });
});

describe('energy-samples', () => {
  it('says nothing of samples that are energies', async () => {
    isQuiet(energySamples, await contextOf('kws'));
  });

  it('tells how many are below zero or no numbers', async () => {
    const files = smallSubmission();
    const trace = Buffer.from(files[`${kws}/energy/trace1-energy.bin`] ?? '');
    for (const [index, value] of [-1, Number.NaN, Infinity].entries()) trace.writeFloatLE(value, 5 + 4 * index);
    files[`${kws}/energy/trace1-energy.bin`] = trace;
    assert.equal(only(energySamples.judge(await contextOf('kws', files))).found, 3);
  });
});

describe('window-spread', () => {
  it('says nothing of windows that agree', async () => {
    isQuiet(windowSpread, await contextOf('kws'));
  });

  it('tells of one that is much faster than another', async () => {
    const files = smallSubmission();
    const log = String(files[`${kws}/performance/log.txt`]);
    files[`${kws}/performance/log.txt`] = log.replace('lap-us-13500000', 'lap-us-12500000');
    const told = only(windowSpread.judge(await contextOf('kws', files)));
    assert.deepEqual([told.expected, told.found], ['at most 5 %', '8.73043 %']);
  });
});

describe('dataset-labels', () => {
  /** Official inputs, whose names end with their classes; the last with the class given. */
  const records = (last: number): Files => ({
    [`${kws}/accuracy/results.json`]: JSON.stringify(
      ['tst_000000_Stop_7.bin', 'tst_000001_Left_2.bin', 'tst_000003_Up_8.bin'].map((file, index) => ({
        ...{
          file,
          class: [7, 2, last][index],
          infer: { iterations: 1, results: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        },
      })),
    ),
  });

  it('says nothing of labels as the official list has them', async () => {
    isQuiet(datasetLabels, await contextOf('kws', records(8)));
  });

  it('tells of an input with another', async () => {
    const told = only(datasetLabels.judge(await contextOf('kws', records(9))));
    assert.equal(told.found, 1);
    assert.match(told.message, /tst_000003_Up_8\.bin/);
  });
});

describe('evidence-reused', () => {
  const digests = JSON.parse(readFileSync(publishedLogDigests, 'utf8')) as Record<string, Record<string, string>>;
  const [file = '', sha256 = ''] = Object.entries(digests['v1.2'] ?? {})[0] ?? [];
  const withLog = async (
    round: Round | null,
    digest: string,
    path = `${kws}/performance/log.txt`,
  ): Promise<ResultContext> => {
    const context = await contextOf('kws');
    const digestsOfRun = [{ file: path, role: 'log' as const, bytes: 9, sha256: digest }];
    const run = withRun(context, 'performance', { digests: digestsOfRun });
    return { ...run, submission: { ...run.submission, round } };
  };
  const told = (context: ResultContext): readonly Observation[] => evidenceReused.judge([context]).get(context) ?? [];

  it('says nothing of a log of its own', async () => {
    assert.deepEqual(told(await withLog('v1.4', '0'.repeat(64))), []);
  });

  it('knows a log of a published round again, though that is not there', async () => {
    for (const round of ['v1.4', 'v1.3', null] as const) {
      const one = told(await withLog(round, sha256)).find(({ file: at }) => at === `${kws}/performance/log.txt`);
      assert.ok(String(one?.found).includes(`v1.2/${file}`));
    }
  });

  it('does not hold the round itself against it', async () => {
    for (const context of [await withLog('v1.2', sha256), await withLog(null, sha256, file)])
      assert.deepEqual(
        told(context).filter(({ found }) => String(found).includes(`v1.2/${file}`)),
        [],
      );
  });

  it('tells of two runs with the same log', async () => {
    const context = await contextOf('kws');
    const files = told(context).map(({ file: at }) => at);
    assert.deepEqual(files, [`${kws}/performance/log.txt`, `${kws}/energy/log.txt`]);
  });
});
