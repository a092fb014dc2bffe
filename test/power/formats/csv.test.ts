import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ByteSource } from '../../../power/formats/byte-source.ts';
import { parseCsvColumns } from '../../../power/formats/csv-columns.ts';
import { readCsv } from '../../../power/formats/csv.ts';
import { collect, meaningOf } from './events.ts';

describe('a CSV of another tool', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-csv-'));
    path = join(directory, 'export.csv');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function read(text: string, columns?: string): Promise<unknown[]> {
    writeFileSync(path, text);
    const { events, error } = await collect(await readCsv(path, { columns }));
    assert.equal(error, undefined);
    return shortly(meaningOf(events));
  }

  /** Samples as [time, value, volts], to seven digits. */
  function shortly(meaning: readonly unknown[]): unknown[] {
    return meaning.map((each): unknown => {
      if (!Array.isArray(each)) return each;
      const [, value, volts, timeS] = each as (number | undefined)[];
      return [timeS, value, volts].map((part) => (part === undefined ? part : Number(part.toPrecision(7))));
    });
  }

  const falling = (timeS: number): object => ({ kind: 'edge', timeS, input: 0, direction: 'falling' });

  it("knows the export of Nordic's Power Profiler, with whichever columns", async () => {
    const expected = [[0, 0.001, undefined], [1e-5, 0.002, undefined], falling(2e-5), [2e-5, 0.0005, undefined]];
    const all = 'Timestamp(ms),Current(uA),D0-D7,D0,D1,D2,D3,D4,D5,D6,D7';
    const rows = ['5,1000.000', '5.01,2000.000', '5.02,500.000'];
    const bits = ['10000001', '11111111', '01111111'];
    const separate = bits.map((each) => each.split(/(?!^)/).join(','));
    const text = (header: string, ...parts: string[][]): string =>
      [header, ...rows.map((row, index) => [row, ...parts.map((part) => part[index])].join(','))].join('\n') + '\n';
    assert.deepEqual(await read(text(all, bits, separate)), expected);
    assert.deepEqual(await read(text('Timestamp(ms),Current(uA),D0-D7', bits)), expected);
    assert.deepEqual(await read(text('Timestamp(ms),Current(uA),D0,D1,D2,D3,D4,D5,D6,D7', separate)), expected);
    assert.deepEqual(
      await read(text('Timestamp(ms),Current(uA)')),
      expected.filter((each) => Array.isArray(each)),
    );
  });

  it('takes columns by name or number, with factors, whatever is in the others', async () => {
    const text = 'Made by a tool\nwhen,what,"I [mA]",U,pin\n1.5,a,10,3,1\n1.75,"b",20,3.25,0\n';
    const expected = [[0, 0.01, 3], falling(0.25), [0.25, 0.02, 3.25]];
    assert.deepEqual(await read(text, 'time=when,current=I [mA]*1e-3,voltage=U,edge=pin'), expected);
    assert.deepEqual(await read(text, 'time=1,current=3*0.001,voltage=4,edge=5'), expected);
  });

  it('takes a power or an energy, at a rate where there is no time', async () => {
    writeFileSync(path, '1\n2\n4\n');
    const trace = await readCsv(path, { columns: 'rate=2e3,energy=1*1e-6' });
    assert.deepEqual([trace.head.sampleRateHz, trace.head.quantity], [2000, 'energy']);
    assert.deepEqual(shortly(meaningOf((await collect(trace)).events)), [
      [undefined, 1e-6, undefined],
      [undefined, 2e-6, undefined],
      [undefined, 4e-6, undefined],
    ]);
    assert.equal((await readCsv(path, { columns: 'rate=5,power=1' })).head.quantity, 'power');
    assert.equal((await readCsv(path, { columns: 'rate=5,current=1', voltageV: 1.8 })).head.voltageV, 1.8);
  });

  it('reads semicolons with decimal commas, and tabs', async () => {
    const expected = [
      [0, 0.0015, undefined],
      [0.5, 0.002, undefined],
    ];
    const columns = 'time=t,current=i*1e-3';
    assert.deepEqual(await read('t;i\r\n0,0;1,5\r\n0,5;2\r\n', columns), expected);
    assert.deepEqual(await read('t\ti\n0.0\t1.5\n0.5\t2\n', columns), expected);
    assert.deepEqual(await read('\ufefft,i\n0.0,1.5\n0.5,2\n', columns), expected);
    assert.deepEqual(await read('"t","i"\n"0.0","1.5"\n"0.5","2"\n', columns), expected);
  });

  it('says the same however the file is cut into blocks', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, index) => `${index / 100},${index % 7 === 3 ? '?' : index},${index % 5}`,
    );
    const bytes = Buffer.from(`"t","i","d"\n${rows.join('\r\n')}\n`);
    const columns = 'time=t,current=i,edge=d';
    const read = async (mostBytes: number): Promise<unknown[]> => {
      // The first time is for the layout alone.
      const lengths = [bytes.length];
      const openBytes = (): Promise<ByteSource> => Promise.resolve(inPieces(bytes, lengths.pop() ?? mostBytes));
      return meaningOf((await collect(await readCsv('made.csv', { columns, openBytes }))).events);
    };
    const expected = await read(1e6);
    assert.ok(expected.length > 300);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (mostBytes) => {
        assert.deepEqual(await read(mostBytes), expected);
      }),
      { numRuns: 20, interruptAfterTimeLimit: 2000 },
    );
  });

  it('takes for lost what cannot be read, is nan, or is missing in an even sequence', async () => {
    const columns = 'time=t,current=i';
    const even = Array.from({ length: 20 }, (_, index) => `${index},1`);
    assert.deepEqual(
      (await read(`t,i\n${[...even, '20,nan', '21,x', '22', '25,2'].join('\n')}\n`, columns)).slice(20),
      [
        [20, NaN, undefined],
        { kind: 'gap', first: 21, samples: 1, why: 'line 23 cannot be read: "21,x"' },
        { kind: 'gap', first: 22, samples: 1, why: 'line 24 cannot be read: "22"' },
        { kind: 'gap', first: 23, samples: 4, why: 'rows are missing by their times' },
        [25, 2, undefined],
      ],
    );
    const uneven = ['0,1', '1,1', '1.5,1', '9,1', '9,1'];
    assert.deepEqual(
      (await read(`t,i\n${uneven.join('\n')}\n`, columns)).map((each) => (each as number[])[0]),
      [0, 1, 1.5, 9, 9],
    );
  });

  it('does not take the last number of a file that may be cut off', async () => {
    const columns = 'time=t,current=i';
    assert.deepEqual((await read('t,i\n0,1\n1,1\n2,1.2', columns)).slice(2), [
      { kind: 'gap', first: 2, samples: 1, why: 'the last row has no end of line: it may be cut off' },
    ]);
    writeFileSync(path, 't,i\n0,1\n1,1\n2');
    const { events, error } = await collect(await readCsv(path, { columns }));
    assert.equal(meaningOf(events).length, 2);
    assert.match(String(error), /cannot be read on at line 4: the file ends within that row/);
  });

  it('says what it needs to know', async () => {
    const cases: [text: string, columns: string | undefined, code: string, message: RegExp][] = [
      ['', undefined, 'trace.unknown', /it is empty/],
      ['t,i\n0,1\n', undefined, 'trace.unknown', /say what its columns are, with --columns/],
      ['t,i\n0,1\n', 'time=t,current=amps', 'trace.unknown', /it has no column "amps"; there are: t, i/],
      ['t,i\na,b\n', 'time=t,current=i', 'trace.unknown', /none of its first rows has a number/],
      ['\u0000\u0001\u0002', undefined, 'trace.unknown', /it is no text/],
      ['t,i\n0,1\n', 'time=t', 'usage.option', /no column is a current/],
    ];
    for (const [text, columns, code, message] of cases) {
      writeFileSync(path, text);
      await assert.rejects(readCsv(path, { columns }), { code, message });
    }
    await assert.rejects(readCsv(join(directory, 'none.csv')), { code: 'file.missing' });
  });

  it('breaks off where the rest is something else', async () => {
    writeFileSync(path, `t,i\n0,1\n${'rubbish,\n'.repeat(1001)}`);
    const { error } = await collect(await readCsv(path, { columns: 'time=t,current=i' }));
    assert.match(String(error), /1000 rows one after the other cannot be read/);
  });
});

describe('a mapping of columns', () => {
  it('names columns with commas, brackets and stars in them', () => {
    assert.deepEqual(parseCsvColumns('time=Time, relative (s), current=I*2*1e-3,edge=#7'), {
      time: { column: 'Time, relative (s)', factor: 1 },
      current: { column: 'I*2', factor: 1e-3 },
      edge: { column: '#7', factor: 1 },
    });
  });

  it('says what is wrong with it', () => {
    const cases: [string, RegExp][] = [
      ['', /does not say what a column is/],
      ['amps=3', /"amps=3" does not say what a column is/],
      ['time=1,current=2*0', /has no number behind the \*/],
      ['time=1,current=2*1e', /has no number behind the \*/],
      ['current=2', /neither a time nor a rate/],
      ['rate=0,current=2', /is no number of samples a second/],
      ['rate=fast,current=2', /is no number of samples a second/],
    ];
    for (const [text, message] of cases) {
      assert.throws(() => parseCsvColumns(text), { code: 'usage.option', message });
    }
  });
});

/** Bytes of which a read gives so many at the most. */
function inPieces(bytes: Uint8Array, mostBytes: number): ByteSource {
  return {
    size: bytes.length,
    read(target, position) {
      const part = bytes.subarray(position, position + Math.min(mostBytes, target.length));
      target.set(part);
      return Promise.resolve(part.length);
    },
    close: () => Promise.resolve(),
  };
}
