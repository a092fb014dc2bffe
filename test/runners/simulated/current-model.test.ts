import assert from 'node:assert/strict';
import { currentsOf, inferenceUs, pinLowUs, simulatedWindow } from '../../../runners/simulated/current-model.ts';
import { readCatalogue } from '../../../workloads/boards/catalogue.ts';
import { cores } from '../../../workloads/models/profile/cores.ts';
import { officialCosts } from '../../../workloads/models/profile/official-costs.ts';
import { optionsWith } from './bench-board.ts';

describe('the currents of a simulated board', () => {
  it('give the energies at 3 V that were published of the boards whose cores these are', () => {
    const boards = readCatalogue().boards;
    let compared = 0;
    for (const core of cores.values()) {
      const options = optionsWith({ core, mhz: core.mhz });
      const published = boards.find(({ name }) => name === core.calibratedOn)?.published ?? [];
      const energies = published.find(({ round }) => round === 'v1.2')?.energyUj ?? {};
      for (const workload of ['kws01', 'ic01', 'ad01'] as const) {
        const publishedUj = energies[workload];
        if (publishedUj === undefined) continue;
        const microjoules = 3 * currentsOf(options).computeA * inferenceUs(options, officialCosts(workload));
        assert.ok(
          Math.abs(microjoules / publishedUj - 1) < 0.1,
          `${core.name} ${workload}: ${microjoules}, published ${publishedUj}`,
        );
        compared += 1;
      }
    }
    assert.equal(compared, 9);
  });

  it('grow with the clock while it computes, and are taken from the options where these name them', () => {
    const core = optionsWith().core;
    const plain = currentsOf(optionsWith());
    const slow = currentsOf(optionsWith({ mhz: core.mhz / 2 }));
    assert.equal(slow.computeA, plain.computeA / 2);
    assert.equal(slow.idleA, plain.idleA);
    assert.ok(plain.idleA < plain.uartA && plain.uartA < plain.computeA);
    const told = { idleA: 0.001, uartA: 0.002, computeA: 0.003 };
    assert.deepEqual(currentsOf(optionsWith({ currents: told })), told);
  });

  it('make a window of the pin’s low time and the inferences', () => {
    const options = optionsWith({ currents: { computeA: 0.01 } });
    const costs = officialCosts('ad01');
    const input = new Uint8Array(2560);
    const window = simulatedWindow(options, costs, input, 1000, 3);
    assert.ok(Math.abs((window.durationUs - pinLowUs) / (1000 * inferenceUs(options, costs)) - 1) < 50e-6);
    assert.equal(window.energyJ, 3 * 0.01 * window.durationUs * 1e-6);
    assert.equal(window.energyPerInferenceJ, window.energyJ / 1000);
  });
});
