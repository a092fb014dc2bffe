import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { EmonParser, readEmon } from '../../../power/formats/emon.ts';
import { emonText, writeEmon } from '../../../power/formats/emon-writer.ts';
import type { TraceEvent } from '../../../power/trace.ts';
import { collect, meaningOf, ownEvent, traceOf } from './events.ts';

/** What a stream says, cut into pieces after each of `cuts` bytes. */
function parse(text: string, cuts: readonly number[] = []): { parser: EmonParser; events: TraceEvent[] } {
  const parser = new EmonParser('emon:test');
  const bytes = Buffer.from(text, 'latin1');
  const events: TraceEvent[] = [];
  let at = 0;
  for (const length of [...cuts, bytes.length]) {
    // A chunk of a port is used again: nothing of it may be kept.
    const piece = new Uint8Array(bytes.subarray(at, at + length));
    for (const event of parser.push(piece)) events.push(ownEvent(event));
    piece.fill(0x39);
    at += length;
  }
  for (const event of parser.finish()) events.push(ownEvent(event));
  return { parser, events };
}

/** The values of samples and gaps, in their places. */
function valuesOf(events: readonly TraceEvent[]): (number | string)[] {
  return events.flatMap((event): (number | string)[] => {
    if (event.kind === 'samples') return [...event.values];
    if (event.kind === 'gap') return [`${event.samples} lost at ${event.first}`];
    if (event.kind === 'edge') return [`${event.direction} ${event.input} at ${event.timeS}`];
    return [];
  });
}

function allOf(rows: readonly string[], head = '#emon,1,fs=1000,cols=i_A,v=3.3'): (number | string)[] {
  return valuesOf(parse([head, ...rows, ''].join('\n')).events);
}

describe('a stream of #emon lines', () => {
  it('says in its head what it measures', () => {
    assert.deepEqual(parse('#emon,1,fs=1000,cols=i_A,v=3.3\n').parser.head, {
      source: 'emon:test',
      kind: 'emon',
      sampleRateHz: 1000,
      quantity: 'current',
      voltageV: 3.3,
    });
    const other = parse('#emon,1,fs=0,cols=t_us|i_A|v_V|p_W,v=\r\n').parser.head;
    assert.deepEqual([other?.sampleRateHz, other?.quantity, other?.voltageV], [null, 'power', null]);
    assert.equal(parse('#emon,1,fs=50,cols=v_V|i_A|e_J,v=1\n').parser.head?.quantity, 'energy');
  });

  it('gives numbers in whatever form they are written', () => {
    const rows = ['0.001', '-1e-3', '+.5', '5.', '1.25E+2', ' 7 ', '0.00000000000000000123', '123456789012345'];
    assert.deepEqual(allOf(rows), [0.001, -0.001, 0.5, 5, 125, 7, 1.23e-18, 123456789012345]);
  });

  it('reads every number as it was written', () => {
    const numbers = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, fc.constantFrom(0, 3, 9, 17), (values, decimals) => {
        const rows = values.map((value) => (decimals === 0 ? String(value) : value.toExponential(decimals)));
        const read = allOf(rows);
        rows.forEach((row, index) => {
          const off = Math.abs(Number(read[index]) - Number(row));
          assert.ok(off <= 2e-15 * Math.abs(Number(row)), `${row} was read as ${read[index] ?? 'nothing'}`);
        });
      }),
      { interruptAfterTimeLimit: 1500 },
    );
  });

  it('says the same however its bytes are cut', () => {
    const text = [
      'rest of an old line',
      '#emon,1,fs=1000,cols=i_A|d0,v=3.3',
      '0.001,1',
      'nan,1',
      '!,2500,2,fal',
      '0.002,0\r',
      '# a remark',
      'rubbish',
      '',
      '\u00000.004,1',
      '#end,5,2',
      'and more',
    ].join('\n');
    const expected = meaningOf(parse(text).events);
    assert.equal(expected.length, 9);
    fc.assert(
      fc.property(fc.array(fc.nat(30)), (cuts) => {
        assert.deepEqual(meaningOf(parse(text, cuts).events), expected);
      }),
    );
  });

  it('gives samples their times where rows have them, from the first on', () => {
    const { events } = parse(
      '#emon,1,fs=0,cols=t_us|p_W,v=\n5000000,1\n5000250.5,2\n!,5000300,2,ris\n5001000,3\n#end,3,0\n',
    );
    assert.deepEqual(meaningOf(events), [
      [0, 1, undefined, 0],
      [1, 2, undefined, 0.0002505],
      { kind: 'edge', timeS: 0.0003, input: 0, direction: 'rising' },
      [2, 3, undefined, 0.001],
    ]);
  });

  it('goes on where a clock of 32 bits begins anew', () => {
    const { events } = parse(`#emon,1,fs=0,cols=t_us|p_W,v=\n${2 ** 32 - 500},1\n500,2\n1500,3\n`);
    assert.deepEqual(
      meaningOf(events).map((sample) => (sample as number[])[3]),
      [0, 0.001, 0.002],
    );
  });

  it('gives volts with a current', () => {
    const { events } = parse('#emon,1,fs=100,cols=v_V|i_A,v=5\n3.25,0.5\n3,nan\n');
    assert.deepEqual(meaningOf(events), [
      [0, 0.5, 3.25, undefined],
      [1, NaN, 3, undefined],
    ]);
  });

  it('makes an edge of each change of an input, before the sample that shows it', () => {
    const rows = ['0.1,1,0', '0.2,1,0', '0.3,0,0', '0.4,0,1', '0.5,1,1'];
    assert.deepEqual(allOf(rows, '#emon,1,fs=1000,cols=i_A|d0|d3,v=3'), [
      0.1,
      0.2,
      'falling 0 at 0.002',
      0.3,
      'rising 3 at 0.003',
      0.4,
      'rising 0 at 0.004',
      0.5,
    ]);
  });

  it('takes the clock of the edges to begin with the stream, unless it is far from it', () => {
    assert.deepEqual(allOf(['1', '!,1500,1,fal', '2', '!,2500,2,ris']), [
      1,
      'falling 0 at 0.0015',
      2,
      'rising 0 at 0.0025',
    ]);
    assert.deepEqual(allOf(['1', '!,90001000,1,fal', '2', '!,90002500,2,ris']), [
      1,
      'falling 0 at 0.001',
      2,
      'rising 0 at 0.0025',
    ]);
    assert.deepEqual(allOf(['1', '!,,1,fal', '!,x,y,fal', '!']), [1, 'falling 0 at 0.001']);
  });

  it('takes a row that cannot be read for a lost sample', () => {
    assert.deepEqual(allOf(['1', '0.0010.002', '2,3', 'x', 'Infinity', '1e', '1e999', '4']), [
      1,
      ...[1, 2, 3, 4, 5, 6].map((at) => `1 lost at ${at}`),
      4,
    ]);
    assert.deepEqual(allOf(['1,2', '3', '4,5'], '#emon,1,fs=9,cols=i_A|v_V,v='), [1, '1 lost at 1', 4]);
  });

  it('takes no half of a number for a number where rows have a fixed form', () => {
    assert.deepEqual(allOf(['0.001500000', '0.001600000', '0.00', '1700000', '0.001800000']), [
      0.0015,
      0.0016,
      '1 lost at 2',
      0.0018,
    ]);
    const shortest = ['0.01', '0.0125', '0.5', '1e-10', '1.5e-10', '2', '0.125'];
    assert.deepEqual(allOf(shortest), shortest.map(Number));
  });

  it('sees missing rows by their times, by the count of an edge, and at the end', () => {
    assert.deepEqual(allOf(['0,1', '1000,2', '4010,3', '5000,4', '#end,4,2'], '#emon,1,fs=1000,cols=t_us|i_A,v=3'), [
      1,
      2,
      '2 lost at 2',
      3,
      4,
    ]);
    assert.deepEqual(allOf(['1', '!,3000,3,fal', '2', '#end,6,10']), [
      1,
      '2 lost at 1',
      'falling 0 at 0.003',
      2,
      '12 lost at 4',
    ]);
    assert.deepEqual(allOf(['1', '#end,1,0']), [1]);
  });

  it('says which line has a head that cannot be', () => {
    const cases: [string, RegExp][] = [
      ['#emon,2,fs=1,cols=i_A,v=3', /is of version 2/],
      ['#emon,1,fs=0,cols=i_A,v=3', /names no sample rate, and its rows have no time/],
      ['#emon,1,fs=-5,cols=i_A,v=3', /its sample rate is -5 Hz/],
      ['#emon,1,fs=nan,cols=i_A,v=3', /its sample rate is nan Hz/],
      ['#emon,1,fs=1,cols=t_us|v_V,v=3', /hold no i_A, p_W or e_J/],
      ['#emon,1,fs=1,v=3', /hold no i_A, p_W or e_J/],
      ['#emon,1,fs=1,cols=i_A,v=much', /its voltage is much V/],
    ];
    for (const [head, message] of cases) {
      assert.throws(() => parse(`${head}\n`), { code: 'trace.unknown', message });
    }
  });

  it('breaks off where the instrument was started again, or rubbish goes on', () => {
    const head = '#emon,1,fs=1000,cols=i_A,v=3';
    assert.throws(() => allOf(['1', head]), { code: 'trace.broken', message: /at line 3: the stream begins anew/ });
    assert.throws(() => allOf(new Array<string>(1001).fill('x')), { code: 'trace.broken' });
    const backwards = new Array<string>(1001).fill('5,1');
    assert.throws(() => allOf(['10,1', ...backwards], '#emon,1,fs=0,cols=t_us|i_A,v='), { code: 'trace.broken' });
  });

  it('survives any bytes', () => {
    const junk = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.array(junk, { maxLength: 20 }), (pieces) => {
        const parser = new EmonParser('emon:test');
        let next = 0;
        const text = Buffer.from('#emon,1,fs=1000,cols=i_A|d1,v=3\n');
        for (const piece of [text, ...pieces]) {
          for (const event of parser.push(piece)) {
            if (event.kind !== 'samples' && event.kind !== 'gap') continue;
            assert.equal(event.first, next);
            next += event.kind === 'gap' ? event.samples : event.values.length;
          }
        }
      }),
      { interruptAfterTimeLimit: 1500 },
    );
  });
});

describe('a file of #emon lines', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-emon-'));
    path = join(directory, 'trace.emon');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('gives back what was written', async () => {
    const value = fc.oneof(fc.double({ min: -1e30, max: 1e30, noNaN: true }), fc.constant(NaN));
    const chunks = fc.array(fc.array(value, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.boolean(), fc.boolean(), async (lists, hasTimes, hasVolts) => {
        let first = 0;
        const events = lists.flatMap((list, index): TraceEvent[] => {
          const values = hasTimes ? Float64Array.from(list) : Float32Array.from(list);
          const timesS = Float64Array.from(list, (_, at) => (first + at) / 1000);
          const edge: TraceEvent = { kind: 'edge', timeS: first / 1000, input: 0, direction: 'falling' };
          const chunk: TraceEvent = {
            kind: 'samples',
            first,
            values,
            ...(hasVolts ? { volts: values.map((each) => each / 2) } : {}),
            ...(hasTimes ? { timesS } : {}),
          };
          first += list.length;
          return index % 2 === 1 ? [edge, chunk] : [chunk];
        });
        await writeEmon(traceOf({ sampleRateHz: hasTimes ? null : 1000 }, events), path);
        const trace = await readEmon(path);
        const read = await collect(trace);
        assert.equal(read.error, undefined);
        assert.deepEqual(rounded(read.events), rounded(events));
      }),
      { numRuns: 60, interruptAfterTimeLimit: 2000 },
    );
  });

  it('writes gaps as nan, or counts them where each row has its time', async () => {
    const events: TraceEvent[] = [
      { kind: 'samples', first: 0, values: Float32Array.of(0.125), timesS: Float64Array.of(0) },
      { kind: 'gap', first: 1, samples: 2, why: 'lost' },
      { kind: 'mark', mark: 'range', first: 3, samples: 1 },
      { kind: 'samples', first: 3, values: Float32Array.of(0.25), timesS: Float64Array.of(0.003) },
    ];
    await writeEmon(traceOf({}, events), path);
    assert.equal(readFileSync(path, 'utf8'), '#emon,1,fs=1000,cols=i_A,v=3\n0.125\nnan\nnan\n0.25\n#end,4,0\n');
    await writeEmon(traceOf({ sampleRateHz: null }, events), path);
    assert.equal(readFileSync(path, 'utf8'), '#emon,1,fs=0,cols=t_us|i_A,v=3\n0,0.125\n3000,0.25\n#end,2,2\n');
    await writeEmon(traceOf({ quantity: 'energy', voltageV: null }, []), path);
    assert.equal(readFileSync(path, 'utf8'), '#emon,1,fs=1000,cols=e_J,v=\n#end,0,0\n');
  });

  it('is written in pieces, so that a long one fits', async () => {
    const values = new Float32Array(50_000).fill(0.0125);
    let pieces = 0;
    for await (const text of emonText(traceOf({}, [{ kind: 'samples', first: 0, values }]))) {
      assert.ok(text.length < 70_000);
      pieces += 1;
    }
    assert.ok(pieces > 3);
  });

  it('gives everything before it says that the end is missing', async () => {
    for (const text of ['0.5\n0.25\n', '0.5\n0.25\n0.12', '0.5\n0.25\n#en']) {
      writeFileSync(path, `#emon,1,fs=1000,cols=i_A,v=3\n${text}`);
      const { events, error } = await collect(await readEmon(path));
      assert.deepEqual(valuesOf(events), [0.5, 0.25]);
      assert.match(String(error), /cannot be read on at line 4: the file ends without #end/);
    }
    writeFileSync(path, '#emon,1,fs=1000,cols=i_A,v=3\n0.5\n#end,1,0');
    assert.deepEqual((await collect(await readEmon(path))).error, undefined);
  });

  it('says that other files are none', async () => {
    for (const text of ['', 'time,current\n', '#emon', '#emon,1\n']) {
      writeFileSync(path, text);
      await assert.rejects(readEmon(path), { code: 'trace.unknown' }, text);
    }
  });

  it('says that a folder is not there', async () => {
    await assert.rejects(writeEmon(traceOf({}, []), join(directory, 'none', 'x')), { code: 'disk.failed' });
  });
});

/** Events with times to the nanosecond, as far as a line tells them. */
function rounded(events: readonly TraceEvent[]): unknown[] {
  return meaningOf(events).map((each): unknown => {
    if (Array.isArray(each)) return each.map((part: unknown) => (typeof part === 'number' ? toNano(part) : part));
    const edge = each as { timeS: number };
    return { ...edge, timeS: toNano(edge.timeS) };
  });
}

function toNano(value: number): number {
  return Number(value.toPrecision(7));
}
