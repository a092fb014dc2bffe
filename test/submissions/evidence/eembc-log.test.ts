import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LogEvidence } from '../../../submissions/evidence/evidence.ts';
import { longestLineBytes } from '../../../submissions/evidence/log-lines.ts';
import { readLog } from '../../../submissions/evidence/read-log.ts';
import { memoryTree } from '../memory-tree.ts';

async function logOf(text: string | Uint8Array, pieceBytes?: number): Promise<LogEvidence> {
  return (await readLog(memoryTree({ 'log.txt': text }, pieceBytes), 'log.txt')).log;
}

function window(input: string, startLap: number | string, endLap: number | string, results = '0.25,0.75'): string[] {
  return [
    `00010.000 parser: Command "bload dut "C:\\sets\\kws01\\${input}""`,
    '00010.500 parser: Command "dut infer 200 10"',
    '00010.600 dut: m-warmup-start-10',
    '00011.000 dut: m-infer-start-200',
    `00011.002 dut: m-lap-us-${startLap}`,
    `00021.502 dut: m-lap-us-${endLap}`,
    `00021.600 dut: m-results-[${results}]`,
  ];
}

const head = [
  '00009.000 session: m-session-start-id[20221004140007]',
  '00009.001 parser: m-version[3.0.10]',
  '00009.002 parser: m-bm-cfg-name[ulp-mlperf]-key[runMode]-val[bmark]',
  '00009.003 parser: m-bm-cfg-name[ulp-mlperf]-key[model]-val[kws01]',
  '00009.004 dut: m-profile-[ULPMark for tinyML Firmware V0.0.1]',
  '00009.005 dut: m-model-[kws01]',
  '00009.006 parser: Command "dut timestamp"',
  '00009.007 dut: m-lap-us-500',
];

const whole = [...head, ...window('a.bin', 1000, 10_501_000), ...window('b.bin', 2000, 10_502_000)].join('\n');

describe('a log of EnergyRunner', () => {
  it('gives windows with input, laps, host time and answer, each with its line', async () => {
    const { windows, ...log } = await logOf(whole);
    assert.equal(log.mode, 'bmark');
    assert.equal(log.runnerVersion, '3.0.10');
    assert.equal(log.configuredModel, 'kws01');
    assert.equal(log.device.model, 'kws01');
    assert.equal(log.timestampLaps, 1);
    assert.equal(log.lines, 22);
    const [first, second] = windows;
    assert.equal(windows.length, 2);
    assert.equal(first?.input, 'a.bin');
    assert.equal(first.place.line, 10);
    assert.equal(first.iterations, 200);
    assert.equal(first.warmups, 10);
    assert.equal(first.elapsedUs, 10_500_000);
    assert.equal(first.hostElapsedUs, 10_500_000);
    assert.deepEqual(first.results, [0.25, 0.75]);
    assert.equal(first.resultsLine, 15);
    assert.equal(second?.input, 'b.bin');
  });

  it('gives the same however its lines end', async () => {
    const { windows } = await logOf(whole);
    const mixed = whole.split('\n').map((line, index) => line + (index % 2 === 0 ? '\r\n' : '\n'));
    assert.deepEqual((await logOf(mixed.join(''))).windows, windows);
    assert.deepEqual((await logOf(whole.replaceAll('\n', '\r\n'))).windows, windows);
  });

  it('gives the same however its bytes come', async () => {
    const { windows } = await logOf(whole);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (pieceBytes) => {
        assert.deepEqual((await logOf(whole, pieceBytes)).windows, windows);
      }),
      { numRuns: 40 },
    );
  });

  it('finds messages that are glued to echoes and debug text', async () => {
    const glued = whole
      .replace('00010.600 dut: m-warmup-start-10', '00010.600 dut: infer 200 10%m-warmup-start-10')
      .replace('dut: m-lap-us-1000\n', 'dut: timestampm-lap-us-1000\n');
    const [first] = (await logOf(glued)).windows;
    assert.equal(first?.elapsedUs, 10_500_000);
    assert.equal(first.iterations, 200);
  });

  it('puts a counter right that wraps at 2^32 and takes one that goes beyond as it is', async () => {
    const { windows } = await logOf(
      [...head, ...window('a.bin', 4_294_000_000, 9_532_704), ...window('b.bin', 64_574_712_843, 64_585_212_843)].join(
        '\n',
      ),
    );
    assert.equal(windows[0]?.elapsedUs, 10_500_000);
    assert.equal(windows[0].hasWrapped, true);
    assert.equal(windows[1]?.elapsedUs, 10_500_000);
    assert.equal(windows[1].hasWrapped, false);
  });

  it('keeps what is left of a window of which a line is lost', async () => {
    const lines = [...head, ...window('a.bin', 1000, 10_501_000), ...window('b.bin', 2000, 10_502_000)];
    for (const lost of ['m-lap-us-10501000', 'm-infer-start-200', 'Command "dut infer', 'm-results-[']) {
      const at = lines.findIndex((line) => line.includes(lost));
      const { windows } = await logOf(lines.filter((_, index) => index !== at).join('\n'));
      assert.equal(windows.length, 2, lost);
      assert.equal(windows[1]?.elapsedUs, 10_500_000, lost);
      assert.equal(windows[0]?.elapsedUs, lost.startsWith('m-lap') ? null : 10_500_000, lost);
      assert.equal(windows[0].results === null, lost.startsWith('m-results'), lost);
    }
  });

  it('reads the windows of a board behind an I/O manager, which have no laps', async () => {
    const { windows, monitor, voltageMv } = await logOf(
      [
        '00029.800 session: m-session-start-id[1]',
        '00030.000 parser: Command "bloadp "/sets/kws01/a.bin""',
        '00031.000 parser: Command "io dut infer 110 1"',
        '00032.870 io: [dut]: m-infer-start-110',
        '00043.896 io: [dut]: m-infer-done',
        '00043.986 io: [dut]: m-results-[0.000,0.996]',
        '00096.556 emon: m-regfile-fn[trace1-energy.bin]-type[emon]-name[lpm01a]',
        '00096.556 emon: m-regfile-fn[trace1-timestamps.json]-type[etime]-name[lpm01a]',
        '00096.564 emon: m-voltage-mv[1800]',
      ].join('\n'),
    );
    assert.equal(windows.length, 1);
    assert.equal(windows[0]?.input, 'a.bin');
    assert.equal(windows[0].iterations, 110);
    assert.equal(windows[0].elapsedUs, null);
    assert.deepEqual(windows[0].results, [0, 0.996]);
    assert.deepEqual(monitor, { kind: 'lpm01a', trace: 'trace1-energy.bin', line: 7 });
    assert.equal(voltageMv, 1800);
  });

  it('counts the positions at which inputs slide over one file', async () => {
    const load = (offset: number): string[] => [
      `00001.000 parser: Command "bload dut "/sets/ad01/x.bin" ${offset} 2560"`,
      '00001.100 parser: Command "dut infer 1 0"',
      `00001.200 dut: m-results-[${offset}.5]`,
    ];
    const { windows } = await logOf([...load(0), ...load(512), ...load(1024), ...load(0)].join('\n'));
    assert.deepEqual(
      windows.map(({ segment }) => segment),
      [0, 1, 2, 0],
    );
  });

  it('does not take a vector for one that is cut off or holds what is no number', async () => {
    for (const vector of ['0.1,0.2', '0.1,nan]', '0.1,,0.2]', '1e999]', '0.1,0.2,\n]']) {
      const { windows } = await logOf(`00001.000 dut: m-results-[${vector}`);
      assert.equal(windows.length, 1, vector);
      assert.equal(windows[0]?.results, null, vector);
    }
  });

  it('reads numbers as the language does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        async (values) => {
          const texts = values.map((value, index) => (index % 2 === 0 ? String(value) : value.toFixed(index % 18)));
          const { windows } = await logOf(`00001.000 dut: m-results-[${texts.join(',')}]`);
          assert.deepEqual(windows[0]?.results, texts.map(Number));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes UTF-16 with a byte order mark for what it is', async () => {
    const { windows } = await logOf(Buffer.from(`\uFEFF${whole}`, 'utf16le'), 33);
    assert.equal(windows.length, 2);
    assert.equal(windows[0]?.elapsedUs, 10_500_000);
  });

  it('goes through a line without end, and says so', async () => {
    const { windows, damage, lines } = await logOf(
      `${whole}\n${'x'.repeat(3 * longestLineBytes)}\n${window('c.bin', 1, 2).join('\n')}`,
    );
    assert.equal(windows.length, 3);
    assert.equal(lines, 30);
    assert.ok(damage.some(({ what, line }) => what === 'long-line' && line === 23));
  });

  it('survives any bytes, and any cuts through a log', async () => {
    const tokens = [...whole.split('\n'), 'm-lap-us-', 'm-results-[', 'Command "', 'e-[', '\0', 'key[model]-val['];
    const part = fc.oneof(
      fc.constantFrom(...tokens).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        async (parts, pieceBytes) => {
          const log = await logOf(Buffer.concat(parts), pieceBytes);
          for (const { results, elapsedUs } of log.windows) {
            assert.ok(results === null || results.every(Number.isFinite));
            assert.ok(elapsedUs === null || elapsedUs >= 0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
