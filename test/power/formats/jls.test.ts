import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readJls, readJlsFrom } from '../../../power/formats/jls.ts';
import type { TraceEvent } from '../../../power/trace.ts';
import { jlsStream } from '../jls-stream.ts';
import { inMemory, JlsWriter } from '../jls-writer.ts';
import { collect, meaningOf } from './events.ts';

/** Small blocks, so that a short recording has many. */
const small = { samplesPerData: 64, samplesPerEntry: 16, chunksPerIndex: 3 };
const current = { id: 1, name: 'current', unit: 'A', type: 'f32', sampleRateHz: 1000, ...small } as const;
const voltage = { id: 2, name: 'voltage', unit: 'V', type: 'f32', sampleRateHz: 1000, ...small } as const;
const input = { id: 3, name: 'gpi[0]', type: 'u1', sampleRateHz: 1000, ...small } as const;
const range = { id: 9, name: 'current_range', type: 'u4', sampleRateHz: 1000, ...small } as const;

const ramp = (first: number, count: number): number[] => Array.from({ length: count }, (_, k) => first + k);

async function eventsOf(bytes: Uint8Array): Promise<readonly TraceEvent[]> {
  const { events, error } = await collect(await readJlsFrom(inMemory(bytes), 'made.jls'));
  assert.equal(error, undefined);
  return events;
}

const edgesOf = (events: readonly TraceEvent[]): unknown[] =>
  events.flatMap((event) => (event.kind === 'edge' ? [[event.timeS, event.input, event.direction]] : []));

const valuesOf = (events: readonly TraceEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'samples' ? [...event.values] : []));

describe('a Joulescope file', () => {
  it('gives current and voltage, sample by sample, though their blocks come in turns among others', async () => {
    const writer = new JlsWriter();
    writer.source(1, 'JS220-001122');
    writer.signal(current);
    writer.signal(voltage);
    writer.userData(Buffer.alloc(100_000, 7));
    writer.signal({ ...current, id: 4, name: 'power', unit: 'W' });
    for (let at = 5000; at < 5300; at += 50) {
      writer.utc(1, at);
      writer.add(4, at, ramp(at, 50));
      writer.add(2, at, ramp(2 * at, 50));
      writer.annotation(1, 'a note');
      writer.add(1, at, ramp(at, 50));
    }
    const trace = await readJlsFrom(inMemory(writer.close()), 'made.jls', { voltageV: 5 });
    const head = { source: 'made.jls', kind: 'jls', sampleRateHz: 1000, quantity: 'current', voltageV: null };
    assert.deepEqual(trace.head, head);
    const { events } = await collect(trace);
    assert.deepEqual(
      meaningOf(events),
      ramp(0, 300).map((k) => [k, 5000 + k, 10_000 + (k % 50) + 2 * (k - (k % 50)), undefined]),
    );
  });

  it('gives the same from the disk, and again each time it is read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'boardbench-jls-'));
    try {
      const writer = new JlsWriter();
      writer.signal(current);
      writer.add(1, 0, ramp(0, 500));
      const file = join(folder, 'trace.jls');
      await writeFile(file, writer.close());
      const trace = await readJls(file, { voltageV: 3.3 });
      assert.equal(trace.head.voltageV, 3.3);
      assert.deepEqual(valuesOf((await collect(trace)).events), ramp(0, 500));
      assert.deepEqual(valuesOf((await collect(trace)).events), ramp(0, 500));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('gives the power where there is no voltage, and the power alone where there is no current', async () => {
    for (const names of [
      ['current', 'A', 'power', 'W'],
      ['power', 'W'],
    ]) {
      const writer = new JlsWriter();
      for (let k = 0; k < names.length; k += 2) {
        writer.signal({ ...current, id: k + 1, name: names[k] ?? '', unit: names[k + 1] ?? '' });
        writer.add(k + 1, 0, ramp(100 * k, 3));
      }
      const trace = await readJlsFrom(inMemory(writer.close()), 'made.jls', { voltageV: 3 });
      assert.equal(trace.head.quantity, 'power');
      assert.equal(trace.head.voltageV, null);
      assert.deepEqual(valuesOf((await collect(trace)).events), ramp(names.length === 4 ? 200 : 0, 3));
    }
  });

  it('keeps a lost value as it is stored, and names samples that are not stored', async () => {
    const writer = new JlsWriter();
    writer.signal(current);
    writer.add(1, 10, [1, NaN, 3]);
    writer.add(1, 20, [4, 5]);
    assert.deepEqual(meaningOf(await eventsOf(writer.close())), [
      [0, 1, undefined, undefined],
      [1, NaN, undefined, undefined],
      [2, 3, undefined, undefined],
      { kind: 'gap', first: 3, samples: 7, why: 'not in the file' },
      [10, 4, undefined, undefined],
      [11, 5, undefined, undefined],
    ]);
  });

  it('names samples of which only a summary was kept, at the end too', async () => {
    const writer = new JlsWriter();
    writer.signal({ ...current, omits: true });
    writer.add(1, 0, ramp(0, 256));
    const events = await eventsOf(writer.close());
    assert.deepEqual(valuesOf(events), ramp(0, 64));
    assert.deepEqual(events.at(-1), { kind: 'gap', first: 64, samples: 192, why: 'not in the file' });
  });

  it('begins and ends where both current and voltage are there, and names what one of them lacks between', async () => {
    const writer = new JlsWriter();
    writer.signal(current);
    writer.signal(voltage);
    writer.add(1, 0, ramp(0, 300));
    writer.add(2, 5, ramp(5, 100));
    writer.add(2, 125, ramp(125, 100));
    const events = await eventsOf(writer.close());
    assert.deepEqual(valuesOf(events), [...ramp(5, 100), ...ramp(125, 100)]);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'gap'),
      [{ kind: 'gap', first: 100, samples: 20, why: 'not in the file' }],
    );
  });

  it('gives the edges of its inputs sample by sample, before the samples that follow them', async () => {
    const writer = new JlsWriter();
    writer.signal(current);
    writer.signal(input);
    writer.signal({ ...input, id: 4, name: 'trigger_in' });
    writer.add(1, 100, ramp(100, 100));
    writer.add(
      3,
      90,
      ramp(90, 120).map((k) => (k >= 95 && k < 150 ? 1 : 0)),
    );
    writer.add(
      4,
      90,
      ramp(90, 120).map((k) => (k >= 150 ? 1 : 0)),
    );
    assert.deepEqual(meaningOf(await eventsOf(writer.close())).slice(48, 54), [
      [48, 148, undefined, undefined],
      [49, 149, undefined, undefined],
      { kind: 'edge', timeS: 0.05, input: 0, direction: 'falling' },
      { kind: 'edge', timeS: 0.05, input: 7, direction: 'rising' },
      [50, 150, undefined, undefined],
      [51, 151, undefined, undefined],
    ]);
  });

  it('gives edges between samples where an input was sampled faster, and their sample exactly where slower', async () => {
    for (const [factor, sample, timeS] of [
      [2, 301, 0.0505],
      [0.5, 76, 0.052],
    ] as const) {
      const writer = new JlsWriter();
      writer.signal(current);
      writer.signal({ ...input, sampleRateHz: 1000 * factor });
      writer.add(1, 100, ramp(100, 100));
      writer.add(
        3,
        90 * factor,
        ramp(90 * factor, 120 * factor).map((k) => (k >= sample ? 1 : 0)),
      );
      const events = await eventsOf(writer.close());
      assert.deepEqual(edgesOf(events), [[timeS, 0, 'rising']]);
      const before = events.slice(
        0,
        events.findIndex(({ kind }) => kind === 'edge'),
      );
      assert.equal(valuesOf(before).length, Math.ceil(timeS * 1000));
    }
  });

  it('knows the level in blocks that were left out because nothing changed in them', async () => {
    const writer = new JlsWriter();
    writer.signal(current);
    writer.signal(input);
    writer.signal({ ...input, id: 4, name: '1' });
    const level = (k: number): number => (k >= 128 && k < 320 ? 1 : 0);
    for (let at = 0; at < 1000; at += 25) {
      writer.add(1, at, ramp(at, 25));
      writer.add(3, at, ramp(at, 25).map(level));
      writer.add(
        4,
        at,
        ramp(at, 25).map((k) => (k === 700 ? 0 : 1)),
      );
    }
    assert.deepEqual(edgesOf(await eventsOf(writer.close())), [
      [0.128, 0, 'rising'],
      [0.32, 0, 'falling'],
      [0.7, 1, 'falling'],
      [0.701, 1, 'rising'],
    ]);
  });

  it('marks the samples at which the measuring range changed', async () => {
    const writer = new JlsWriter();
    writer.signal(current);
    writer.signal(range);
    writer.add(1, 0, ramp(0, 300));
    writer.add(
      9,
      0,
      ramp(0, 300).map((k) => (k < 101 ? 3 : k < 200 ? 4 : 3)),
    );
    const marks = (await eventsOf(writer.close())).filter(({ kind }) => kind === 'mark');
    assert.deepEqual(marks, [
      { kind: 'mark', mark: 'range', first: 101, samples: 1 },
      { kind: 'mark', mark: 'range', first: 200, samples: 1 },
    ]);
  });

  it('takes the first of two instruments, with its own inputs', async () => {
    const writer = new JlsWriter();
    writer.source(1, 'JS220-1');
    writer.source(2, 'JS220-2');
    writer.signal({ ...input, source: 2 });
    writer.signal(current);
    writer.signal({ ...voltage, source: 2 });
    writer.add(1, 0, ramp(0, 10));
    writer.add(2, 0, ramp(0, 10));
    writer.add(3, 0, [0, 1, 0]);
    const events = await eventsOf(writer.close());
    assert.deepEqual(
      events.map((event) => ('volts' in event ? 'volts' : event.kind)),
      ['samples'],
    );
  });

  it('is read as far as it goes, though it is longer than what is read at a time', async () => {
    const { open, samples } = jlsStream(200);
    let read = 0;
    for await (const event of (await readJlsFrom(open, 'made on the fly')).events()) {
      assert.ok(event.kind === 'samples' && event.first === read);
      assert.deepEqual([event.values[99], event.volts?.[0]], [Math.fround(0.01099), Math.fround(3.3)]);
      read += event.values.length;
    }
    assert.equal(read, samples);
  });

  it('gives what was written, whatever the signals are and however they were interleaved', async () => {
    const levels = fc.array(fc.nat(300), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(levels, levels, fc.integer({ min: 1, max: 90 }), fc.nat(40), async (ups, downs, step, late) => {
        const level = (k: number): number => (ups.includes(k) ? 1 : downs.includes(k) ? 0 : Math.floor(k / 130) % 2);
        const writer = new JlsWriter();
        for (const signal of [current, voltage, input]) writer.signal(signal);
        for (let at = 0; at < 300; at += step) {
          const count = Math.min(step, 300 - at);
          writer.add(3, at, ramp(at, count).map(level));
          if (at >= late) writer.add(1, at, ramp(at, count));
          writer.add(2, at, ramp(at, count));
        }
        const origin = Math.ceil(late / step) * step;
        const expected = ramp(origin, Math.max(0, 300 - origin)).flatMap((k): unknown[] => {
          const isEdge = k > origin && level(k) !== level(k - 1);
          const direction = level(k) === 1 ? 'rising' : 'falling';
          const sample = [k - origin, k, k, undefined];
          return isEdge ? [{ kind: 'edge', timeS: (k - origin) / 1000, input: 0, direction }, sample] : [sample];
        });
        assert.deepEqual(meaningOf(await eventsOf(writer.close())), expected);
      }),
      { numRuns: 60 },
    );
  });
});
