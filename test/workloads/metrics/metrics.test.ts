import assert from 'node:assert/strict';
import fc from 'fast-check';
import { aucAnomaly, recordingScore } from '../../../workloads/metrics/anomaly.ts';
import { aucEembc } from '../../../workloads/metrics/auc-eembc.ts';
import { aucMlcommons, normalise } from '../../../workloads/metrics/auc-mlcommons.ts';
import { rocAuc } from '../../../workloads/metrics/roc-auc.ts';
import type { ScoredSample } from '../../../workloads/metrics/scored-sample.ts';
import { countCorrect, firstMaximum, top1 } from '../../../workloads/metrics/top1.ts';

describe('Top-1', () => {
  it('takes the first of equal maxima', () => {
    assert.equal(firstMaximum([0.1, 0.45, 0.45]), 1);
  });

  it('takes the highest of negative scores', () => {
    assert.equal(firstMaximum([-3, -1, -2]), 1);
    assert.equal(firstMaximum([-Infinity, -Infinity]), 0);
  });

  it('passes over what is no number', () => {
    assert.equal(firstMaximum([Number.NaN, 0.2, 0.1]), 1);
    assert.equal(firstMaximum([Number.NaN]), -1);
  });

  it('is the share of samples that are right', () => {
    const samples = [
      { label: 0, scores: [0.9, 0.1] },
      { label: 1, scores: [0.5, 0.5] },
      { label: 1, scores: [0.2, 0.8] },
      { label: 1, scores: [0.1, 0.9] },
    ];
    assert.equal(countCorrect(samples), 3);
    assert.equal(top1(samples), 0.75);
    assert.equal(top1([]), null);
  });
});

const binarySamples = fc.array(fc.record({ score: fc.integer({ min: 0, max: 20 }), positive: fc.boolean() }), {
  maxLength: 40,
});

describe('The area under the ROC curve', () => {
  it('is the share of pairs in the right order, equal ones counting half', () => {
    fc.assert(
      fc.property(binarySamples, (samples) => {
        const positives = samples.filter(({ positive }) => positive);
        const negatives = samples.filter(({ positive }) => !positive);
        const wins = positives.flatMap((p) =>
          negatives.map((n): number => (p.score > n.score ? 1 : p.score === n.score ? 0.5 : 0)),
        );
        const expected = wins.length === 0 ? null : wins.reduce((sum, win) => sum + win, 0) / wins.length;
        const actual = rocAuc(
          samples.map(({ score }) => score),
          (index) => samples[index]?.positive === true,
        );
        if (expected === null || actual === null) assert.equal(actual, expected);
        else assert.ok(Math.abs(actual - expected) < 1e-12);
      }),
    );
  });

  it('ends on scores that are no numbers', () => {
    assert.equal(
      rocAuc([Number.NaN, Number.NaN], () => true),
      null,
    );
  });
});

/** The definition of PUBLISHED, written out threshold by threshold. */
function slowAucEembc(samples: readonly ScoredSample[], classes: number): number | null {
  const areas: number[] = [];
  for (let index = 0; index < classes; index++) {
    const own = samples.filter(({ label }) => label === index);
    const rest = samples.filter(({ label }) => label !== index);
    if (own.length === 0 || rest.length === 0) continue;
    const shareAbove = (group: readonly ScoredSample[], threshold: number): number =>
      group.filter(({ scores }) => (scores[index] ?? 0) > threshold).length / group.length;
    const points = [[1, 1]];
    for (let step = 1; step <= 100; step++) points.push([shareAbove(rest, step / 100), shareAbove(own, step / 100)]);
    let area = 0;
    for (let at = 1; at < points.length; at++) {
      const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = [points[at - 1], points[at]];
      area += ((x0 - x1) * (y0 + y1)) / 2;
    }
    areas.push(area);
  }
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

const threeClasses = fc.array(
  fc.record({
    label: fc.integer({ min: 0, max: 2 }),
    scores: fc.array(
      fc.integer({ min: -100, max: 1300 }).map((thousandths) => thousandths / 1000),
      { minLength: 3, maxLength: 3 },
    ),
  }),
  { maxLength: 30 },
);

describe("EEMBC's area", () => {
  it('is the mean of one against the rest at a hundred thresholds', () => {
    fc.assert(
      fc.property(threeClasses, (samples) => {
        const expected = slowAucEembc(samples, 3);
        const actual = aucEembc(samples);
        if (expected === null || actual === null) assert.equal(actual, expected);
        else assert.ok(Math.abs(actual - expected) < 1e-12);
      }),
    );
  });

  it('counts a score on a threshold as below it', () => {
    // Both at 0.5: the point of the curve at 0.49 is (1, 1), that at 0.5 is (0, 0).
    const samples = [
      { label: 0, scores: [0.5, 0.5] },
      { label: 1, scores: [0.5, 0.5] },
    ];
    assert.equal(aucEembc(samples), 0.5);
  });

  it('is null where there is one class alone', () => {
    assert.equal(aucEembc([{ label: 1, scores: [0, 1] }]), null);
  });
});

describe("MLCommons' area", () => {
  it('divides each vector by its sum', () => {
    assert.deepEqual(normalise([1, 3, 4]), [0.125, 0.375, 0.5]);
    assert.deepEqual(normalise([0, 0]), [0, 0]);
  });

  it('orders raw outputs by their shares, not by their size', () => {
    const samples = [
      { label: 1, scores: [1, 3] },
      { label: 0, scores: [100, 20] },
    ];
    assert.equal(aucMlcommons(samples), 1);
  });

  it('takes class 1 alone where there are two', () => {
    const samples = [
      { label: 1, scores: [0, 0] },
      { label: 0, scores: [0.4, 0.6] },
    ];
    assert.equal(aucMlcommons(samples), 0);
  });
});

describe('The area of anomaly detection', () => {
  it('compares the means over the windows of each recording', () => {
    const recordings = [
      { label: 1, windowScores: [1, 9] },
      { label: 0, windowScores: [4, 4] },
      { label: 0, windowScores: [6, 0] },
    ];
    assert.equal(aucAnomaly(recordings), 1);
    assert.equal(recordingScore([1, 9]), 5);
  });

  it('leaves recordings without windows out', () => {
    assert.equal(recordingScore([]), null);
    assert.equal(
      aucAnomaly([
        { label: 1, windowScores: [] },
        { label: 0, windowScores: [1] },
      ]),
      null,
    );
  });
});
