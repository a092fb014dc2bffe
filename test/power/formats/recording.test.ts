import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readRecording } from '../../../power/formats/recording-reader.ts';
import { RecordingWriter } from '../../../power/formats/recording.ts';
import type { TraceEvent, TraceHead } from '../../../power/trace.ts';
import { collect, meaningOf } from './events.ts';

const head: TraceHead = { source: 'sim:', kind: 'sim', sampleRateHz: 1000, quantity: 'current', voltageV: 3.3 };

describe('a recording', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-recording-'));
    path = join(directory, 'window-1.trace');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(events: readonly TraceEvent[], withHead = head): ReturnType<RecordingWriter['finish']> {
    const writer = RecordingWriter.create(path, withHead);
    for (const event of events) writer.record(event);
    return writer.finish();
  }

  it('gives back what was recorded, however it came in chunks', async () => {
    await fc.assert(
      fc.asyncProperty(eventLists(), async (events) => {
        write(events);
        const read = await collect(await readRecording(path));
        assert.equal(read.error, undefined);
        assert.deepEqual(meaningOf(read.events), meaningOf(events));
      }),
      { numRuns: 60, interruptAfterTimeLimit: 2000 },
    );
  });

  it('keeps its head, but for where it lies', async () => {
    write([], { ...head, sampleRateHz: null, voltageV: null });
    const trace = await readRecording(path);
    assert.deepEqual(trace.head, { ...head, source: path, sampleRateHz: null, voltageV: null });
  });

  it('counts samples and lost ones, and knows its length and digest', () => {
    const summary = write([
      { kind: 'samples', first: 0, values: Float32Array.of(1, NaN, 3) },
      { kind: 'gap', first: 3, samples: 40, why: 'the counter jumped' },
      { kind: 'samples', first: 43, values: Float64Array.of(0.5) },
    ]);
    const bytes = readFileSync(path);
    assert.deepEqual(summary, {
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      samples: 44,
      lostSamples: 41,
    });
  });

  it('finishes once, and says the same when asked again', () => {
    const writer = RecordingWriter.create(path, head);
    writer.record({ kind: 'samples', first: 0, values: Float32Array.of(1) });
    const first = writer.finish();
    writer.record({ kind: 'samples', first: 1, values: Float32Array.of(2) });
    assert.deepEqual(writer.finish(), first);
    assert.equal(readFileSync(path).length, first.bytes);
  });

  it('joins small chunks that arrive together, and keeps when the last of them did', async () => {
    const chunks = Array.from({ length: 30 }, (_, index): TraceEvent => ({
      kind: 'samples',
      first: 10 * index,
      values: new Float32Array(10).fill(index),
      arrivedUs: 5000 * index,
    }));
    write(chunks);
    const { events } = await collect(await readRecording(path));
    assert.deepEqual(
      events
        .slice(0, 2)
        .map((event) => event.kind === 'samples' && [event.first, event.values.length, event.arrivedUs]),
      [
        [0, 30, 10_000],
        [30, 30, 25_000],
      ],
    );
  });

  it('gives all whole pages of a torn file, and then says where it is torn', async () => {
    const chunks = Array.from({ length: 8 }, (_, index): TraceEvent => ({
      kind: 'samples',
      first: 10_000 * index,
      values: Float32Array.from({ length: 10_000 }, (_unused, at) => Math.fround(Math.sin(10_000 * index + at))),
    }));
    const { bytes } = write(chunks);
    const whole = meaningOf((await collect(await readRecording(path))).events);
    const lengths: number[] = [];
    for (const cut of [bytes - 1, bytes - 30, Math.round(bytes / 2), 300]) {
      truncateSync(path, cut);
      const { events, error } = await collect(await readRecording(path));
      assert.match(String(error), /cannot be read on at byte \d+: the file ends/);
      const given = meaningOf(events);
      lengths.push(given.length);
      assert.deepEqual(given, whole.slice(0, given.length));
    }
    assert.deepEqual(lengths, [80_000, 80_000, 32_768, 0]);
  });

  it('sees a changed byte anywhere', async () => {
    write([
      { kind: 'samples', first: 0, values: new Float32Array(100).fill(0.01) },
      { kind: 'edge', timeS: 0.1, input: 0, direction: 'falling' },
    ]);
    const good = readFileSync(path);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 0x10, at);
      writeFileSync(path, bad);
      const outcome = await readRecording(path).then(collect, (error: unknown) => ({ error }));
      assert.match(String(outcome.error), /is no trace that can be read|cannot be read on at byte/, `byte ${at}`);
    }
  });

  it('says that other files and empty ones are none', async () => {
    for (const text of ['', 'BB', 'BBTRACE', 'something else altogether', 'BBTRACE1', 'BBTRACE1 and then text']) {
      writeFileSync(path, text);
      await assert.rejects(readRecording(path), { code: 'trace.unknown' }, text);
    }
  });

  it('is readable up to the last page while it is being written', async () => {
    const writer = RecordingWriter.create(path, head);
    writer.record({ kind: 'samples', first: 0, values: new Float32Array(500), arrivedUs: 0 });
    writer.record({ kind: 'samples', first: 500, values: new Float32Array(500), arrivedUs: 1_000_000 });
    const { events } = await collect(await readRecording(path));
    assert.equal(meaningOf(events).length, 1000);
    writer.finish();
  });

  it('keeps what was whole on a full disk, and says so once', async () => {
    const room = 60_000;
    const writer = RecordingWriter.create(path, head, (descriptor, bytes, from, length, position) => {
      const count = Math.min(length, room - position);
      return count <= 0 ? 0 : writeSync(descriptor, bytes, from, count, position);
    });
    const noise = Float32Array.from({ length: 16_384 }, (_, at) => Math.sin(at * at));
    const write = (from: number): void => {
      for (let page = from; page < 5; page += 1)
        writer.record({ kind: 'samples', first: page * 16_384, values: noise });
    };
    assert.throws(
      () => {
        write(0);
      },
      { code: 'disk.full' },
    );
    const summary = writer.finish();
    assert.equal(summary.samples, 16_384);
    assert.equal(readFileSync(path).length, summary.bytes);
    const { events } = await collect(await readRecording(path));
    assert.equal(meaningOf(events).length, 16_384);
  });

  it('says that a folder is not there', () => {
    assert.throws(() => RecordingWriter.create(join(directory, 'none', 'x'), head), { code: 'disk.failed' });
  });
});

/** Events as an instrument gives them: numbers grow, and gaps lie between. */
function eventLists(): fc.Arbitrary<TraceEvent[]> {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.float({ noDefaultInfinity: true, noNaN: true }) },
    fc.constant(NaN),
  );
  const piece = fc.oneof(
    fc.record({
      kind: fc.constant('samples' as const),
      values: fc.array(value, { minLength: 1 }),
      volts: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('gap' as const), samples: fc.integer({ min: 1, max: 1e6 }) }),
    fc.record({ kind: fc.constant('edge' as const), timeS: fc.double({ min: 0, max: 1e5, noNaN: true }) }),
    fc.record({ kind: fc.constant('mark' as const), samples: fc.nat(10) }),
    fc.record({ kind: fc.constant('many' as const), count: fc.nat(40_000) }),
  );
  return fc.tuple(fc.boolean(), fc.array(piece, { maxLength: 12 })).map(([hasTimes, pieces]) => {
    let first = 0;
    const samples = (values: Float32Array, hasVolts: boolean): TraceEvent => {
      const timesS = Float64Array.from(values, (_, index) => (first + index) / 7);
      const chunk = {
        kind: 'samples' as const,
        first,
        values,
        ...(hasVolts ? { volts: values.map((each) => each + 1) } : {}),
        ...(hasTimes ? { timesS } : {}),
      };
      first += values.length;
      return chunk;
    };
    return pieces.map((made): TraceEvent => {
      if (made.kind === 'samples') return samples(Float32Array.from(made.values), made.volts);
      if (made.kind === 'many')
        return samples(
          new Float32Array(made.count + 1).map((_, at) => at),
          false,
        );
      if (made.kind === 'edge') return { kind: 'edge', timeS: made.timeS, input: 0, direction: 'unknown' };
      if (made.kind === 'mark') return { kind: 'mark', mark: 'range', first, samples: made.samples };
      first += made.samples;
      return { kind: 'gap', first: first - made.samples, samples: made.samples, why: 'lost' };
    });
  });
}
