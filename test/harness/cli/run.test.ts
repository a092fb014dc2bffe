import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, wait } from '../../../harness/clock.ts';
import { verifySessions } from '../../../harness/session/verify.ts';
import { writeBuiltInDataset } from '../../../workloads/built-in/dataset.ts';
import { boardbench, RunningCommand } from './running-command.ts';

const samples = 60;
/** Slow enough to be stopped in the middle. */
const slowBoard = 'sim:cortex-m4?fault=late:20';

interface Report {
  readonly sessions: readonly {
    readonly mode: string;
    readonly finished: boolean;
    readonly official: boolean;
    readonly simulated: boolean;
    readonly folder: string;
    readonly result: unknown;
  }[];
  readonly error?: { readonly code: string; readonly message: string };
}

function reportOf(command: RunningCommand): Report {
  const report: unknown = JSON.parse(command.stdout);
  assert.ok(isReport(report), command.stdout);
  return report;
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'sessions' in value && Array.isArray(value.sessions);
}

/** Waits until a journal holds at least `count` samples. */
async function untilMeasured(journal: string, count: number): Promise<void> {
  const limit = AbortSignal.timeout(20_000);
  while (!existsSync(journal) || readFileSync(journal, 'utf8').split('"type":"sample"').length <= count) {
    await wait(systemClock, 10, limit);
  }
}

describe('boardbench run', () => {
  let folder: string;
  let dataset: string;
  let number = 0;
  const fresh = (): string => join(folder, `out${++number}`);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-run-'));
    dataset = join(folder, 'dataset');
    await writeBuiltInDataset('kws01', dataset, samples);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A copy of the data set, changed. */
  function changed(change: (copy: string) => void): string {
    const copy = join(folder, `dataset${++number}`);
    cpSync(dataset, copy, { recursive: true });
    change(copy);
    return copy;
  }

  it('prints one JSON document with a session for each mode', async () => {
    const out = fresh();
    const command = new RunningCommand(
      'run',
      '--device',
      'sim:cortex-m4',
      '--dataset',
      dataset,
      '--out',
      out,
      '--json',
    );
    assert.equal(await command.ended(), 0, command.stderr);
    const { sessions } = reportOf(command);
    assert.deepEqual(
      sessions.map(({ mode, simulated, official, finished, folder: where }) => [
        mode,
        simulated,
        official,
        finished,
        where,
      ]),
      [
        ['performance', true, false, true, join(out, 'kws01', 'performance')],
        ['accuracy', true, false, true, join(out, 'kws01', 'accuracy')],
      ],
    );
  });

  const firstInput = (copy: string): string => {
    const [row = ''] = readFileSync(join(copy, 'y_labels.csv'), 'utf8').split('\n');
    return join(copy, row.split(',')[0] ?? '');
  };
  const badWords: [string, () => string[], number, RegExp][] = [
    ['no device', () => ['--dataset', dataset], 2, /--device/],
    [
      'an unknown kind of device',
      () => ['--device', 'usb:x', '--dataset', dataset],
      2,
      /Unknown kind of device "usb:"/,
    ],
    ['a baud rate that is no number', () => ['--device', '/dev/ttyX?baud=fast', '--dataset', dataset], 2, /baud/],
    [
      'an unknown mode',
      () => ['--device', 'sim:cortex-m4', '--dataset', dataset, '--mode', 'speed'],
      2,
      /no mode "speed"/,
    ],
    ['an unknown workload', () => ['--device', 'sim:cortex-m4', '--dataset', dataset, '--workload', 'asr'], 2, /kws01/],
    ['an unknown option', () => ['--device', 'sim:cortex-m4', '--turbo'], 2, /--turbo/],
    [
      'a port that does not exist',
      () => ['--device', '/dev/ttyNONE', '--dataset', dataset, '--workload', 'kws01'],
      1,
      /port\.missing/,
    ],
    ['a folder without labels', () => ['--device', 'sim:cortex-m4', '--dataset', folder], 1, /y_labels\.csv/],
    [
      'a label file with a bad line',
      () => [
        '--device',
        'sim:cortex-m4',
        '--dataset',
        changed((copy) => {
          const labels = readFileSync(join(copy, 'y_labels.csv'), 'utf8').split('\n');
          labels[6] = 'tst.bin,12,99';
          writeFileSync(join(copy, 'y_labels.csv'), labels.join('\n'));
        }),
      ],
      1,
      /y_labels\.csv:7: class 99/,
    ],
    [
      'a missing input',
      () => [
        '--device',
        'sim:cortex-m4',
        '--dataset',
        changed((copy) => {
          rmSync(firstInput(copy));
        }),
      ],
      1,
      /Nothing was run/,
    ],
    [
      'an empty input',
      () => [
        '--device',
        'sim:cortex-m4',
        '--dataset',
        changed((copy) => {
          truncateSync(firstInput(copy), 0);
        }),
      ],
      1,
      /Nothing was run/,
    ],
    [
      'an input of the wrong size',
      () => [
        '--device',
        'sim:cortex-m4',
        '--dataset',
        changed((copy) => {
          truncateSync(firstInput(copy), 489);
        }),
      ],
      1,
      /489/,
    ],
    [
      'a model that is not there',
      () => ['--device', 'sim:cortex-m4?model=/none.tflite', '--dataset', dataset],
      1,
      /no file \/none\.tflite/,
    ],
    [
      'a model the board does not have',
      () => ['--device', 'sim:cortex-m4?fault=wrong-model:vww01', '--dataset', dataset, '--workload', 'kws01'],
      1,
      /runs vww01, not kws01/,
    ],
    [
      'an output folder that is a file',
      () => ['--device', 'sim:cortex-m4', '--dataset', dataset, '--out', join(dataset, 'y_labels.csv')],
      1,
      /disk\.failed/,
    ],
    ['another mode for a resumed run', () => ['--resume', folder, '--mode', 'accuracy'], 2, /goes on as it began/],
    ['a folder to resume that holds no session', () => ['--resume', dataset], 1, /holds no session/],
  ];
  for (const [what, words, status, said] of badWords) {
    it(`says what is wrong with ${what}`, async () => {
      const list = words();
      const out = list.includes('--resume') || list.includes('--out') ? [] : ['--out', fresh()];
      const command = new RunningCommand('run', ...list, ...out);
      assert.equal(await command.ended(), status, command.stderr);
      assert.match(command.stderr, said);
      assert.doesNotMatch(command.stderr, /defect|\bat .*\.ts/);
    });
  }

  it('prints a JSON document for wrong usage too', async () => {
    const command = new RunningCommand('run', '--json', '--limit', '0');
    assert.equal(await command.ended(), 2);
    const document: unknown = JSON.parse(command.stdout);
    assert.ok(typeof document === 'object' && document !== null && 'error' in document);
  });

  it('leaves an output folder that holds something as it is', async () => {
    const out = fresh();
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.txt'), 'mine');
    const command = new RunningCommand('run', '--device', 'sim:cortex-m4', '--dataset', dataset, '--out', out);
    assert.equal(await command.ended(), 1);
    assert.match(command.stderr, /is not empty/);
    assert.equal(readFileSync(join(out, 'thesis.txt'), 'utf8'), 'mine');
  });

  it('stops with a word when the disk is full, and goes on when there is room', async () => {
    const out = fresh();
    // A limit on the size of files is a disk that fills up.
    const words = ['run', '--device', 'sim:cortex-m4', '--dataset', dataset, '--mode', 'accuracy', '--out', out];
    const limited = spawnSync('sh', ['-c', 'ulimit -f 60; exec "$@"', 'sh', process.execPath, boardbench, ...words], {
      encoding: 'utf8',
    });
    assert.equal(limited.status, 1, limited.stderr);
    assert.match(limited.stderr, /disk is full/);
    const resumed = new RunningCommand('run', '--resume', out, '--json');
    assert.equal(await resumed.ended(), 0, resumed.stderr);
    assert.equal(reportOf(resumed).sessions[0]?.finished, true);
    for (const { findings } of await verifySessions(out)) assert.deepEqual(findings, []);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`can be stopped by ${signal} and resumed, with the results of an undisturbed run`, async () => {
      const whole = fresh();
      const undisturbed = new RunningCommand(
        'run',
        '--device',
        'sim:cortex-m4',
        '--dataset',
        dataset,
        '--out',
        whole,
        '--json',
      );
      const out = fresh();
      const stopped = new RunningCommand('run', '--device', slowBoard, '--dataset', dataset, '--out', out, '--json');
      await untilMeasured(join(out, 'kws01', 'accuracy', 'journal.jsonl'), 7);
      stopped.signal(signal);
      const status = await stopped.ended();
      if (signal !== 'SIGKILL') {
        assert.equal(status, 1);
        assert.equal(reportOf(stopped).error?.code, 'run.interrupted');
      }
      const resumed = new RunningCommand('run', '--resume', out, '--device', 'sim:cortex-m4', '--json');
      assert.equal(await resumed.ended(), 0, resumed.stderr);
      assert.equal(await undisturbed.ended(), 0);
      assert.deepEqual(
        reportOf(resumed).sessions.map(({ result }) => result),
        reportOf(undisturbed).sessions.map(({ result }) => result),
      );
      for (const { findings } of await verifySessions(out)) assert.deepEqual(findings, []);
    });
  }
});
