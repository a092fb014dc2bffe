import assert from 'node:assert/strict';
import { rulesOfRound } from '../../../submissions/rounds/round-rules.ts';
import { rules } from '../../../submissions/rules/registry.ts';

describe('the rules', () => {
  it('have ids of their own, and say what they ask and where that stands', () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { id, title, asks, source } of rules) {
      assert.match(id, /^[a-z]+(-[a-z]+)+$/);
      for (const text of [title, asks, source]) assert.ok(text.length > 5, id);
      assert.match(asks, /\.$/, id);
    }
  });

  it('weigh something in every division', () => {
    const round = rulesOfRound('v1.2');
    for (const { severity, id } of rules)
      for (const division of ['closed', 'open', null] as const)
        assert.ok(['error', 'warning', 'info'].includes(severity(division, round)), id);
  });
});
