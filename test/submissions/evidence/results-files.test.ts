import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countDetections } from '../../../submissions/evidence/count-detections.ts';
import { readResultsJson } from '../../../submissions/evidence/results-json.ts';
import { readResultsText } from '../../../submissions/evidence/results-text.ts';
import { BenchError } from '../../../harness/errors.ts';

describe('a results.txt', () => {
  it('of EnergyRunner says windows, the median and which were too short', () => {
    const lines = [
      '00001.000 ulp-mlperf: Performance results for window 2:',
      '00001.000 ulp-mlperf:   # Inferences :          200',
      '00001.000 ulp-mlperf:   Runtime      :        4.964 sec.',
      '00001.000 ulp-mlperf:   Throughput   :       40.290 inf./sec.',
      '00001.000 ulp-mlperf: e-[The run must take at least 10 seconds and 10 iterations to be valid]',
      '00001.000 ulp-mlperf: Median throughput is 40.290 inf./sec.',
    ];
    const run = readResultsText(lines.join('\r\n'), 'results.txt');
    assert.equal(run.throughput?.text, '40.290');
    assert.equal(run.throughput.place.line, 6);
    assert.equal(run.windows.length, 1);
    assert.equal(run.windows[0]?.seconds?.value, 4.964);
    assert.equal(run.windows[0].iterations, 200);
    assert.equal(run.windows[0].isRefused, true);
  });

  it('counts lines once that are printed more than once', () => {
    const lines = [
      'Performance results for window 2:',
      '# Inferences : 20',
      'Runtime : 12.000 sec.',
      'Median throughput is 8.050 inf./sec.',
    ];
    const run = readResultsText(lines.flatMap((line) => [line, line, line]).join('\n'), 'results.txt');
    assert.equal(run.windows.length, 1);
    assert.equal(run.repeatedLines, 8);
    assert.equal(run.throughput?.place.line, 10);
  });

  it('says accuracy in the words of either runner', () => {
    const eembc = readResultsText('00254.030 ulp-mlperf: Top-1: 90.1%\n00254.053 ulp-mlperf: AUC: 0.99\n', 'r');
    assert.deepEqual([eembc.top1?.text, eembc.auc?.text], ['90.1', '0.99']);
    const mlcommons = readResultsText(
      '0726.010109 ulp-mlperf: Top 1% = 90.2\n0726.010109 ulp-mlperf: AUC = 0.995',
      'r',
    );
    assert.deepEqual([mlcommons.top1?.text, mlcommons.auc?.text], ['90.2', '0.995']);
  });

  it('makes no figure of what is no number, or beyond a double', () => {
    const run = readResultsText('Median throughput is nan inf./sec.\nTop-1: %\nAUC: 1e999\n', 'r');
    assert.deepEqual([run.throughput, run.top1, run.auc], [null, null, null]);
  });

  it('is read to its end whatever it is, in time that grows with it', () => {
    const words = [
      'Median throughput is ',
      'Energy',
      ' : ',
      '1.5',
      'uJ',
      '/inf',
      '\n',
      ' ',
      'Energy data for window 2',
      'Power',
      'mW',
      '9'.repeat(200),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 100 }), (parts) => {
        const run = readResultsText(parts.join(''), 'r');
        assert.ok(run.energyUj === null || Number.isFinite(run.energyUj.value));
      }),
    );
    readResultsText(`Energy${' '.repeat(200_000)}:${'1'.repeat(200_000)}`, 'r');
  });
});

describe('a results.json', () => {
  it('says exact times, labels and answers', () => {
    const entry = {
      file: 'a.bin',
      classes: '2',
      class: '1',
      infer: { start_time: 4_294_000_000, end_time: 9_532_704, results: [0.1, 0.9], iterations: 250, warmups: 1 },
    };
    const { windows } = readResultsJson(JSON.stringify([entry, entry]), 'results.json');
    assert.equal(windows[0]?.elapsedUs, 10_500_000);
    assert.equal(windows[0].label, 1);
    assert.deepEqual(
      windows.map(({ segment }) => segment),
      [0, 1],
    );
  });

  it('with NaN in it is read, and the answer with it is none', () => {
    const text = '[{"file": "NaN.bin", "infer": {"results": [NaN, -Infinity, 0.5]}}]';
    const { windows, problems } = readResultsJson(text, 'results.json');
    assert.equal(windows[0]?.input, 'NaN.bin');
    assert.equal(windows[0].results, null);
    assert.equal(problems.length, 1);
  });

  it('with NaN is read in time that grows with it, and words in its texts stay', () => {
    const file = 'a "NaN", [NaN \\';
    const read = readResultsJson(`${JSON.stringify([{ file, infer: {} }]).slice(0, -1)}, NaN]`, 'r');
    assert.equal(read.windows[0]?.inputPath, file);
    const started = process.cpuUsage().user;
    assert.equal(readResultsJson(`[${' '.repeat(400_000)}NaN]`, 'r').problems.length, 1);
    assert.throws(() => readResultsJson(`["${'\\"'.repeat(400_000)}NaN`, 'r'), { code: 'submission.unreadable' });
    assert.ok(process.cpuUsage().user - started < 1.5e6);
  });

  it('of any other shape is refused or read as far as it goes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.array(fc.record({ infer: fc.jsonValue(), power: fc.jsonValue() })).map((list) => JSON.stringify(list)),
        ),
        (text) => {
          try {
            for (const { results } of readResultsJson(text, 'r').windows)
              assert.ok(results === null || results.every(Number.isFinite));
          } catch (error) {
            assert.ok(error instanceof BenchError);
          }
        },
      ),
    );
  });
});

describe('detections of a wakeword', () => {
  const truth = [[10, 11] as const, [20, 21] as const];

  it('are hits from the begin of a word to its end and the grace', () => {
    assert.deepEqual(countDetections([10, 22], truth, 1), { truePositives: 2, falseNegatives: 0, falsePositives: 0 });
    assert.deepEqual(countDetections([9.9, 22.1], truth, 1), {
      truePositives: 0,
      falseNegatives: 2,
      falsePositives: 2,
    });
    assert.deepEqual(countDetections([22.1], truth, 2), { truePositives: 1, falseNegatives: 1, falsePositives: 0 });
  });

  it('that are false silence others for a second', () => {
    assert.equal(countDetections([1, 1.5, 2, 2.5, 3.6], truth, 1).falsePositives, 3);
  });
});
