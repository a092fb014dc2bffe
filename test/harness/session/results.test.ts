import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest } from '../../../harness/session/derived/manifest.ts';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { JournalEvent, SessionHead } from '../../../harness/session/events.ts';
import { accuracyResult } from '../../../harness/session/results/accuracy.ts';
import { verdictOf } from '../../../harness/session/results/official.ts';
import { performanceResult } from '../../../harness/session/results/performance.ts';
import { sessionResult } from '../../../harness/session/results/result.ts';
import { SessionState } from '../../../harness/session/state.ts';
import {
  accuracyEvents,
  headOf,
  identityOf,
  inFolder,
  performanceEvents,
  sampleOf,
  windowOf,
  writeSession,
} from './example-session.ts';

function stateOf(events: readonly JournalEvent[], head: Partial<SessionHead> = {}): SessionState {
  const state = new SessionState(headOf(head));
  for (const event of events) state.apply(event, state.lastUs + 1000);
  return state;
}

function reasonsOf(events: readonly JournalEvent[], head: Partial<SessionHead> = {}): readonly string[] {
  const state = stateOf(events, head);
  return verdictOf(state, sessionResult(state)).reasons;
}

interface Texts {
  readonly text: string;
  readonly json: unknown;
  readonly manifest: Record<string, unknown>;
}

async function textsOf(events: readonly JournalEvent[], head: Partial<SessionHead> = {}): Promise<Texts> {
  let texts: Texts = { text: '', json: null, manifest: {} };
  await inFolder(async (directory) => {
    writeSession(directory, headOf(head), events);
    await deriveSession(directory);
    const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
    texts = {
      text: read('results.txt'),
      json: JSON.parse(read('results.json')),
      manifest: JSON.parse(read('manifest.json')) as Record<string, unknown>,
    };
  });
  return texts;
}

/** The figure that the official submission checker takes from results.txt, line by line. */
function officialFigure(text: string, pattern: RegExp): string | undefined {
  const found = text.split('\n').flatMap((line) => pattern.exec(line)?.[1] ?? []);
  assert.ok(found.length <= 1, `${pattern.source} occurs ${found.length} times`);
  return found[0];
}

const throughputPattern = /.* Median throughput is\s+([\d.]+) inf\.\/sec\..*/;
const top1Pattern = /.* Top[- ]1%?\s?[:=] ([\d.]+).*/;
const aucPattern = /.* AUC\s?[:=] ([\d.]+).*/;

const identified = [identityOf()];
const finished = { type: 'finished' } as const;
const anomaly = { workload: { ...headOf().workload, metric: 'auc', classes: 2 }, mode: 'accuracy' } as const;

describe('the result of a performance session', () => {
  it('is the median over the windows of iterations a second on the board’s clock', () => {
    const elapsed = [10_000_000, 12_500_000, 10_500_000, 10_416_667, 20_000_000];
    const state = stateOf(elapsed.map((elapsedUs, index) => windowOf(index, { elapsedUs, iterations: 250 })));
    const result = performanceResult(state);
    assert.equal(result?.throughput, 250 / 10.5);
    assert.equal(result.latencyUs, 42_000);
    assert.equal(result.spread, (25 - 12.5) / (250 / 10.5));
    assert.deepEqual(result.windows[1], {
      input: 'tst_000001.bin',
      iterations: 250,
      elapsedUs: 12_500_000,
      throughput: 20,
    });
    const [low, high] = result.ci95;
    assert.ok(low >= 12.5 && low <= result.throughput && high >= result.throughput && high <= 25);
  });

  it('leaves out calibrations and rejected windows, and takes the later of two with the same index', () => {
    const result = performanceResult(
      stateOf([
        windowOf(0, { use: 'calibration', iterations: 1 }),
        windowOf(0, { iterations: 100 }),
        windowOf(1, { use: 'rejected', iterations: 2 }),
        windowOf(0, { iterations: 200 }),
      ]),
    );
    assert.deepEqual(
      result?.windows.map((window) => window.iterations),
      [200],
    );
  });

  it('is nothing before the first window', () => {
    assert.equal(performanceResult(stateOf([])), null);
  });
});

describe('the result of an accuracy session', () => {
  it('is the share of samples whose first maximum is the right class', () => {
    const tie = sampleOf(0, { label: 1, results: [0.5, 0.5, 0] });
    const result = accuracyResult(stateOf([tie, sampleOf(1), sampleOf(2), sampleOf(3)]));
    assert.equal(result?.samples, 4);
    assert.equal(result.correct, 3);
    assert.equal(result.top1, 0.75);
  });

  it('counts a sample without usable numbers as wrong, leaves it out of the areas, and names it', () => {
    const results = [[null, 0.9, 0], [], [0.1, 0.9]];
    const broken = results.map((values, index) => sampleOf(index + 3, { label: 1, results: values }));
    const whole = accuracyResult(stateOf([0, 1, 2].map((index) => sampleOf(index))));
    const result = accuracyResult(stateOf([...[0, 1, 2].map((index) => sampleOf(index)), ...broken]));
    assert.equal(result?.invalidSamples, 3);
    assert.deepEqual(result.invalid, ['tst_000003.bin', 'tst_000004.bin', 'tst_000005.bin']);
    assert.equal(result.top1, 0.5);
    assert.deepEqual(result.auc, whole?.auc);
    assert.deepEqual(result.auc, { eembc: 1, mlcommons: 1 });
  });

  it('takes the later of two measurements of a sample', () => {
    const wrong = sampleOf(0, { results: [0, 1, 0] });
    assert.equal(accuracyResult(stateOf([wrong, sampleOf(0)]))?.correct, 1);
  });

  it('is, for anomaly detection, the area over files of the mean score of their windows', () => {
    const scores = [
      [1, 3],
      [5, 1],
      [2.5, 1],
      [9, 9],
    ];
    const events = scores.flatMap((windows, index) =>
      windows.map((score, segment) => sampleOf(index, { segment, segments: 2, label: index % 2, results: [score] })),
    );
    const result = accuracyResult(stateOf(events, anomaly));
    assert.deepEqual([result?.samples, result?.top1, result?.correct], [4, null, null]);
    assert.deepEqual(result?.auc, { eembc: 1, mlcommons: 1 });
  });

  it('counts a file when all of its windows were measured', () => {
    const events = [0, 1].map((segment) => sampleOf(0, { segment, segments: 2, results: [1] }));
    events.push(sampleOf(1, { segments: 2, results: [1] }));
    assert.equal(accuracyResult(stateOf(events, anomaly))?.samples, 1);
  });
});

describe('a session is official', () => {
  it('when five windows of ten seconds were measured on five inputs of the official set', () => {
    assert.deepEqual(reasonsOf(performanceEvents()), []);
    assert.deepEqual(reasonsOf(accuracyEvents(), { mode: 'accuracy' }), []);
  });

  const { options, dataset } = headOf();
  const windows = [0, 1, 2, 3, 4].map((index) => windowOf(index));
  const cases: readonly (readonly [string, readonly JournalEvent[], Partial<SessionHead>, string])[] = [
    ['it was not finished', [...identified, ...windows], {}, 'the session is not finished'],
    ['it was limited', performanceEvents(), { options: { ...options, limit: 2 } }, '--limit 2 was given'],
    [
      'the data are others',
      performanceEvents(),
      { dataset: { ...dataset, kind: 'own' } },
      'the data set is not the official one (own)',
    ],
    ['nobody knows the board', [...windows, finished], {}, 'the board did not say who it is'],
    [
      'windows are missing',
      [...identified, ...windows.slice(1), finished],
      { options: { ...options, windows: 4 } },
      '4 of 5 windows were measured',
    ],
    [
      'shorter windows were asked for',
      performanceEvents(),
      { options: { ...options, minSeconds: 1 } },
      'windows of 1 s were asked for, not 10 s',
    ],
    [
      'a window was too short on the board’s clock, whatever the host’s says',
      [...performanceEvents().slice(0, -1), windowOf(3, { elapsedUs: 9_999_999, hostElapsedUs: 11_000_000 }), finished],
      {},
      "window 4 lasted 9.999999 s on the board's clock, less than 10 s",
    ],
    [
      'a window has few inferences',
      [...performanceEvents().slice(0, -1), windowOf(3, { iterations: 9 }), finished],
      {},
      'window 4 has 9 inferences, fewer than 10',
    ],
    [
      'a window gave no numbers',
      [...performanceEvents().slice(0, -1), windowOf(0, { results: [null, 0, 0] }), finished],
      {},
      'window 1 has no usable results',
    ],
    [
      'the windows are on one input',
      [...identified, ...windows.map((window) => ({ ...window, input: 'same.bin' })), finished],
      {},
      'the windows are on 1 different inputs, not 5',
    ],
    [
      'samples are missing',
      [...identified, sampleOf(0), sampleOf(1), sampleOf(3), finished],
      { mode: 'accuracy' },
      '1 of 4 samples were not measured',
    ],
    [
      'samples have no usable results',
      [...accuracyEvents().slice(0, -1), sampleOf(0, { results: [] }), finished],
      { mode: 'accuracy' },
      '1 of 4 samples have no usable results',
    ],
  ];
  for (const [why, events, head, reason] of cases) {
    it(`but not when ${why}`, () => {
      assert.deepEqual(reasonsOf(events, head), [reason]);
    });
  }

  it('and simulated, but then it can not be submitted', () => {
    const state = stateOf([...performanceEvents().slice(0, -1), identityOf({ simulated: true }), finished]);
    assert.deepEqual(verdictOf(state, sessionResult(state)), {
      official: true,
      reasons: [],
      simulated: true,
      submittable: false,
    });
  });
});

describe('results.txt', () => {
  it('gives the official checker the median throughput', async () => {
    const { text } = await textsOf(performanceEvents());
    assert.equal(officialFigure(text, throughputPattern), '23.072');
    assert.equal(officialFigure(text, top1Pattern), undefined);
    assert.equal(officialFigure(text, aucPattern), undefined);
  });

  it('gives the official checker accuracy and area', async () => {
    const { text } = await textsOf(accuracyEvents(), { mode: 'accuracy' });
    assert.equal(officialFigure(text, top1Pattern), '75.0');
    assert.equal(officialFigure(text, aucPattern), '0.83');
    assert.equal(officialFigure(text, throughputPattern), undefined);
  });

  it('gives the area alone for anomaly detection', async () => {
    const samples = [0, 1, 2, 3].map((index) => sampleOf(index, { label: index % 2, results: [index] }));
    const { text } = await textsOf([...identified, ...samples, finished], anomaly);
    assert.equal(officialFigure(text, aucPattern), '0.75');
    assert.equal(officialFigure(text, top1Pattern), undefined);
  });

  it('gives no figure while a session is not finished', async () => {
    const { text, manifest: outcome } = await textsOf(performanceEvents().slice(0, -1));
    assert.equal(officialFigure(text, throughputPattern), undefined);
    assert.match(text, /not complete: 5 of 5 windows were measured/);
    assert.equal(outcome['result'], null);
  });

  it('says of a short window what EEMBC’s runner says, and why the result is not official', async () => {
    const events = [...performanceEvents().slice(0, -1), windowOf(2, { elapsedUs: 4_800_000 }), finished];
    const { text } = await textsOf(events);
    assert.match(text, /e-\[The run must take at least 10 seconds and 10 iterations to be valid\]/);
    assert.match(text, /Not an official result:\n.* {3}- window 3 lasted 4\.800000 s/);
  });

  it('says that a simulated board is one', async () => {
    const { text, json, manifest: outcome } = await textsOf([identityOf({ simulated: true }), windowOf(0), finished]);
    assert.match(text, /SIMULATED/);
    assert.equal(outcome['simulated'], true);
    assert.equal(outcome['submittable'], false);
    assert.ok(Array.isArray(json) && json.every((entry: { simulated?: unknown }) => entry.simulated === true));
  });
});

describe('results.json', () => {
  it('has an entry for each window as MLCommons’ runner writes it', async () => {
    const { json } = await textsOf(performanceEvents());
    assert.ok(Array.isArray(json) && json.length === 5);
    assert.deepEqual(json[1], {
      file: 'tst_000001.bin',
      classes: '3',
      class: '1',
      bytes_to_send: null,
      stride: null,
      total_length: null,
      infer: {
        start_time: 21_000_000,
        end_time: 31_401_000,
        results: [0.9, 0.1, 0],
        elapsed_time: 10_401_000,
        total_inferences: 1,
        iterations: 240,
        warmups: 10,
        throughput: 240 / 10.401,
      },
      mode: 'p',
    });
  });

  it('has an entry for each window of a file, with its size and stride', async () => {
    const payload = { type: 'payload', input: 'a', bytes: 2560, commands: 68, depth: 1, sha256: '' } as const;
    const events: JournalEvent[] = [0, 1].flatMap((segment) => [
      { ...payload, offset: segment * 512 },
      sampleOf(0, { segment, segments: 2, results: [11.5] }),
    ]);
    const workload = { ...anomaly.workload, inputBytes: 2560 };
    const { json } = await textsOf([...identified, ...events, finished], { ...anomaly, workload });
    assert.ok(Array.isArray(json) && json.length === 2);
    const { infer, ...fields } = json[1] as Record<string, unknown>;
    assert.deepEqual(fields, {
      file: 'tst_000000.bin',
      classes: '2',
      class: '0',
      bytes_to_send: '2560',
      stride: '512',
      total_length: 2,
      mode: 'a',
    });
    assert.equal(typeof infer, 'object');
  });
});

describe('manifest.json', () => {
  it('counts what went wrong and was mended', () => {
    const fault = { type: 'fault', detail: '', depth: 2, isNoisy: true } as const;
    const state = stateOf([
      { ...fault, fault: 'reset' },
      { ...fault, fault: 'loss' },
      { ...fault, fault: 'loss' },
      { type: 'note', level: 'warning', text: 'slow' },
      { type: 'resumed', at: '', program: '', droppedBytes: 7 },
    ]);
    const chain = { lines: 6, hash: 'f'.repeat(64), tUs: 0, finished: false };
    const end = { chain, wholeBytes: 10, tornBytes: 1, sha256: 'e'.repeat(64) };
    const outcome = manifest(state, null, verdictOf(state, null), end, { 'log.txt': { bytes: 1, sha256: 'd' } });
    const { faults, notes, warnings, resumed, droppedBytes, files, chain: hash } = outcome as Record<string, unknown>;
    assert.deepEqual(Object.entries(faults ?? {}), [
      ['loss', 2],
      ['reset', 1],
    ]);
    assert.deepEqual([notes, warnings, resumed, droppedBytes], [{ info: 0, warning: 1 }, ['slow'], 1, 7]);
    assert.deepEqual(files, {
      'journal.jsonl': { bytes: 11, sha256: 'e'.repeat(64) },
      'log.txt': { bytes: 1, sha256: 'd' },
    });
    assert.equal(hash, 'f'.repeat(64));
  });
});
