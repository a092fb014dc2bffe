import assert from 'node:assert/strict';
import { hostSeconds } from '../../../submissions/rules/host-seconds.ts';
import { contextOf } from '../small-context.ts';

const log = 'closed/acme/results/board/kws/performance/log.txt';

/** Five windows that take eleven seconds of the host each, and as many of the board as is said. */
async function judged(boardS: number): Promise<ReturnType<typeof hostSeconds.judge>> {
  const lines = Array.from({ length: 5 }, (_, index) => [
    `${clock(11 * index)} ulp-mlperf: Loading file tst_${index}.bin segment 0`,
    `${clock(11 * index)} ulp-mlperf: Load complete.`,
    'Running inference with 1/250 (warmup/measured) iterations ...',
    `${clock(11 * index + 11)} ulp-mlperf: Performance results for window ${index + 1}:`,
    `${clock(11 * index + 11)} ulp-mlperf:   Runtime      :     ${boardS.toFixed(3)} sec.`,
    `${clock(11 * index + 11)} ulp-mlperf:   m-results    : [0.0, 1.0]`,
  ]);
  return hostSeconds.judge(await contextOf('kws', { [log]: [...lines.flat(), ''].join('\n') }));
}

function clock(seconds: number): string {
  const minute = String(1 + Math.floor(seconds / 60)).padStart(2, '0');
  return `0726.01${minute}${String(seconds % 60).padStart(2, '0')}`;
}

describe('host-seconds', () => {
  it('says nothing of clocks that whole seconds cannot tell apart', async () => {
    for (const boardS of [10.5, 10.9, 11.4]) assert.deepEqual(await judged(boardS), []);
  });

  it('contradicts a board whose seconds are longer or shorter than the host’s', async () => {
    for (const boardS of [5.5, 9.5, 12.5, 22]) {
      const [told, ...more] = await judged(boardS);
      assert.deepEqual([told?.found, told?.bearing, told?.file, more.length], [55, 'contradicted', log, 0]);
    }
  });
});
