import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimateEnergy } from '../../power/estimate.ts';
import type { EnergyEstimate, PowerSource, PublishedBoardResults } from '../../power/estimate.ts';
import { readCatalogue } from '../../workloads/boards/catalogue.ts';

/** 1 mJ at 20 inferences a second is 20 mW. */
const kwsOf20Mw: PublishedBoardResults = {
  round: 'v1.0',
  mhz: 100,
  throughput: { kws01: 20 },
  energyUj: { kws01: 1000 },
};

function published(results: readonly PublishedBoardResults[], mhz: number | null = null): PowerSource {
  return { kind: 'published', board: 'a board', results, mhz };
}

function estimated(latencyUs: number, workload: string | null, source: PowerSource): EnergyEstimate {
  const estimate = estimateEnergy(latencyUs, workload, source);
  assert.ok(estimate !== null);
  return estimate;
}

function assertNear(found: number, expected: number): void {
  assert.ok(Math.abs(found / expected - 1) < 1e-12, `${found} is not ${expected}`);
}

describe('an estimate of energy without an instrument', () => {
  it('is latency times a stated power, with no range of its own', () => {
    const { kind, lowJ, typicalJ, highJ, basis } = estimated(50_000, 'kws01', { kind: 'stated', milliwatts: 20 });
    assert.equal(kind, 'estimate');
    assertNear(typicalJ, 0.001);
    assert.equal(lowJ, typicalJ);
    assert.equal(highJ, typicalJ);
    assert.match(basis, /^estimate: .*stated power of 20 mW/);
  });

  it('takes published energy times throughput as the power of a board', () => {
    const { typicalJ, basis } = estimated(25_000, 'kws01', published([kwsOf20Mw]));
    assertNear(typicalJ, 0.0005);
    assert.match(basis, /published power of a board, 20\.0 mW \(energy × throughput, 1 figure of kws01 from v1\.0\)/);
  });

  it('takes the range that boards have from workload to workload where there are fewer than three figures', () => {
    const { lowJ, typicalJ, highJ } = estimated(25_000, 'kws01', published([kwsOf20Mw]));
    assertNear(lowJ, 0.75 * typicalJ);
    assertNear(highJ, 1.25 * typicalJ);
  });

  it('ranges from the lowest to the highest of three figures or more', () => {
    const results: PublishedBoardResults = {
      round: 'v1.2',
      mhz: 100,
      throughput: { kws01: 20, vww01: 2, ic01: 1 },
      energyUj: { kws01: 1000, vww01: 9000, ic01: 22_000 },
    };
    const { lowJ, typicalJ, highJ } = estimated(1e6, 'kws01', published([results]));
    assertNear(lowJ, 0.018);
    assertNear(typicalJ, 0.02);
    assertNear(highJ, 0.022);
  });

  it('takes the other workloads of the board where its own was not published', () => {
    const { typicalJ, basis } = estimated(1e6, 'ad01', published([kwsOf20Mw]));
    assertNear(typicalJ, 0.02);
    assert.match(basis, /1 figure of other workloads/);
  });

  it('uses no figure of another clock where the clock is known', () => {
    const faster: PublishedBoardResults = {
      ...kwsOf20Mw,
      mhz: 200,
      throughput: { kws01: 40 },
      energyUj: { kws01: 900 },
    };
    assertNear(estimated(1e6, 'kws01', published([kwsOf20Mw, faster], 200)).typicalJ, 0.036);
    assertNear(estimated(1e6, 'kws01', published([kwsOf20Mw, faster])).typicalJ, 0.028);
    assert.equal(estimateEnergy(1e6, 'kws01', published([kwsOf20Mw, faster], 50)), null);
    assert.equal(estimateEnergy(1e6, 'kws01', published([{ ...kwsOf20Mw, mhz: null }], 100)), null);
  });

  it('is none where no energy was published, or none with a throughput', () => {
    assert.equal(estimateEnergy(1e6, 'kws01', published([])), null);
    assert.equal(
      estimateEnergy(1e6, 'kws01', published([{ round: 'v1.0', mhz: 100, throughput: { kws01: 20 } }])),
      null,
    );
    assert.equal(estimateEnergy(1e6, 'kws01', published([{ ...kwsOf20Mw, throughput: { ad01: 1 } }])), null);
  });

  it('gives back the published energy for the published latency', () => {
    let checked = 0;
    for (const board of readCatalogue().boards) {
      for (const { energyUj, throughput, ...results } of board.published) {
        if (energyUj === undefined) continue;
        for (const [workload, uj] of Object.entries(energyUj)) {
          const rate = Object.entries(throughput).find(([name]) => name === workload)?.[1];
          if (rate === undefined) continue;
          const source = published([{ ...results, throughput: { [workload]: rate }, energyUj: { [workload]: uj } }]);
          assertNear(estimated(1e6 / rate, workload, source).typicalJ, uj / 1e6);
          checked += 1;
        }
      }
    }
    assert.ok(checked > 40);
  });

  it('lies within its range, and grows with the latency, for every board that has published energy', () => {
    const boards = readCatalogue().boards.filter(({ published: results }) => results.some(({ energyUj }) => energyUj));
    assert.ok(boards.length > 5);
    fc.assert(
      fc.property(
        fc.constantFrom(...boards),
        fc.constantFrom('kws01', 'vww01', 'ic01', 'ad01', null),
        fc.double({ min: 1, max: 1e8, noNaN: true }),
        (board, workload, latencyUs) => {
          const source = published(board.published);
          const { lowJ, typicalJ, highJ } = estimated(latencyUs, workload, source);
          assert.ok(lowJ > 0 && lowJ <= typicalJ && typicalJ <= highJ);
          assertNear(estimated(2 * latencyUs, workload, source).typicalJ, 2 * typicalJ);
        },
      ),
    );
  });
});
