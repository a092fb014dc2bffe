import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { readPpk2 } from '../../../power/formats/ppk2.ts';
import { Ppk2Frames } from '../../../power/formats/ppk2-frames.ts';
import type { Trace, TraceEvent } from '../../../power/trace.ts';
import { sessionOf, zipOf, type Frame } from '../ppk2-writer.ts';
import { collect, meaningOf, ownEvent } from './events.ts';

const metadata = '{"metadata":{"samplesPerSecond":100000,"startSystemTime":1700000000000},"formatVersion":2}';

const quiet = '00000000';
const frame = (microamperes: number, inputs = quiet): Frame => ({ microamperes, inputs });

describe("a saved session of Nordic's Power Profiler", () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'boardbench-ppk2-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function read(bytes: Uint8Array): Promise<Trace> {
    const file = join(folder, 'trace.ppk2');
    await writeFile(file, bytes);
    return readPpk2(file, { voltageV: 3 });
  }

  async function errorOf(bytes: Uint8Array): Promise<BenchError> {
    try {
      const { error } = await collect(await read(bytes));
      if (error instanceof BenchError) return error;
    } catch (error) {
      if (error instanceof BenchError) return error;
      throw error;
    }
    throw new Error('nothing was found wrong');
  }

  it('gives amperes, and edges before the samples that follow them', async () => {
    const frames = [frame(250_000), frame(NaN), frame(500_000, '10000001'), frame(0, '10000001'), frame(1, '00000001')];
    const trace = await read(
      zipOf({ 'metadata.json': metadata, 'minimap.raw': '{}', 'session.raw': sessionOf(frames) }),
    );
    const source = join(folder, 'trace.ppk2');
    assert.deepEqual(trace.head, { source, kind: 'ppk2', sampleRateHz: 100_000, quantity: 'current', voltageV: 3 });
    assert.deepEqual(meaningOf((await collect(trace)).events), [
      [0, 0.25, undefined, undefined],
      [1, NaN, undefined, undefined],
      { kind: 'edge', timeS: 2e-5, input: 0, direction: 'rising' },
      { kind: 'edge', timeS: 2e-5, input: 7, direction: 'rising' },
      [2, 0.5, undefined, undefined],
      [3, 0, undefined, undefined],
      { kind: 'edge', timeS: 4e-5, input: 0, direction: 'falling' },
      [4, Math.fround(1e-6), undefined, undefined],
    ]);
  });

  it('gives volts too where the frames hold them', async () => {
    const frames = [{ microamperes: 1e6, volts: 3.25, inputs: quiet }];
    const description = '{"metadata":{"samplesPerSecond":1000},"formatVersion":3,"frameSize":10}';
    const trace = await read(zipOf({ 'session.raw': sessionOf(frames), 'metadata.json': description }));
    assert.equal(trace.head.voltageV, null);
    assert.deepEqual(meaningOf((await collect(trace)).events), [[0, 1, 3.25, undefined]]);
  });

  it('gives a long session in pieces, and twice the same', async () => {
    const frames = Array.from({ length: 50_000 }, (_, k) => frame(k, k % 1000 < 500 ? quiet : '01000000'));
    const trace = await read(zipOf({ 'session.raw': sessionOf(frames), 'metadata.json': metadata }));
    for (let time = 0; time < 2; time += 1) {
      const { events, error } = await collect(trace);
      assert.equal(error, undefined);
      assert.equal(events.filter(({ kind }) => kind === 'edge').length, 99);
      assert.equal(meaningOf(events).length, 50_099);
    }
  });

  it('is refused without its parts, and with a rate of 0', async () => {
    const session = sessionOf([frame(1)]);
    const bad = (description: string): Uint8Array => zipOf({ 'session.raw': session, 'metadata.json': description });
    for (const [bytes, problem] of [
      [zipOf({ 'metadata.json': metadata }), /it holds no session\.raw/],
      [zipOf({ 'session.raw': session }), /it holds no metadata\.json/],
      [bad('{"metadata":{"samplesPerSecond":0}}'), /no samplesPerSecond above 0/],
      [bad('{"metadata":{"samplesPerSecond":"100"}}'), /no samplesPerSecond above 0/],
      [bad('{"metadata":'), /no samplesPerSecond above 0/],
      [bad('[]'), /no samplesPerSecond above 0/],
      [bad('{"metadata":{"samplesPerSecond":10},"frameSize":8}'), /a frameSize of 8; 6 and 10 are known/],
      [bad(' '.repeat(2 ** 21)), /longer than any should be/],
      [Buffer.from('no zip at all, but a text'), /central directory/i],
      [new Uint8Array(0), /central directory/i],
    ] as const) {
      const error = await errorOf(bytes);
      assert.equal(error.code, 'trace.unknown');
      assert.match(error.message, problem);
    }
    await assert.rejects(readPpk2(join(folder, 'absent.ppk2')), { code: 'trace.unknown' });
  });

  it('that ends within a sample gives all before it, and says so', async () => {
    const session = sessionOf([frame(1), frame(2), frame(3)]).slice(0, 16);
    const { events, error } = await collect(await read(zipOf({ 'session.raw': session, 'metadata.json': metadata })));
    assert.equal(meaningOf(events).length, 2);
    assert.ok(error instanceof BenchError && error.code === 'trace.broken');
    assert.match(error.message, /at session\.raw: it ends within a sample/);
  });

  it('that was cut off or changed anywhere is found out, or reads as it was', async () => {
    const frames = Array.from({ length: 300 }, (_, k) => frame(k, k % 100 < 50 ? quiet : '10000000'));
    const whole = zipOf({ 'session.raw': sessionOf(frames), 'metadata.json': metadata });
    const all = meaningOf((await collect(await read(whole))).events);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, flip) => {
        const damaged = flip === 0 ? whole.slice(0, at) : whole.slice();
        if (flip !== 0) damaged[at] = (damaged[at] ?? 0) ^ flip;
        try {
          const { events, error } = await collect(await read(damaged));
          if (error === undefined && !isDescription(damaged)) assert.deepEqual(meaningOf(events), all);
          else assert.ok(error === undefined || error instanceof BenchError);
        } catch (error) {
          if (!(error instanceof BenchError)) throw error;
        }
      }),
      { numRuns: 150 },
    );

    /** The description has no other check than its own form. */
    function isDescription(damaged: Uint8Array): boolean {
      const from = Buffer.from(whole).indexOf('metadata.json') + 'metadata.json'.length;
      const to = Buffer.from(whole).indexOf('PK\x01\x02');
      return !Buffer.from(damaged.slice(from, to)).equals(Buffer.from(whole.slice(from, to)));
    }
  });
});

describe('the frames of a session', () => {
  const eventsOf = (inputs: readonly string[]): TraceEvent[] => {
    const frames = new Ppk2Frames(1000, 6);
    return [...frames.push(sessionOf(inputs.map((input) => frame(1, input.padEnd(8, '0')))))];
  };
  const edgesOf = (inputs: readonly string[]): unknown[] =>
    eventsOf(inputs).flatMap((event) => (event.kind === 'edge' ? [[event.timeS, event.input, event.direction]] : []));

  it('have no edge before an input is known, and none where it is not known in between', () => {
    assert.deepEqual(edgesOf(['?1', '11', '?1', '11']), []);
    assert.deepEqual(edgesOf(['x0', '10', '00']), [[0.002, 0, 'falling']]);
    assert.deepEqual(edgesOf(['00', '?0', '10']), [[0.002, 0, 'rising']]);
  });

  it('have an edge at the sample within which an input changed', () => {
    assert.deepEqual(edgesOf(['0', 'x', '1', '1', 'x', '0']), [
      [0.001, 0, 'rising'],
      [0.004, 0, 'falling'],
    ]);
  });

  it('have both edges of a pulse that is shorter than a sample', () => {
    assert.deepEqual(edgesOf(['0', 'x', '0']), [
      [0.001, 0, 'rising'],
      [0.002, 0, 'falling'],
    ]);
  });

  it('are the same wherever their bytes are cut', () => {
    const inputs = fc.array(fc.constantFrom('00', '01', '10', '11', 'x0', '?1'), { maxLength: 30 });
    fc.assert(
      fc.property(inputs, fc.array(fc.nat(180), { maxLength: 6 }), (states, cuts) => {
        const bytes = sessionOf(states.map((state, k) => frame(k, state.padEnd(8, '0'))));
        const frames = new Ppk2Frames(1000, 6);
        const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const events = ends.flatMap((end, k) => [...frames.push(bytes.subarray(ends[k - 1] ?? 0, end))].map(ownEvent));
        const whole = new Ppk2Frames(1000, 6);
        assert.deepEqual(meaningOf(events), meaningOf([...whole.push(bytes)]));
        assert.equal(frames.restBytes, 0);
      }),
    );
  });
});
