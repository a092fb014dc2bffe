import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Lpm01aLines, readLine } from '../../../power/monitors/lpm01a-lines.ts';
import type { Lpm01aLine } from '../../../power/monitors/lpm01a-lines.ts';

const stream = [
  '\r\nPowerShield > ack start\r\n\r\n',
  'TimeStamp: 000s 000ms, buff 00%\r\n',
  '\x006409-07\r\n',
  'event 07 ris\r\n',
  '1200+00\r\n',
  'TimeStamp:<001s 020ms, buff 03%\r\n',
  'end\r\n\r\nPowerShield > Acquisition completed\r\n\r\nsummary beg\r\n',
].join('');

const meant: readonly Lpm01aLine[] = [
  { kind: 'text', text: 'ack start' },
  { kind: 'timestamp', timeMs: 0 },
  { kind: 'sample', value: 640.9e-6 },
  { kind: 'edge' },
  { kind: 'sample', value: 1200 },
  { kind: 'timestamp', timeMs: 1020 },
  { kind: 'end' },
  { kind: 'end' },
  { kind: 'text', text: 'summary beg' },
];

describe('the lines of a PowerShield', () => {
  it('are read alike however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), (sizes) => {
        const bytes = Buffer.from(stream, 'latin1');
        const lines = new Lpm01aLines();
        const found: Lpm01aLine[] = [];
        let at = 0;
        for (const size of sizes) {
          found.push(...lines.push(bytes.subarray(at, at + size)));
          at += size;
        }
        found.push(...lines.push(bytes.subarray(at)));
        assert.deepEqual(found, meant);
      }),
    );
  });

  it('give the decimal number that was meant', () => {
    assert.deepEqual(readLine('2999-04'), [{ kind: 'sample', value: 0.2999 }]);
    assert.deepEqual(readLine('1234-12'), [{ kind: 'sample', value: 1.234e-9 }]);
    assert.deepEqual(readLine('0000-09'), [{ kind: 'sample', value: 0 }]);
  });

  it('give no number where samples are glued or cut', () => {
    for (const line of ['6409-076410-07', '6409-0', '409-07', '-07', '64', '6409', '64096410-07', '6409-0710']) {
      assert.deepEqual(readLine(line), [{ kind: 'damaged' }], line);
    }
  });

  it('find an event and a time stamp that are glued to something', () => {
    assert.deepEqual(readLine('6409event 07 ris'), [{ kind: 'damaged' }, { kind: 'edge' }]);
    assert.deepEqual(readLine('TimeStamp: 003s 000ms, buff 01%6409-07'), [
      { kind: 'timestamp', timeMs: 3000 },
      { kind: 'damaged' },
    ]);
    assert.deepEqual(readLine('event 07 risevent 08 ris'), [{ kind: 'edge' }, { kind: 'edge' }]);
  });

  it('give no time where a time stamp is cut', () => {
    for (const line of ['TimeStamp: 012s 0', '2s 000ms, buff 00%', 'TimeStamp: 01']) {
      assert.ok(
        readLine(line).every(({ kind }) => kind === 'text'),
        line,
      );
    }
  });

  it('are read without the notice of a calibration in their midst', () => {
    assert.deepEqual(readLine('PowerShield > ack volcalibration request handledt 3000m'), [
      { kind: 'text', text: 'ack volt 3000m' },
    ]);
    assert.deepEqual(readLine('calibration request handled'), []);
  });

  it('take no memory for a line that does not end', () => {
    const lines = new Lpm01aLines();
    for (let times = 0; times < 100; times++) assert.deepEqual(lines.push(Buffer.alloc(10_000, '7')), []);
    assert.deepEqual(lines.push(Buffer.from('\r\n6409-07\r\n')), [
      { kind: 'damaged' },
      { kind: 'sample', value: 640.9e-6 },
    ]);
  });
});
