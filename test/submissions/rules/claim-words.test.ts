import assert from 'node:assert/strict';
import { claimAccuracy } from '../../../submissions/rules/claim-accuracy.ts';
import { claimOnce } from '../../../submissions/rules/claim-once.ts';
import { claimThroughput } from '../../../submissions/rules/claim-throughput.ts';
import { claimWords } from '../../../submissions/rules/claim-words.ts';
import type { ResultContext } from '../../../submissions/rules/rule.ts';
import { contextOf, withFile } from '../small-context.ts';
import { smallSubmission } from '../small-submission.ts';

const performance = 'closed/acme/results/board/kws/performance/results.txt';
const accuracy = 'closed/acme/results/board/ic/accuracy/results.txt';
const median = /Median throughput is (\S+) inf\.\/sec\./;

async function withPerformance(change: (text: string) => string): Promise<ResultContext> {
  return contextOf('kws', withFile(smallSubmission(), performance, change));
}

async function withTop1(claim: string): Promise<ResultContext> {
  return contextOf(
    'ic',
    withFile(smallSubmission(), accuracy, (text) => text.replace('= 90.0', claim)),
  );
}

describe('claim-once', () => {
  it('says nothing of one claim, nor of one that is printed again', async () => {
    assert.deepEqual(claimOnce.judge(await contextOf('kws')), []);
    assert.deepEqual(claimOnce.judge(await withPerformance((text) => text + text)), []);
  });

  it('contradicts two values of a figure, whichever comes first and in whatever words', async () => {
    for (const change of [
      (text: string) => `${text}00100.000 ulp-mlperf: Median throughput is 99.999 inf./sec.\n`,
      (text: string) => `median throughput is 99.999 inf\n${text}`,
      (text: string) => text.replace(median, 'Median throughput is 99.999 inf, $&'),
    ]) {
      const [told, ...more] = claimOnce.judge(await withPerformance(change));
      assert.deepEqual([told?.found, told?.bearing, more.length], ['99.999', 'contradicted', 0]);
    }
  });

  it('takes the claim that the official checker reads', async () => {
    const { evidence } = await withPerformance((text) => `median throughput is 99.999 inf\n${text}`);
    assert.notEqual(evidence.claimed.throughput?.text, '99.999');
  });
});

describe('claim-words', () => {
  it('says nothing of what the runners print', async () => {
    assert.deepEqual(claimWords.judge(await contextOf('kws')), []);
    assert.deepEqual(claimWords.judge(await contextOf('ic')), []);
  });

  it('finds no claim in words, or with an exponent, that the official checker does not read', async () => {
    for (const change of [
      (text: string) => text.replace(median, 'median throughput is $1 inf'),
      (text: string) =>
        text.replace(median, (_, claim: string) => `Median throughput is ${Number(claim) / 10}e1 inf./sec.`),
    ]) {
      const [told, ...more] = claimWords.judge(await withPerformance(change));
      assert.deepEqual([told?.bearing, more.length], ['absent', 0]);
    }
  });

  it('contradicts a claim that the official checker reads otherwise', async () => {
    const [told] = claimWords.judge(await withTop1('= 9e1'));
    assert.deepEqual([told?.found, told?.expected, told?.bearing], ['9e1', '9', 'contradicted']);
  });

  it('warns of fewer digits than the runner prints', async () => {
    const [told] = claimWords.judge(await withTop1('= 90'));
    assert.deepEqual([told?.found, told?.expected, told?.severity, told?.bearing], [0, 1, 'warning', 'none']);
  });
});

describe('a claim of few digits', () => {
  it('is as exact as the runner’s', async () => {
    assert.deepEqual(claimAccuracy.judge(await withTop1('= 90')), []);
    assert.equal(claimAccuracy.judge(await withTop1('= 9e1')).length, 0);
    assert.equal(claimAccuracy.judge(await withTop1('= 1e2')).length, 1);
    const coarse = await withPerformance((text) => text.replace(median, 'Median throughput is 80 inf./sec.'));
    assert.equal(claimThroughput.judge(coarse)[0]?.bearing, 'contradicted');
  });
});
