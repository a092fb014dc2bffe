import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLog } from '../../../submissions/evidence/read-log.ts';
import type { ReadLog } from '../../../submissions/evidence/read-log.ts';
import { memoryTree } from '../memory-tree.ts';

function read(text: string, pieceBytes?: number): Promise<ReadLog> {
  return readLog(memoryTree({ 'log.txt': text }, pieceBytes), 'log.txt');
}

const lines = [
  'Logging initialized. Writing output to sessions\\20250726_010147\\log.txt',
  'Device name retrieved: Board Maker',
  'Device model retrieved: kws01',
  '0726.010150 ulp-mlperf: Loading file tst_000000_Stop_7.bin segment 0',
  'Running inference with 1/250 (warmup/measured) iterations ...',
  '0726.010201 ulp-mlperf:   Runtime      :     10.862 sec.',
  '0726.010201 ulp-mlperf:   m-results    : [0.0, 0.004, 0.996]',
  '0726.010201 ulp-mlperf: Loading file ad_1.bin segment 3',
  'Running inference with 0/1 (warmup/measured) iterations ...',
  '0726.010202 ulp-mlperf:   m-results    : [0.0, 0.0',
];

describe('a log of the MLCommons runner', () => {
  it('tells errors of the board, in time that grows with its lines', async () => {
    const start = lines.slice(0, 4).join('\n');
    const { log } = await read(
      `${start}\ne-[${'x'.repeat(600)} e-[Too short] e-[more]\nAn ERROR: no port\ne-[cut off\n`,
    );
    assert.deepEqual(log.errors, [
      { text: 'Too short', line: 5 },
      { text: 'ERROR: no port', line: 6 },
    ]);
    const started = process.cpuUsage().user;
    const hostile = await read(`${start}\n${`${'e-['.repeat(20_000)}\n`.repeat(60)}`);
    assert.deepEqual(hostile.log.errors, []);
    assert.ok(process.cpuUsage().user - started < 1e6);
  });

  it('gives windows with milliseconds and answers', async () => {
    const { log } = await read(lines.join('\n'));
    assert.equal(log.format, 'mlcommons');
    assert.equal(log.device.name, 'Board Maker');
    const [first, second] = log.windows;
    assert.equal(log.windows.length, 2);
    assert.equal(first?.input, 'tst_000000_Stop_7.bin');
    assert.equal(first.place.line, 5);
    assert.equal(first.elapsedUs, 10_862_000);
    assert.equal(first.resolutionUs, 1000);
    assert.deepEqual([first.warmups, first.iterations], [1, 250]);
    assert.deepEqual(first.results, [0, 0.004, 0.996]);
    assert.equal(second?.segment, 3);
    assert.equal(second.results, null);
    assert.equal((log.lastTimeS ?? 0) - (log.firstTimeS ?? 0), 12);
  });

  it('gives detections and pulses of a streaming run', async () => {
    const text = [
      ...lines.slice(0, 3),
      '[86, 9936, 9968]',
      'RX:Duty cycle start times (s)',
      'RX:6718, 9924,',
      'RX:13132,',
      'RX:Duty cycle stop times (s)',
      'RX:6787, 9994, 13202, m-ready',
      'RX:1, 2',
    ].join('\r\n');
    const { detections, pulses } = await read(text);
    assert.deepEqual(detections, { valuesMs: [86, 9936, 9968], line: 4 });
    assert.deepEqual(pulses?.starts, [6718, 9924, 13132]);
    assert.deepEqual(pulses.stops.slice(0, 3), [6787, 9994, 13202]);
  });

  it('is read to its end whatever comes', async () => {
    const part = fc.oneof(fc.constantFrom(...lines, 'm-results : [', '[1, ', '\0'), fc.string());
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 30 }),
        fc.integer({ min: 1, max: 200 }),
        async (parts, pieceBytes) => {
          const { log } = await read([lines[0], ...parts].join('\n'), pieceBytes);
          for (const { results } of log.windows) assert.ok(results === null || results.every(Number.isFinite));
        },
      ),
    );
  });
});
