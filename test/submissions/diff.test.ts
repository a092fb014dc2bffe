import assert from 'node:assert/strict';
import { diffLines } from '../../submissions/diff-text.ts';
import { diffResults, hasDifferences } from '../../submissions/diff.ts';
import { importResults } from '../../submissions/results-file/import-results.ts';
import type { ResultRecord } from '../../submissions/results-file/results-file.ts';
import { smallRound, writeFiles } from './small-round.ts';
import type { SmallRoundChanges } from './small-round.ts';

async function resultsOf(changes: SmallRoundChanges = {}, name?: string): Promise<readonly ResultRecord[]> {
  const [folder, remove] = writeFiles(smallRound(changes), name);
  try {
    return (await importResults([folder])).results;
  } finally {
    remove();
  }
}

describe('The difference of two submissions', () => {
  it('is none of a submission and itself', async () => {
    const results = await resultsOf({ withEnergy: true });
    const diff = diffResults(results, results);
    assert.equal(hasDifferences(diff), false);
    assert.equal(diff.same, 1);
    assert.deepEqual(diffLines(diff), ['0 added, 0 removed, 0 changed, 1 the same']);
  });

  it('shows figures with their ratio, the verdict, findings, fields of the system and files', async () => {
    const diff = diffResults(await resultsOf(), await resultsOf({ windowUs: 5_250_000, frequency: '160 MHz' }));
    const [changed] = diff.changed;
    assert.ok(changed);
    const derived = changed.figures.find(({ of, name }) => of === 'derived' && name === 'throughput');
    assert.equal(derived?.ratio, 2);
    assert.deepEqual(changed.verdict, { from: 'unverifiable', to: 'invalid' });
    assert.ok(changed.newFindings.some(({ rule }) => rule === 'window-duration'));
    assert.deepEqual(changed.system, [{ name: 'frequency', from: '80 MHz', to: '160 MHz' }]);
    assert.deepEqual(
      changed.evidence.map(({ mode, role, change }) => `${change} ${mode} ${role}`),
      ['changed performance results', 'changed performance log', 'changed system description'],
    );
    const text = diffLines(diff).join('\n');
    assert.match(text, /^~ closed \/ acme \/ board \/ kws$/m);
    assert.match(text, /derived throughput: 19\.04762 → 38\.09524 inf\.\/s \(× 2\.000\)/);
  });

  it('is printed without what would steer a terminal', async () => {
    const [first] = await resultsOf();
    assert.ok(first);
    const changed = { ...first, system: { ...first.system, board: '\u001b[2JBoard\u202e' } };
    const text = diffLines(diffResults([first], [changed])).join('\n');
    assert.match(text, /system board: Example → \ufffd\[2JBoard\ufffd/);
  });

  it('compares the same system in two rounds', async () => {
    const diff = diffResults(await resultsOf({}, 'v1.1'), await resultsOf({}, 'v1.2'));
    assert.deepEqual([diff.added, diff.removed], [[], []]);
  });

  it('shows results that came and went, and energy that was added', async () => {
    const results = await resultsOf();
    assert.equal(diffResults([], results).added[0]?.benchmark, 'kws');
    assert.equal(diffResults(results, []).removed[0]?.system, 'board');
    const [changed] = diffResults(results, await resultsOf({ withEnergy: true })).changed;
    const energy = changed?.figures.find(({ of, name }) => of === 'derived' && name === 'energyUj');
    assert.deepEqual([energy?.from, energy?.to, energy?.ratio], [null, 50.02, null]);
    assert.ok(changed?.evidence.some(({ role, change }) => role === 'trace' && change === 'added'));
  });
});
