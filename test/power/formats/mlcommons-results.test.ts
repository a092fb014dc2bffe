import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { oneTrace } from '../../../power/one-trace.ts';
import { mlcommonsTrace, readMlcommonsWindows } from '../../../power/formats/mlcommons-results.ts';
import { describeWithPublished, unpackRound } from '../../published.ts';
import { collect } from './events.ts';

describe('a results.json of the MLCommons runner', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-mlcommons-'));
    path = join(directory, 'results.json');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const timestamps = [
    ['00', 1],
    ['01', 2],
    ['02', 4],
  ];
  const entry = {
    file: 'a.bin',
    infer: { iterations: 20 },
    power: { samples: [1e-5, 2e-5, 3e-5, 4e-5, 5e-5], timestamps, voltage: 3 },
  };

  it('holds a window between the last two edges of each result', async () => {
    writeFileSync(path, JSON.stringify([{ file: 'none.bin' }, entry]));
    const [window, ...others] = await readMlcommonsWindows(path);
    assert.equal(others.length, 0);
    assert.deepEqual(window, {
      number: 1,
      file: 'a.bin',
      iterations: 20,
      voltageV: 3,
      simulated: false,
      samplesJ: Float64Array.of(1e-5, 2e-5, 3e-5, 4e-5, 5e-5),
      edges: [
        { name: '00', index: 1 },
        { name: '01', index: 2 },
        { name: '02', index: 4 },
      ],
      startIndex: 2,
      endIndex: 4,
      sampleRateHz: 1000,
    });
  });

  it('says of a window of a simulated session that it is one', async () => {
    writeFileSync(path, JSON.stringify([{ ...entry, simulated: true }]));
    const [window] = await readMlcommonsWindows(path);
    assert.ok(window !== undefined);
    assert.equal(mlcommonsTrace(window, path).head.simulated, true);
    const windows = [{ ...window, simulated: false }, window];
    assert.equal(oneTrace({ kind: 'windows', windows, file: path }).trace.head.simulated, true);
  });

  it('gives a window as a trace', async () => {
    writeFileSync(path, JSON.stringify([entry]));
    const [window] = await readMlcommonsWindows(path);
    assert.ok(window);
    const trace = mlcommonsTrace(window, path);
    assert.deepEqual([trace.head.kind, trace.head.sampleRateHz, trace.head.quantity], ['mlcommons', 1000, 'energy']);
    const { events } = await collect(trace);
    assert.deepEqual(
      events.map((event) => (event.kind === 'samples' ? [event.first, event.values.length] : event.kind)),
      [[0, 1], 'edge', [1, 1], 'edge', [2, 2], 'edge', [4, 1]],
    );
  });

  it('keeps a sample that is NaN as lost, though that is no JSON', async () => {
    writeFileSync(path, JSON.stringify([entry]).replace('0.00003', 'NaN'));
    const [window] = await readMlcommonsWindows(path);
    assert.deepEqual([...(window?.samplesJ ?? [])], [1e-5, 2e-5, NaN, 4e-5, 5e-5]);
  });

  it('says what is wrong, and where', async () => {
    const withPower = (power: object): string => JSON.stringify([{ ...entry, power: { ...entry.power, ...power } }]);
    const cases: [string, 'trace.unknown' | 'trace.edges', RegExp][] = [
      ['', 'trace.unknown', /it is no JSON/],
      [JSON.stringify([entry]).slice(0, -20), 'trace.unknown', /it is no JSON/],
      ['{}', 'trace.unknown', /it holds no list/],
      ['[{"file":"a.bin"}]', 'trace.unknown', /none of its results has a "power" section/],
      [withPower({ samples: [] }), 'trace.unknown', /result 0 has no power.samples/],
      [withPower({ samples: [1, 'x'] }), 'trace.unknown', /sample 1 of result 0 is "x"/],
      [withPower({ timestamps: [['00', 1]] }), 'trace.edges', /result 0 has 1 of the two timestamps/],
      [withPower({ timestamps: null }), 'trace.edges', /result 0 has 0 of the two timestamps/],
      [withPower({ timestamps: [['00', 1], 7] }), 'trace.edges', /timestamp 1 of result 0 is 7, not the number/],
      [withPower({ timestamps: [...timestamps, ['03', 6]] }), 'trace.edges', /timestamp 3 .* but there are 5 samples/],
      [withPower({ timestamps: [...timestamps, ['03', 3]] }), 'trace.edges', /timestamp 3 .* before the one/],
    ];
    for (const [text, code, message] of cases) {
      writeFileSync(path, text);
      await assert.rejects(readMlcommonsWindows(path), { code, message });
    }
    await assert.rejects(readMlcommonsWindows(join(directory, 'none.json')), { code: 'file.missing' });
  });
});

describeWithPublished('the results.json of a published round', (published) => {
  it('hold the published energy and time of each window', async () => {
    const files = ['*/energy/results.json', '*/energy/results.txt'];
    const [root, remove] = unpackRound(published, 'v1.3', files);
    try {
      const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
      let compared = 0;
      for (const file of found) {
        const path = join(root, file);
        const windows = await readMlcommonsWindows(path);
        const text = readFileSync(join(dirname(path), 'results.txt'), 'utf8');
        const claims = [...text.matchAll(/Elapsed time +: ([\d.]+)[^]*?Total Energy +: ([\d.]+) uJ/g)];
        assert.equal(claims.length, windows.length, file);
        windows.forEach(({ startIndex, endIndex, samplesJ, sampleRateHz }, index) => {
          const [, seconds, microjoules] = claims[index] ?? [];
          const energyJ = samplesJ.subarray(startIndex, endIndex).reduce((sum, each) => sum + each, 0);
          assert.ok(Math.abs(energyJ * 1e6 - Number(microjoules)) <= 0.001, `${file}, window ${index}`);
          assert.ok(Math.abs((endIndex - startIndex) / sampleRateHz - Number(seconds)) < 1e-9, `${file}: ${index}`);
          compared += 1;
        });
      }
      assert.ok(compared >= 40, `${compared} windows`);
    } finally {
      remove();
    }
  });
});
