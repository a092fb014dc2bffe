import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEembcEnergy } from '../../../power/formats/eembc-writer.ts';
import { writeEmon } from '../../../power/formats/emon-writer.ts';
import { openTrace } from '../../../power/formats/open-trace.ts';
import type { OpenTraceOptions } from '../../../power/formats/open-trace.ts';
import { RecordingWriter } from '../../../power/formats/recording.ts';
import type { SampleChunk, Trace, TraceEvent } from '../../../power/trace.ts';
import { collect, traceOf } from './events.ts';

describe('opening a trace', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-open-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function fileOf(name: string, text: string | Uint8Array): string {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  }

  async function open(path: string, options?: OpenTraceOptions): Promise<Trace> {
    const opened = await openTrace(path, options);
    assert.equal(opened.kind, 'trace');
    return opened.trace;
  }

  const chunk: SampleChunk = { kind: 'samples', first: 0, values: Float32Array.of(1, 2, 3, 4) };

  it('knows each kind by what is in it, whatever its name', async () => {
    const path = join(directory, 'some.dat');
    await writeEembcEnergy(traceOf({ quantity: 'energy' }, [chunk]), path);
    assert.equal((await open(path)).head.kind, 'eembc');
    await writeEmon(traceOf({}, [chunk]), path);
    assert.equal((await open(path)).head.kind, 'emon');
    const writer = RecordingWriter.create(path, { ...traceOf({}, []).head, kind: 'lpm01a' });
    writer.record(chunk);
    writer.finish();
    assert.equal((await open(path)).head.kind, 'lpm01a');
    fileOf('some.dat', 'Timestamp(ms),Current(uA)\n0,1\n1,2\n');
    assert.equal((await open(path)).head.kind, 'csv');
    fileOf('some.dat', 't,i\n0,1\n');
    assert.equal((await open(path, { columns: 'time=t,current=i' })).head.kind, 'csv');
  });

  it('takes the trace in a folder, with the timestamps beside it', async () => {
    const edges = [0.001, 0.002].map((timeS): TraceEvent => ({ kind: 'edge', timeS, input: 0, direction: 'falling' }));
    const path = join(directory, 'trace1-energy.bin');
    await writeEembcEnergy(traceOf({ quantity: 'energy' }, [chunk, ...edges]), path);
    const { events } = await collect(await open(directory));
    // The second edge is one side of the first one's pulse.
    assert.equal(events.filter((event) => event.kind === 'edge').length, 1);
  });

  it('takes the windows of a results.json, of a folder too', async () => {
    const power = {
      samples: [1, 2, 3],
      timestamps: [
        ['00', 1],
        ['01', 2],
      ],
    };
    const path = fileOf('results.json', JSON.stringify([{ file: 'a.bin', power }]));
    for (const each of [path, directory]) {
      const opened = await openTrace(each);
      assert.equal(opened.kind === 'windows' && opened.windows.length, 1);
      assert.equal(opened.kind === 'windows' && opened.file, path);
    }
  });

  it('puts edges from a list into a trace of any kind, in place of its own', async () => {
    const path = join(directory, 'trace.emon');
    const own: TraceEvent = { kind: 'edge', timeS: 0.0005, input: 0, direction: 'falling' };
    await writeEmon(traceOf({}, [own, chunk]), path);
    const timestamps = fileOf('edges.json', '[0.001, 0.0025, 0.004]');
    const { events, error } = await collect(await open(path, { timestamps }));
    assert.equal(error, undefined);
    assert.deepEqual(
      events.map((event) => (event.kind === 'samples' ? [...event.values] : event.kind === 'edge' && event.timeS)),
      [[1], 0.001, [2], 0.0025, [3, 4], 0.004],
    );
    fileOf('edges.json', '[0.001, 0.0051]');
    const beyond = await collect(await open(path, { timestamps }));
    assert.match(String(beyond.error), /edges.json cannot .* timestamp 1 is 0.0051 s, but the trace ends at 0.004 s/);
  });

  it('puts edges between samples that have their own times', async () => {
    const path = join(directory, 'trace.emon');
    const timesS = Float64Array.of(0, 0.1, 0.3, 0.9);
    await writeEmon(traceOf({ sampleRateHz: null }, [{ ...chunk, timesS }]), path);
    const timestamps = fileOf('edges.json', '[0.1, 0.2, 0.2, 0.9]');
    const { events } = await collect(await open(path, { timestamps }));
    assert.deepEqual(
      events.map((event) => (event.kind === 'samples' ? [...event.values] : event.kind === 'edge' && event.timeS)),
      [[1], 0.1, [2], 0.2, 0.2, [3], 0.9, [4]],
    );
  });

  it('takes the voltage that is given where the file names none', async () => {
    const path = join(directory, 'trace.emon');
    await writeEmon(traceOf({ voltageV: null }, [chunk]), path);
    assert.equal((await open(path)).head.voltageV, null);
    assert.equal((await open(path, { voltageV: 1.8 })).head.voltageV, 1.8);
    await writeEmon(traceOf({ voltageV: 3 }, [chunk]), path);
    assert.equal((await open(path, { voltageV: 1.8 })).head.voltageV, 3);
  });

  it('says what is wrong, by the name where the content says nothing', async () => {
    const cases: [name: string, text: string | Uint8Array, message: RegExp][] = [
      ['empty', '', /it is empty/],
      ['trace1-energy.bin', 'no', /does not begin with the byte 0xF1/],
      ['a.jls', 'no', /a.jls/],
      ['a.ppk2', 'no', /a.ppk2/],
      ['a.dlog', 'no', /a.dlog/],
      ['a.emon', 'no', /does not begin with #emon/],
      ['a.csv', 'no', /say what its columns are/],
      ['a.json', '[{}]', /none of its results has a "power" section/],
      ['picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 1), /it is no text/],
      ['a.zip', 'PK\u0003\u0004 and then no zip', /a.zip/],
      ['a.xml', '<?xml version="1.0"?><page>', /a.xml/],
    ];
    for (const [name, text, message] of cases) {
      await assert.rejects(openTrace(fileOf(name, text)), { code: 'trace.unknown', message }, name);
    }
    mkdirSync(join(directory, 'folder'));
    await assert.rejects(openTrace(join(directory, 'folder')), /the folder holds no trace1-energy.bin/);
    await assert.rejects(openTrace(join(directory, 'none')), { code: 'file.missing' });
  });
});
