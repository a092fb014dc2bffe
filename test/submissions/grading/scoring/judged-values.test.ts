import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../../harness/statistics/random.ts';
import { judgedValues } from '../../../../submissions/grading/scoring/judged-values.ts';
import { noiseBands } from '../../../../submissions/grading/scoring/noise-bands.ts';
import { inAnyOrder } from './sample-class.ts';

/** Values that lie within some bands of each other, now and then the same. */
const crowded = fc.array(fc.integer({ min: 1000, max: 1060 }), { minLength: 1, maxLength: 20 });
const band = 0.01;

describe('Values that noise may set apart', () => {
  it('are judged by the best of those within the band', () => {
    assert.deepEqual(judgedValues([102, 100, 101, 200], 0.015, 'lower'), [100, 100, 100, 200]);
    assert.deepEqual(judgedValues([102, 100, 101, 200], 0.015, 'higher'), [102, 102, 102, 200]);
  });

  it('are judged by themselves where there is no noise', () => {
    assert.deepEqual(judgedValues([100, 100.001, 100], 0, 'lower'), [100, 100.001, 100]);
    assert.deepEqual(judgedValues([], 0.01, 'lower'), []);
  });

  it('form no chain from the fastest to the slowest: a wide group is split where its members lie furthest apart', () => {
    const values = [1000, 1004, 1008, 1017, 1021, 1025];
    assert.deepEqual(judgedValues(values, band, 'lower'), [1000, 1000, 1000, 1017, 1017, 1017]);
  });

  it('may be judged apart within the band, where the row that they are of is wider than two', () => {
    // One of the three pairs of neighbours is parted; each judged by the best within one band of itself, two would be.
    assert.deepEqual(judgedValues([100, 100.9, 101.85, 102.8], band, 'lower'), [100, 100, 101.85, 101.85]);
  });

  it('are judged alike in any order', () => {
    fc.assert(
      fc.property(inAnyOrder(crowded), ({ list, shuffled }) => {
        const judged = judgedValues(list, band, 'lower');
        assert.deepEqual(
          judgedValues(shuffled, band, 'lower'),
          shuffled.map((value) => judged[list.indexOf(value)]),
        );
      }),
    );
  });

  it('are never judged by a worse one, nor by one further away than two bands, and keep their order', () => {
    fc.assert(
      fc.property(crowded, (values) => {
        const judged = judgedValues(values, band, 'lower');
        values.forEach((value, index) => {
          const by = judged[index] ?? Number.NaN;
          assert.ok(by <= value && value <= by * (1 + band) ** 2 * (1 + 1e-12));
          values.forEach((other, place) => {
            if (value < other) assert.ok(by <= (judged[place] ?? 0));
          });
        });
      }),
    );
  });

  it('are judged by no worse one when they get better themselves', () => {
    fc.assert(
      fc.property(crowded, fc.nat(40), (values, gain) => {
        const [first = 1000, ...others] = values;
        const [before = 0] = judgedValues([first, ...others], band, 'lower');
        const [after = 0] = judgedValues([first - gain, ...others], band, 'lower');
        assert.ok(after <= before, `${first} was judged as ${before}, ${first - gain} as ${after}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('of equal programs are judged alike in 95 of 100 classes and more, and those of others are not', () => {
    for (const runs of [3, 10, 40]) {
      const outcome = simulateClass({ classes: 300, programs: 30, sigma: 0.001, runs });
      const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
      console.log(
        `      calibrated by ${runs} runs: ${percent(outcome.equalAlike)} of the pairs of equal programs judged alike ` +
          `(${percent(outcome.equalByThemselves)} by their own figures), ` +
          `${percent(outcome.differentAlike)} of those 4 % apart`,
      );
      assert.ok(outcome.equalAlike >= 0.95);
      assert.ok(outcome.equalByThemselves < 0.05);
      assert.ok(outcome.differentAlike < 0.01);
    }
  });
});

interface Simulation {
  readonly classes: number;
  readonly programs: number;
  /** Of the logarithm of one run. */
  readonly sigma: number;
  /** Of the reference, for the calibration. */
  readonly runs: number;
}

/** Classes in which every program was handed in twice and ran once each, the programs anywhere from 20 to 60 ms. */
function simulateClass({ classes, programs, sigma, runs }: Simulation): {
  readonly equalAlike: number;
  readonly equalByThemselves: number;
  readonly differentAlike: number;
} {
  const random = seededRandom(8);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const run = (latencyUs: number): number => latencyUs * Math.exp(sigma * normal());
  let [alike, same, pairs, differentAlike, different] = [0, 0, 0, 0, 0];
  for (let count = 0; count < classes; count++) {
    const calibration = Array.from({ length: runs }, () => ({ latencyUs: run(40_000), energyUj: null }));
    const [noise] = noiseBands(calibration);
    const truths = Array.from({ length: programs }, () => 20_000 * 3 ** random());
    const values = truths.flatMap((truth) => [run(truth), run(truth)]);
    const judged = judgedValues(values, noise?.relative ?? 0, 'lower');
    truths.forEach((truth, index) => {
      pairs++;
      if (values[2 * index] === values[2 * index + 1]) same++;
      if (judged[2 * index] === judged[2 * index + 1]) alike++;
      truths.forEach((other, place) => {
        if (other <= truth * 1.04) return;
        different++;
        if (judged[2 * index] === judged[2 * place]) differentAlike++;
      });
    });
  }
  return { equalAlike: alike / pairs, equalByThemselves: same / pairs, differentAlike: differentAlike / different };
}
