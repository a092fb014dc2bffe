import assert from 'node:assert/strict';
import { badgeOf } from '../../../../site/app/view/badge.ts';
import { sampleResult, sampleSite } from './sample-site.ts';

const { rules } = sampleSite([]);

describe('the badge of a result', () => {
  it('is none where it is valid and there are but notes', () => {
    assert.equal(badgeOf(sampleResult({}), rules), null);
    assert.equal(badgeOf(sampleResult({}, { findings: [2] }), rules), null);
  });

  it('names the gravest finding and counts the others, without notes', () => {
    assert.deepEqual(badgeOf(sampleResult({}, { verdict: 'invalid', findings: [0, 1, 2] }), rules), {
      tone: 'bad',
      text: 'window duration',
      more: 1,
      words: 'Invalid: the evidence contradicts the figures or breaks the rules (window duration, clock ratio)',
    });
  });

  it('warns of a valid one', () => {
    assert.equal(badgeOf(sampleResult({}, { findings: [1] }), rules)?.tone, 'warn');
  });

  it('says that evidence is absent also without findings, and of rules that are gone', () => {
    const badge = badgeOf(sampleResult({}, { verdict: 'unverifiable', findings: [99] }), rules);
    assert.deepEqual([badge?.tone, badge?.text, badge?.more], ['doubtful', 'no evidence', 0]);
  });
});
