import assert from 'node:assert/strict';
import type { Board, BoardCatalogue } from '../../../workloads/boards/board.ts';
import { findBoard, parseBoards, readCatalogue } from '../../../workloads/boards/catalogue.ts';
import { estimateOnBoard } from '../../../workloads/boards/estimate.ts';
import { officialCosts } from '../../../workloads/models/profile/official-costs.ts';

const workloads = ['kws01', 'vww01', 'ic01', 'ad01'] as const;
const kws = { operators: officialCosts('kws01'), precision: 'int8' } as const;

/** A catalogue of boards that say only what is given. */
function catalogueOf(...boards: readonly (Partial<Board> & Pick<Board, 'id'>)[]): BoardCatalogue {
  const parsed = parseBoards(
    JSON.stringify({ boards: boards.map((board) => ({ sramBytes: null, flashBytes: null, ...board })) }),
    'test',
  );
  return { reserve: { sramBytes: 0, flashBytes: 0, source: 'none' }, boards: parsed.boards };
}

function results(mhz: number | null, kws01: number, more: object = {}) {
  return { round: 'v1', submitter: 'someone', precision: 'int8' as const, mhz, throughput: { kws01 }, ...more };
}

function isAbout(value: number | undefined, wanted: number): void {
  assert.ok(value !== undefined && Math.abs(value / wanted - 1) < 1e-9, `${value}, not ${wanted}`);
}

describe('an estimate on a published board', () => {
  it('has every published int8 figure of that board in its range', () => {
    const catalogue = readCatalogue();
    for (const board of catalogue.boards.filter(({ published }) => published.length > 0)) {
      for (const workload of workloads) {
        const model = { operators: officialCosts(workload), precision: 'int8' } as const;
        const { latencyUs, energyUj } = estimateOnBoard(model, board, catalogue);
        for (const { precision, mhz, throughput, energyUj: energies } of board.published) {
          const rate = throughput[workload];
          if (precision !== 'int8' || rate === undefined || board.published.length < 3) continue;
          const us = (1e6 / rate) * (mhz !== null && board.mhz !== null ? mhz / board.mhz : 1);
          assert.ok(latencyUs !== null && latencyUs.low <= us * 1.000001 && us <= latencyUs.high * 1.000001, board.id);
          const energy = energies?.[workload];
          if (energy === undefined) continue;
          assert.ok(energyUj !== null && energyUj.low <= energy * 1.000001 && energy <= energyUj.high * 1.000001);
        }
      }
    }
  });

  it('is the median, from the lowest to the highest, and says so', () => {
    const published = [results(100, 10), results(100, 20), results(100, 40)];
    const catalogue = catalogueOf({ id: 'a', mhz: 100, published });
    const { latencyUs } = estimateOnBoard(kws, findBoard(catalogue, 'a'), catalogue);
    isAbout(latencyUs?.low, 25_000);
    isAbout(latencyUs?.typical, 50_000);
    isAbout(latencyUs?.high, 100_000);
    assert.match(latencyUs?.basis ?? '', /^estimate from 3 published int8 results of this board/);
  });

  it('grows with the work, and with a slower clock', () => {
    const published = [results(100, 10), results(100, 10), results(100, 10)];
    const catalogue = catalogueOf({ id: 'a', mhz: 50, published });
    const twice = { operators: [...kws.operators, ...kws.operators], precision: 'int8' } as const;
    isAbout(estimateOnBoard(twice, findBoard(catalogue, 'a'), catalogue).latencyUs?.typical, 400_000);
  });

  it('takes the widest scatter of any board where two results do not show one', () => {
    const wide = [results(100, 10), results(100, 20), results(100, 40)];
    const catalogue = catalogueOf(
      { id: 'a', mhz: 100, published: [results(100, 10)] },
      { id: 'b', mhz: 100, published: wide },
    );
    const { latencyUs } = estimateOnBoard(kws, findBoard(catalogue, 'a'), catalogue);
    isAbout(latencyUs?.low, 50_000);
    isAbout(latencyUs?.typical, 100_000);
    isAbout(latencyUs?.high, 200_000);
    assert.match(latencyUs?.basis ?? '', /widest scatter of any board/);
  });
});

describe('an estimate on a board that nothing was published of', () => {
  const published = [results(100, 10, { energyUj: { kws01: 7 } }), results(100, 20), results(100, 40)];

  it('comes from boards with its core, at its own clock', () => {
    const catalogue = catalogueOf(
      { id: 'new', core: 'cortex-m4', mhz: 200 },
      { id: 'alike', core: 'cortex-m4', mhz: 100, published },
      { id: 'other', core: 'cortex-m7', mhz: 100, published: [results(100, 1), results(100, 1), results(100, 1)] },
    );
    const { latencyUs } = estimateOnBoard(kws, findBoard(catalogue, 'new'), catalogue);
    isAbout(latencyUs?.typical, 25_000);
    assert.match(latencyUs?.basis ?? '', /boards with a cortex-m4.*cycles of the cortex-m4 model/);
  });

  it('comes from all microcontrollers where its core has none, not from accelerators', () => {
    const fast = [results(100, 1000), results(100, 1000), results(100, 1000)];
    const catalogue = catalogueOf(
      { id: 'new', mhz: 100 },
      { id: 'usual', core: 'cortex-m4', mhz: 100, published },
      { id: 'fast', kind: 'accelerator', mhz: 100, published: fast },
    );
    const { latencyUs } = estimateOnBoard(kws, findBoard(catalogue, 'new'), catalogue);
    isAbout(latencyUs?.typical, 50_000);
    assert.match(latencyUs?.basis ?? '', /microcontrollers with any core.*multiply-accumulates/);
  });

  it('is not made for an accelerator, nor for a time where the clock is unknown', () => {
    const catalogue = catalogueOf(
      { id: 'fast', kind: 'accelerator', mhz: 100 },
      { id: 'slow' },
      { id: 'usual', mhz: 100, published },
    );
    assert.deepEqual(estimateOnBoard(kws, findBoard(catalogue, 'fast'), catalogue), {
      latencyUs: null,
      energyUj: null,
    });
    assert.equal(estimateOnBoard(kws, findBoard(catalogue, 'slow'), catalogue).latencyUs, null);
  });

  it('is not made from one energy where no board shows how energies scatter', () => {
    const catalogue = catalogueOf({ id: 'usual', mhz: 100, published });
    assert.equal(estimateOnBoard(kws, findBoard(catalogue, 'usual'), catalogue).energyUj, null);
  });

  it('keeps float results from cores without a float unit', () => {
    const catalogue = readCatalogue();
    const float = { operators: officialCosts('ic01'), precision: 'float32' } as const;
    assert.equal(estimateOnBoard(float, findBoard(catalogue, 'nucleo-g0b1re'), catalogue).latencyUs, null);
    assert.ok(estimateOnBoard(float, findBoard(catalogue, 'nano-33-ble-sense'), catalogue).latencyUs !== null);
  });

  it('is not made for a model in neither int8 nor float32', () => {
    const catalogue = readCatalogue();
    const other = { operators: officialCosts('ic01'), precision: 'other' } as const;
    const board = findBoard(catalogue, 'nucleo-l4r5zi');
    assert.deepEqual(estimateOnBoard(other, board, catalogue), { latencyUs: null, energyUj: null });
  });
});
