import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInferenceLog } from '../../power/inference-log.ts';
import type { InferenceLog } from '../../power/inference-log.ts';

describe('the log of an energy run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-log-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function read(...lines: readonly string[]): Promise<InferenceLog> {
    const file = join(folder, 'log.txt');
    writeFileSync(file, lines.join('\r\n'));
    return readInferenceLog(file);
  }

  it('gives inferences and when they began and ended, behind an I/O manager', async () => {
    const log = await read(
      '00045.352 sequencer: m-sequencing-i[12]-command[io dut infer 300 1]-ack[/dut.?: m-ready/]',
      '00045.352 parser: Command "io dut infer 300 1"',
      '00045.400 io: [dut]: m-warmup-start-1',
      '00045.433 io: [dut]: m-infer-start-300',
      '00057.671 io: m-lap-us-348078640[dut]: m-infer-done',
      '00065.776 io: [dut]: m-infer-start-310',
      '00078.014 io: [dut]: m-infer-done2SI[0.044,0.955]',
    );
    assert.deepEqual(log.iterations, [300, 310]);
    assert.deepEqual(log.hostTimes, [
      { startS: 45.433, endS: 57.671 },
      { startS: 65.776, endS: 78.014 },
    ]);
  });

  it('takes what the MLCommons runner announces, which has no times', async () => {
    const log = await read(
      '0726.103056 ulp-mlperf: Load complete.',
      'Running inference with 1/2200 (warmup/measured) iterations ...',
    );
    assert.deepEqual(log, { iterations: [2200], hostTimes: [] });
  });

  it('takes the commands where the board does not say what it does', async () => {
    const log = await read('00001.000 parser: Command "io dut infer 40 1"', '00012.000 parser: Command "infer 50"');
    assert.deepEqual(log, { iterations: [40, 50], hostTimes: [] });
  });

  it('may say nothing', async () => {
    assert.deepEqual(await read('nothing of it', ''), { iterations: [], hostTimes: [] });
    await assert.rejects(readInferenceLog(join(folder, 'none.txt')), { code: 'trace.unknown' });
  });
});
