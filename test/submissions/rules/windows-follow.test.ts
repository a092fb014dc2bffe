import assert from 'node:assert/strict';
import { modeOfRun } from '../../../submissions/rules/mode-of-run.ts';
import { windowsFollow } from '../../../submissions/rules/windows-follow.ts';
import { contextOf, withFile } from '../small-context.ts';
import { smallSubmission } from '../small-submission.ts';

const log = 'closed/acme/results/board/kws/performance/log.txt';

/** The log with the laps of its second window written otherwise. */
async function withSecond(startUs: number, endUs: number): Promise<ReturnType<typeof windowsFollow.judge>> {
  const change = (text: string): string =>
    text.replace('m-lap-us-16000000', `m-lap-us-${startUs}`).replace('m-lap-us-28501000', `m-lap-us-${endUs}`);
  return windowsFollow.judge(await contextOf('kws', withFile(smallSubmission(), log, change)));
}

describe('windows-follow', () => {
  it('says nothing of windows one after the other, nor of a counter that wraps or begins anew', async () => {
    assert.deepEqual(windowsFollow.judge(await contextOf('kws')), []);
    assert.deepEqual(await withSecond(13_500_000, 26_000_000), []);
    assert.deepEqual(await withSecond(2 ** 32 - 13_000_000, 2 ** 32 - 500_000), []);
  });

  it('contradicts a window that comes again, or shares time with another', async () => {
    for (const [startUs, endUs] of [
      [1_000_000, 13_500_000],
      [13_000_000, 25_500_000],
      [31_500_000, 44_000_000],
    ] as const) {
      const [told, ...more] = await withSecond(startUs, endUs);
      assert.deepEqual([told?.bearing, told?.file, more.length], ['contradicted', log, 0]);
      assert.ok(told?.line != null);
    }
  });
});

describe('mode-of-run', () => {
  it('says nothing of logs of their mode', async () => {
    assert.deepEqual(modeOfRun.judge(await contextOf('kws')), []);
  });

  it('contradicts the log of another mode', async () => {
    const files = withFile(smallSubmission(), log, (text) => text.replace('val[bmark]', 'val[multi]'));
    const [told, ...more] = modeOfRun.judge(await contextOf('kws', files));
    assert.deepEqual([told?.found, told?.expected, told?.bearing, more.length], ['multi', 'bmark', 'contradicted', 0]);
  });
});
