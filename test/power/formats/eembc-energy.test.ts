import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { readEembcEnergy } from '../../../power/formats/eembc-energy.ts';
import type { SampleChunk, TraceEdge } from '../../../power/trace.ts';
import { describeWithPublished, unpackRound } from '../../published.ts';
import { collect } from './events.ts';

describe("EnergyRunner's trace1-energy.bin", () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-eembc-'));
    path = join(directory, 'trace1-energy.bin');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(microjoules: readonly number[], timesS?: unknown, rateHz = 1000): void {
    writeFileSync(path, eembcBytes(microjoules, rateHz));
    if (timesS !== undefined) writeFileSync(join(directory, 'trace1-timestamps.json'), JSON.stringify(timesS));
  }

  it('gives joules, the rate, and the edges before the samples that follow them', async () => {
    write([1, 2, 4, 8, 16], [0.001, 0.004]);
    const trace = await readEembcEnergy(path);
    assert.deepEqual(trace.head, {
      source: path,
      kind: 'eembc',
      sampleRateHz: 1000,
      quantity: 'energy',
      voltageV: null,
    });
    const { events, error } = await collect(trace);
    assert.equal(error, undefined);
    assert.deepEqual(events, [
      { kind: 'samples', first: 0, values: Float64Array.of(1e-6) },
      { kind: 'edge', timeS: 0.001, input: 0, direction: 'unknown' },
      { kind: 'samples', first: 1, values: Float64Array.of(2e-6, 4e-6, 8e-6) },
      { kind: 'edge', timeS: 0.004, input: 0, direction: 'unknown' },
      { kind: 'samples', first: 4, values: Float64Array.of(16e-6) },
    ]);
  });

  it('gives every sample once and every edge in time, wherever the edges are', async () => {
    const edges = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(edges, fc.constantFrom(1000, 4000, 3), async (places, rateHz) => {
        const timesS = places.sort((one, other) => one - other).map((place) => place / rateHz);
        const microjoules = Array.from({ length: 40_000 }, (_, index) => index);
        write(microjoules, timesS, rateHz);
        const { events, error } = await collect(await readEembcEnergy(path));
        assert.equal(error, undefined);
        let next = 0;
        const seen: number[] = [];
        for (const event of events) {
          if (event.kind === 'edge') {
            assert.ok(next <= event.timeS * rateHz, `the edge at ${event.timeS} s comes after sample ${next}`);
            assert.ok(next >= event.timeS * rateHz - 1.001, `the edge at ${event.timeS} s comes before ${next}`);
            seen.push(event.timeS);
          } else if (event.kind === 'samples') {
            assert.equal(event.first, next);
            event.values.forEach((value, index) => {
              if (value !== (next + index) * 1e-6) assert.fail(`sample ${next + index} is ${value}`);
            });
            next += event.values.length;
          }
        }
        assert.equal(next, 40_000);
        assert.deepEqual(seen, timesS);
      }),
      { numRuns: 20, interruptAfterTimeLimit: 2000 },
    );
  });

  it('can be read again from the beginning', async () => {
    write([1, 2, 3]);
    const trace = await readEembcEnergy(path);
    assert.deepEqual(await collect(trace), await collect(trace));
  });

  it('takes another list of timestamps when told to', async () => {
    write([1, 2, 3], [0.001]);
    const other = join(directory, 'other.json');
    writeFileSync(other, '[0.002]');
    const { events } = await collect(await readEembcEnergy(path, { timestamps: other }));
    const edges = events.filter((event): event is TraceEdge => event.kind === 'edge');
    assert.deepEqual(
      edges.map((edge) => edge.timeS),
      [0.002],
    );
  });

  it('keeps lost samples as NaN', async () => {
    write([1, NaN, NaN, 4]);
    const { events } = await collect(await readEembcEnergy(path));
    assert.deepEqual(
      events.map((event) => event.kind === 'samples' && [...event.values]),
      [[1e-6, NaN, NaN, 4e-6]],
    );
  });

  it('gives all whole samples of a file that is cut off, and says where that is', async () => {
    write([1, 2, 3], [0.001, 5]);
    writeFileSync(path, readFileSync(path).subarray(0, -2));
    const { events, error } = await collect(await readEembcEnergy(path));
    assert.equal(
      events.filter((event) => event.kind === 'samples').reduce((sum, { values }) => sum + values.length, 0),
      2,
    );
    assert.match(String(error), /cannot be read on at sample 2: the file ends within that sample/);
  });

  it('says that it is no trace', async () => {
    const nan = eembcBytes([1], NaN);
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /it is empty/],
      [Uint8Array.of(0xf2, 0, 0, 0x7a, 0x44), /it does not begin with the byte 0xF1/],
      [Uint8Array.of(0xf1, 0, 0), /it ends before its sample rate/],
      [eembcBytes([1], 0), /its sample rate is 0 Hz/],
      [eembcBytes([1], -1000), /its sample rate is -1000 Hz/],
      [eembcBytes([1], Infinity), /its sample rate is Infinity Hz/],
      [nan, /its sample rate is NaN Hz/],
    ];
    for (const [bytes, message] of cases) {
      writeFileSync(path, bytes);
      await assert.rejects(readEembcEnergy(path), { code: 'trace.unknown', message });
    }
    await assert.rejects(readEembcEnergy(join(directory, 'none.bin')), { code: 'file.missing' });
    await assert.rejects(readEembcEnergy(directory), /it is no file/);
  });

  it('names a timestamp that cannot be', async () => {
    const cases: [unknown, RegExp][] = [
      [[0.001, 'x'], /timestamp 1 is "x", not a number of seconds/],
      [[0.001, null], /timestamp 1 is null/],
      [[-1], /timestamp 0 is -1/],
      [[0.003, 0.002], /timestamp 1 is 0.002 s, before timestamp 0 at 0.003 s/],
      [{ times: [] }, /it is no list of seconds/],
    ];
    for (const [timesS, message] of cases) {
      write([1, 2, 3], timesS);
      await assert.rejects(readEembcEnergy(path), { code: 'trace.edges', message });
    }
    writeFileSync(join(directory, 'trace1-timestamps.json'), '[0.001,');
    await assert.rejects(readEembcEnergy(path), { code: 'trace.edges', message: /it is no JSON/ });
    await assert.rejects(readEembcEnergy(path, { timestamps: join(directory, 'none') }), { code: 'file.missing' });
  });

  it('gives the trace before it says that a timestamp is beyond its end', async () => {
    write([1, 2, 3], [0.001, 0.003, 0.0051]);
    const { events, error } = await collect(await readEembcEnergy(path));
    assert.deepEqual(
      events.map((event) => event.kind),
      ['samples', 'edge', 'samples', 'edge'],
    );
    assert.match(String(error), /timestamp 2 is 0.0051 s, but the trace ends at 0.004 s/);
  });
});

describeWithPublished('the traces of a published round', (published) => {
  it('add up to the published energy of each window to a thousandth of a microjoule', async () => {
    const [root, remove] = unpackRound(published, 'v1.0', ['*/energy/trace1-*', '*/energy/results.txt']);
    try {
      const traces = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.bin'));
      assert.ok(traces.length > 10, 'there are traces');
      let windows = 0;
      for (const file of traces) {
        const path = join(root, file);
        const claimed = claimedMicrojoules(join(dirname(path), 'results.txt'));
        const found = await windowsOf(path);
        for (const energy of claimed) {
          assert.ok(
            found.some((each) => Math.abs(each - energy) <= 0.001),
            `${file}: ${energy} uJ is none of ${found.join(', ')}`,
          );
        }
        windows += claimed.length;
      }
      assert.ok(windows > 50, `${windows} windows`);
    } finally {
      remove();
    }
  });
});

/** The microjoules between consecutive edges, with the time of a sample counted as EnergyRunner counts it. */
async function windowsOf(path: string): Promise<number[]> {
  const { events } = await collect(await readEembcEnergy(path));
  const edges = events.filter((event): event is TraceEdge => event.kind === 'edge').map((edge) => edge.timeS);
  const chunks = events.filter((event): event is SampleChunk => event.kind === 'samples');
  const sums: number[] = [];
  let timeS = 0;
  let edge = 0;
  for (const { values } of chunks) {
    for (const value of values) {
      while (edge < edges.length && (edges[edge] ?? NaN) <= timeS) edge += 1;
      sums[edge] = (sums[edge] ?? 0) + value * 1e6;
      timeS += 1 / 1000;
    }
  }
  return sums;
}

function claimedMicrojoules(file: string): number[] {
  const lines = readFileSync(file, 'utf8').matchAll(/Energy +: +([\d.]+) uJ(?!\/)/g);
  return [...lines].map((line) => Number(line[1]));
}

/** A trace1-energy.bin. */
function eembcBytes(microjoules: readonly number[], rateHz: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(5 + 4 * microjoules.length));
  view.setUint8(0, 0xf1);
  view.setFloat32(1, rateHz, true);
  microjoules.forEach((value, index) => {
    view.setFloat32(5 + 4 * index, value, true);
  });
  return new Uint8Array(view.buffer);
}
