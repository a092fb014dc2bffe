import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readOwnMonitor } from '../../../submissions/results-file/own-monitor.ts';
import { memoryTree } from '../memory-tree.ts';

const unknown = { kind: null, voltageV: null, trust: null };

describe('The instrument of an energy session', () => {
  it('is what the manifest says, with how far the figure can be trusted', async () => {
    const manifest = {
      monitor: { kind: 'ppk2', suppliedV: null },
      options: { energy: { voltageV: 3.3 } },
      result: { trust: { tier: 'certified', boundJ: 2e-6 } },
    };
    const tree = memoryTree({ 'manifest.json': JSON.stringify(manifest) });
    assert.deepEqual(await readOwnMonitor(tree, 'manifest.json'), {
      kind: 'ppk2',
      voltageV: 3.3,
      trust: { tier: 'certified', boundUj: 2 },
    });
  });

  it('is unknown of others, and where the manifest is missing or says something else, whatever that is', async () => {
    assert.deepEqual(await readOwnMonitor(memoryTree({}), undefined), unknown);
    assert.deepEqual(await readOwnMonitor(memoryTree({}), 'manifest.json'), unknown);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        const { kind } = await readOwnMonitor(memoryTree({ 'manifest.json': text }), 'manifest.json');
        assert.ok(kind === null || typeof kind === 'string');
      }),
      { numRuns: 100 },
    );
  });
});
