import assert from 'node:assert/strict';
import { boardCount } from '../../../submissions/rules/board-count.ts';
import { contextOf, withFile } from '../small-context.ts';
import { smallSubmission } from '../small-submission.ts';

const log = 'closed/acme/results/board/kws/performance/log.txt';

describe('board-count', () => {
  it('says nothing of a board that starts as many inferences as it is asked for', async () => {
    assert.deepEqual(boardCount.judge(await contextOf('kws')), []);
  });

  it('contradicts commands that ask for more than the board starts, and counts what the board says', async () => {
    const files = withFile(smallSubmission(), log, (text) => text.replaceAll('dut infer 1000', 'dut infer 2000'));
    const context = await contextOf('kws', files);
    const [told, ...more] = boardCount.judge(context);
    assert.deepEqual(
      [told?.file, told?.line, told?.expected, told?.found, told?.bearing, more.length],
      [log, 9, 2000, 1000, 'contradicted', 0],
    );
    assert.deepEqual(
      context.evidence.runs.performance?.windows.map(({ iterations }) => iterations),
      Array.from({ length: 5 }, () => 1000),
    );
  });

  it('contradicts warm-ups of another number', async () => {
    const warm = (text: string): string =>
      text.replace(/(.*m-infer-start-.*\n)/, '00001.000 dut: m-warmup-start-5\n$1');
    const [told] = boardCount.judge(await contextOf('kws', withFile(smallSubmission(), log, warm)));
    assert.deepEqual([told?.expected, told?.found], [1, 5]);
  });

  it('contradicts a log of the MLCommons runner that counts others than it asks for', async () => {
    const text = [
      '0726.010150 ulp-mlperf: Loading file tst_0.bin segment 0',
      'Running inference with 1/500 (warmup/measured) iterations ...',
      '0726.010201 ulp-mlperf:   # Inferences :           250',
      '0726.010201 ulp-mlperf:   m-results    : [0.0, 1.0]',
      '',
    ].join('\n');
    const [told] = boardCount.judge(await contextOf('kws', { ...smallSubmission(), [log]: text }));
    assert.deepEqual([told?.line, told?.expected, told?.found], [3, 500, 250]);
  });
});
