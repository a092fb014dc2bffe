import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { parseDlog, readDlog } from '../../../power/formats/dlog.ts';
import { dlogOf, type DlogContent } from '../dlog-writer.ts';
import { collect, meaningOf } from './events.ts';

const both = { id: 1, volts: true, amperes: true } as const;

async function refusal(bytes: Uint8Array, channel?: number): Promise<string> {
  const error: unknown = await parseDlog(bytes, 'made.dlog', { channel }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof BenchError);
  assert.equal(error.code, 'trace.unknown');
  return error.message;
}

describe('a Keysight data log', () => {
  it('gives current and voltage of the first output, volts stored before amperes', async () => {
    const numbers = [3.5, 0.25, 3.25, 0.5, 3, 0.75];
    const trace = await parseDlog(dlogOf({ interval: '2.048e-05', channels: [both], numbers }), 'n6705://host');
    const head = {
      source: 'n6705://host',
      kind: 'dlog',
      sampleRateHz: 48_828.125,
      quantity: 'current',
      voltageV: null,
    };
    assert.deepEqual(trace.head, head);
    assert.deepEqual(meaningOf((await collect(trace)).events), [
      [0, 0.25, 3.5, undefined],
      [1, 0.5, 3.25, undefined],
      [2, 0.75, 3, undefined],
    ]);
  });

  it('gives the output that is asked for, with the supply that is stated where it logged no voltage', async () => {
    const channels = [
      { ...both, amperes: false },
      { ...both, id: 3 },
      { ...both, id: 4, volts: false },
    ];
    const content: DlogContent = { channels, numbers: [1, 3, 30, 40, 1.5, 3.5, 35, 45] };
    const values = async (channel: number | undefined): Promise<unknown[]> => {
      const trace = await parseDlog(dlogOf(content), 'made.dlog', { channel, voltageV: 2 });
      return [trace.head.voltageV, ...meaningOf((await collect(trace)).events)];
    };
    assert.deepEqual(await values(undefined), [null, [0, 30, 3, undefined], [1, 35, 3.5, undefined]]);
    assert.deepEqual(await values(4), [2, [0, 40, undefined, undefined], [1, 45, undefined, undefined]]);
    assert.match(await refusal(dlogOf(content), 1), /it holds no current of output 1/);
    assert.match(await refusal(dlogOf({ ...content, channels: channels.slice(0, 1) })), /it holds no current/);
  });

  it('gives no number where the instrument had none', async () => {
    const trace = await parseDlog(dlogOf({ channels: [both], numbers: [9.91e37, NaN, 3, -9.91e37] }), 'made.dlog');
    assert.deepEqual(meaningOf((await collect(trace)).events), [
      [0, NaN, NaN, undefined],
      [1, NaN, 3, undefined],
    ]);
  });

  it('is read from the disk in blocks that end anywhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'boardbench-dlog-'));
    try {
      const file = join(folder, 'data1.dlog');
      const numbers = Array.from({ length: 3 * 200_000 }, (_, k) => k);
      const channels = [both, { id: 2, volts: false, amperes: true }];
      await writeFile(file, dlogOf({ channels, numbers }));
      const { events, error } = await collect(await readDlog(file, { channel: 2 }));
      assert.equal(error, undefined);
      assert.ok(events.length > 1);
      const values = events.flatMap((event) => (event.kind === 'samples' ? [...event.values] : []));
      assert.ok(values.length === 200_000 && values.every((value, k) => value === 3 * k + 2));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('that was cut off anywhere gives its whole samples, and then the place', async () => {
    const whole = dlogOf({ channels: [both], numbers: Array.from({ length: 60 }, (_, k) => k) });
    const all = meaningOf((await collect(await parseDlog(whole, 'made.dlog'))).events);
    const samplesAt = whole.length - 240;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        const cut = whole.slice(0, length);
        const isInDescription = length < samplesAt - 8;
        if (isInDescription) {
          assert.match(await refusal(cut), /no end|no line ends/);
          return;
        }
        const { events, error } = await collect(await parseDlog(cut, 'made.dlog'));
        const samples = Math.max(0, Math.floor((length - samplesAt) / 8));
        assert.deepEqual(meaningOf(events), all.slice(0, samples));
        const isWhole = length <= samplesAt || (length - samplesAt) % 8 === 0;
        assert.equal(
          error instanceof BenchError ? error.message : error,
          isWhole ? undefined : cutOff(samplesAt + 8 * samples),
        );
      }),
    );
  });

  it('is refused where its description does not tell what is logged', async () => {
    const content: DlogContent = { channels: [both], numbers: [1, 2] };
    for (const [interval, problem] of [
      ['0', /names no interval/],
      ['-1', /names no interval/],
      ['', /names no interval/],
      ['1e999', /names no interval/],
      ['fast', /names no interval/],
    ] as const) {
      assert.match(await refusal(dlogOf({ ...content, interval })), problem);
    }
    assert.match(await refusal(dlogOf({ ...content, channels: [] })), /no channel that is logged/);
    assert.match(await refusal(dlogOf({ ...content, withMinima: true })), /minima and maxima/);
    assert.match(await refusal(Buffer.from('<dlog><frame></dlog>\n')), /not nested/);
    assert.match(await refusal(Buffer.from(`${'<a>'.repeat(50_000)}</dlog>\n`)), /not nested/);
    assert.match(await refusal(Buffer.from('nothing of the kind')), /has no end/);
    assert.match(await refusal(new Uint8Array(0)), /has no end/);
  });
});

function cutOff(byte: number): string {
  return `made.dlog cannot be read on at byte ${byte}: the file ends within a sample`;
}
