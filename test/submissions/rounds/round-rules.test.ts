import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { loadRoundRules, parseRoundRules, rulesOfRound } from '../../../submissions/rounds/round-rules.ts';
import { rules } from '../../../submissions/rules/registry.ts';
import { rounds } from '../../../submissions/submission.ts';
import { catalogue } from '../../../workloads/catalogue.ts';

describe('what a round asks', () => {
  it('is there for every round, under its name', () => {
    for (const round of rounds) assert.equal(rulesOfRound(round).name, round);
  });

  it('has streaming wakeword from v1.3 on and ic2 from v1.4 on', () => {
    const names = (round: (typeof rounds)[number]): string => Object.keys(rulesOfRound(round).benchmarks).join();
    assert.equal(names('v1.2'), 'ad,ic,kws,vww');
    assert.equal(names('v1.3'), 'ad,ic,kws,vww,sww');
    assert.equal(names('v1.4'), 'ad,ic,kws,vww,sww,ic2');
    assert.equal(rulesOfRound('v1.4').benchmarks.ic2?.needs, 'ic');
  });

  it('names label lists and targets that the workloads have', () => {
    const lists = new Set(catalogue.flatMap(({ labelLists }) => labelLists.map(({ name }) => name)));
    for (const { models, lists: named, quality } of Object.values(rulesOfRound('v1.4').benchmarks)) {
      const workload = catalogue.find(({ name }) => models.includes(name));
      if (workload === undefined || quality === null) continue;
      for (const name of named.filter((list) => list !== 'ic02')) assert.ok(lists.has(name), name);
      assert.equal(quality.figure === 'top1' ? quality.target / 100 : quality.target, workload.qualityTarget);
    }
  });

  it('may be a file of one’s own, and says what is wrong with it', async () => {
    const own = { ...rulesOfRound('v1.3'), name: 'course', severities: { [rules[0]?.id ?? '']: 'off' } };
    assert.deepEqual(parseRoundRules(JSON.stringify(own), 'own.json'), own);
    for (const [text, problem] of [
      ['{', /JSON/],
      [JSON.stringify({ ...own, windows: { count: 0 } }), /\/windows.*minimumSeconds/],
      [JSON.stringify({ ...own, wholly: 'other' }), /additional/],
    ] as const)
      assert.throws(
        () => parseRoundRules(text, 'own.json'),
        (error) => error instanceof BenchError && error.code === 'rules.unusable' && problem.test(error.message),
      );
    await assert.rejects(loadRoundRules('/nowhere/rules.json'), { code: 'rules.unusable' });
  });
});
