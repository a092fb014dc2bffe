import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { JournalEvent } from '../../../harness/session/events.ts';
import {
  accuracyEvents,
  exchangeOf,
  headOf,
  identityOf,
  inFolder,
  openingOf,
  performanceEvents,
  sampleOf,
  windowOf,
  writeSession,
} from './example-session.ts';

async function logOf(events: readonly JournalEvent[], head = headOf()): Promise<string> {
  let text = '';
  await inFolder(async (directory) => {
    writeSession(directory, head, events);
    await deriveSession(directory);
    text = readFileSync(join(directory, 'log.txt'), 'utf8');
  });
  return text;
}

interface Measured {
  readonly input: string;
  readonly iterations: number;
  readonly laps: readonly number[];
  readonly results: string;
}

/** Reads a log as one reads EEMBC's: by command and token, the input being the last one loaded. */
function readAsEembc(log: string): Measured[] {
  const measured: Measured[] = [];
  let input = '';
  let iterations = 0;
  let laps: number[] = [];
  for (const line of log.split('\n')) {
    const loaded = /Command "bload dut "([^"]*)"( \d+ \d+)?"/.exec(line);
    if (loaded !== null) input = `${loaded[1] ?? ''}${loaded[2] ?? ''}`;
    const infer = /Command "dut infer (\d+) \d+"/.exec(line);
    if (infer !== null) [iterations, laps] = [Number(infer[1]), []];
    for (const lap of line.matchAll(/m-lap-us-(\d+)/g)) laps.push(Number(lap[1]));
    const results = /m-results-\[([^\]]*)\]/.exec(line);
    if (results !== null) measured.push({ input, iterations, laps, results: results[1] ?? '' });
  }
  return measured;
}

describe('log.txt', () => {
  it('has a time and a source before every line', async () => {
    for (const events of [performanceEvents(), accuracyEvents()]) {
      for (const line of (await logOf(events)).trimEnd().split('\n')) {
        assert.match(line, /^\d{5}\.\d{3} (session|parser|dut): /);
      }
    }
  });

  it('lets a reader of EEMBC logs find the five windows that count, and no calibration', async () => {
    const expected = [0, 1, 2, 3, 4].map((index) => {
      const { input, iterations, startLapUs, endLapUs } = windowOf(index);
      return { input, iterations, laps: [startLapUs, endLapUs], results: '0.900,0.100,0.000' };
    });
    assert.deepEqual(readAsEembc(await logOf(performanceEvents())), expected);
  });

  it('lets a reader of EEMBC logs find every sample', async () => {
    const found = readAsEembc(await logOf(accuracyEvents(), headOf({ mode: 'accuracy' })));
    assert.deepEqual(
      found.map(({ input, iterations }) => [input, iterations]),
      [0, 1, 2, 3].map((index) => [`tst_00000${index}.bin`, 1]),
    );
    assert.equal(found[2]?.results, '0.800,0.150,0.050');
  });

  it('names offset and size where inputs are windows of a file', async () => {
    const { workload } = headOf();
    const head = headOf({ mode: 'accuracy', workload: { ...workload, metric: 'auc', inputBytes: 490 } });
    const samples = [0, 1].map((segment) => sampleOf(0, { segment, segments: 2, results: [11.5] }));
    const found = readAsEembc(await logOf([...openingOf(), ...samples.flatMap(exchangeOf)], head));
    assert.deepEqual(
      found.map(({ input }) => input),
      ['tst_000000.bin 0 490', 'tst_000000.bin 512 490'],
    );
  });

  it('says in one line what does not count, and why', async () => {
    const rejected = windowOf(1, { use: 'rejected', why: 'it lasted 9.9 s' });
    const cut = exchangeOf(windowOf(2)).slice(0, 5);
    const log = await logOf([
      ...openingOf(),
      ...exchangeOf(rejected),
      ...cut,
      { type: 'fault', fault: 'loss', detail: 'm-results is missing', depth: 4, isNoisy: false },
      ...exchangeOf(windowOf(2)).slice(2),
      ...cut,
      { type: 'stopped', code: 'run.interrupted', message: 'Interrupted in window 3' },
    ]);
    assert.deepEqual(
      readAsEembc(log).map(({ input }) => input),
      ['tst_000002.bin'],
    );
    assert.deepEqual(
      log
        .split('\n')
        .filter((line) => / session: (Not|Mended|Stopped)/.test(line))
        .map((line) => line.slice(line.indexOf('session: ') + 9)),
      [
        'Not counted: "infer 240 10" on tst_000001.bin (measured again: it lasted 9.9 s; 10401000 us, laps 21000000 to 31401000)',
        'Mended: loss (m-results is missing); 4 commands at once from here on',
        'Not counted: "infer 240 10" on tst_000002.bin (repeated)',
        'Not counted: "infer 240 10" on tst_000002.bin (cut off)',
        'Stopped before the end: Interrupted in window 3 (run.interrupted)',
      ],
    );
  });

  it('says that a simulated board is one', async () => {
    const log = await logOf(openingOf(identityOf({ simulated: true })));
    assert.match(log, /session: SIMULATED: this board is a simulation/);
    assert.doesNotMatch(await logOf(openingOf()), /SIMULATED/);
  });

  it('keeps whatever a board prints on one line', async () => {
    const log = await logOf([{ type: 'received', lines: ['a\0b\u0007\u0085c', ''] }]);
    assert.match(log, /dut: a\\x00b\\x07\\x85c\n$/);
  });
});
