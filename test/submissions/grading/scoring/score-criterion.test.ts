import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Measured } from '../../../../submissions/grading/measuring/measured.ts';
import type { Criterion, Scoring } from '../../../../submissions/grading/rubric/rubric.ts';
import type { CriterionScore } from '../../../../submissions/grading/scoring/grades.ts';
import { judgeCondition } from '../../../../submissions/grading/scoring/judge-condition.ts';
import { scoreCriterion } from '../../../../submissions/grading/scoring/score-criterion.ts';
import { accuracySteps, criterionOf, latencyLine, measuredOf } from './sample-class.ts';

const accuracy = criterionOf('accuracy', 50, accuracySteps);
const latency = criterionOf('latency', 40, latencyLine);
const alone = { others: [], bands: [] };
const noisy = { others: [], bands: [{ measure: 'latency', relative: 0.01, basis: '' }] } as const;

function scoreOf(
  criterion: Criterion,
  value: number,
  peers: Parameters<typeof scoreCriterion>[2] = alone,
): CriterionScore {
  return scoreCriterion(criterion, measuredOf({ [criterion.measure]: value }), peers);
}

function outcome({ share, points, next }: CriterionScore): unknown[] {
  return [share, points, next];
}

describe('The score of a criterion', () => {
  it('by thresholds is that of the best step reached, with the next one told', () => {
    assert.deepEqual(outcome(scoreOf(accuracy, 0.87)), [0, 0, { value: 0.88, points: 30 }]);
    assert.deepEqual(outcome(scoreOf(accuracy, 0.88)), [0.6, 30, { value: 0.92, points: 50 }]);
    assert.deepEqual(outcome(scoreOf(accuracy, 0.95)), [1, 50, null]);
    assert.equal(scoreOf(accuracy, 0.9).why, 'Reaches the step at least 88 %, which gives 60 % of the points.');
    assert.equal(scoreOf(accuracy, 0.87).why, '87 % does not reach the first step, at least 88 %.');
  });

  it('does not tell a miss as the bound itself', () => {
    assert.equal(scoreOf(accuracy, 0.879999).why, '87.9999 % does not reach the first step, at least 88 %.');
  });

  it('on a line is in proportion, and neither more than all nor less than nothing', () => {
    const full = { value: 20_000, points: 40 };
    assert.deepEqual(outcome(scoreOf(latency, 50_000)), [0.25, 10, full]);
    assert.deepEqual(outcome(scoreOf(latency, 70_000)), [0, 0, full]);
    assert.deepEqual(outcome(scoreOf(latency, 10_000)), [1, 40, null]);
    assert.match(scoreOf(latency, 50_000).why, /^Between 60 ms \(none of the points\) and 20 ms \(all of them\)/);
    assert.equal(scoreOf(latency, 70_000).why, 'No points from 60 ms on; all of them at 20 ms.');
    assert.equal(scoreOf(latency, 10_000).why, 'All of the points from 20 ms on.');
  });

  it('by rank goes from all to what the last one has, equals sharing the better rank', () => {
    const rank = criterionOf('flash', 10, { kind: 'rank', last: 0.4 });
    const others = [100, 200, 200, 400].map((flash) => measuredOf({ flash }));
    const points = (value: number): number => scoreOf(rank, value, { others, bands: [] }).points;
    assert.deepEqual([50, 100, 150, 200, 300, 400, 500].map(points), [10, 10, 8.5, 8.5, 5.5, 5.5, 4]);
    assert.match(scoreOf(rank, 200, { others, bands: [] }).why, /^Rank 2 of 5 in the class/);
    assert.equal(scoreOf(rank, 500).points, 10);
  });

  it('gives nothing without a figure, and says so', () => {
    const score = scoreCriterion(accuracy, measuredOf({ flash: 1 }), alone);
    assert.deepEqual([score.figure, score.points, score.next], [null, 0, null]);
    assert.equal(score.why, 'There is no accuracy on the public data.');
    const hidden = { ...accuracy, data: 'hidden' } as const;
    assert.equal(scoreCriterion(hidden, measuredOf({ accuracy: 1 }), alone).figure, null);
  });

  it('leaves out what a board measured where the evidence contradicts it', () => {
    const contradicted: Measured = measuredOf({ latency: 20_000, accuracy: 0.95, evidence: 0 });
    assert.equal(scoreCriterion(accuracy, contradicted, alone).points, 50);
    const score = scoreCriterion(latency, contradicted, alone);
    assert.deepEqual([score.figure, score.points], [null, 0]);
    assert.match(score.why, /evidence contradicts/);
  });

  it('has the benefit of the doubt that noise leaves at a step', () => {
    const steps: Scoring = { kind: 'thresholds', steps: [{ at: 20_000, share: 1 }] };
    const criterion = criterionOf('latency', 40, steps);
    assert.equal(scoreOf(criterion, 20_150).points, 0);
    const score = scoreOf(criterion, 20_150, noisy);
    assert.equal(score.points, 40);
    assert.match(score.why, /missed by no more than the board’s noise, so it counts as reached/);
    assert.equal(scoreOf(criterion, 20_250, noisy).points, 0);
  });

  it('takes no more than one noise off at a step, whoever the others are', () => {
    const steps: Scoring = { kind: 'thresholds', steps: [{ at: 20_000, share: 1 }] };
    const peers = { ...noisy, others: [measuredOf({ latency: 20_190 }), measuredOf({ latency: 20_384 })] };
    const score = scoreOf(criterionOf('latency', 40, steps), 20_580, peers);
    assert.deepEqual([score.points, score.judgedBy], [0, 20_580]);
    assert.equal(score.why, '20.58 ms does not reach the first step, at most 20 ms.');
  });

  it('is by the best of those that noise cannot tell apart', () => {
    const peers = { ...noisy, others: [measuredOf({ latency: 40_000 })] };
    const score = scoreOf(latency, 40_300, peers);
    assert.deepEqual([score.judgedBy, score.points], [40_000, 20]);
    assert.match(
      score.why,
      /judged as 40 ms, the best of its group: .* noise of the board \(1 % from run to run\) of the next one\./,
    );
    assert.equal(scoreOf(latency, 41_000, peers).judgedBy, 41_000);
  });

  it('takes no noise off figures that come from no board', () => {
    const peers = { others: [measuredOf({ flash: 1000 })], bands: noisy.bands };
    const flash = criterionOf('flash', 10, { kind: 'linear', none: 2000, full: 1000 });
    assert.equal(scoreOf(flash, 1001, peers).judgedBy, 1001);
  });

  it('is never less for a better figure, whoever the others are', () => {
    const scorings: Scoring[] = [
      latencyLine,
      { kind: 'rank', last: 0.2 },
      {
        kind: 'thresholds',
        steps: [
          { at: 40_400, share: 0.3 },
          { at: 40_200, share: 0.7 },
          { at: 40_000, share: 1 },
        ],
      },
    ];
    const values = fc.integer({ min: 39_500, max: 41_000 });
    fc.assert(
      fc.property(
        fc.array(values, { maxLength: 12 }),
        values,
        fc.nat(800),
        fc.constantFrom(...scorings),
        (...drawn) => {
          const [latencies, value, gain, scoring] = drawn;
          const peers = { bands: noisy.bands, others: latencies.map((each) => measuredOf({ latency: each })) };
          const criterion = criterionOf('latency', 40, scoring);
          assert.ok(scoreOf(criterion, value - gain, peers).points >= scoreOf(criterion, value, peers).points);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('A condition', () => {
  const condition = { title: '', measure: 'latency', data: 'public', bound: 20_000, otherwiseAtMost: 0.3 } as const;

  it('holds up to its bound, and by the noise of the board beyond it', () => {
    const holds = (latencyUs: number, peers: Parameters<typeof judgeCondition>[2]): boolean =>
      judgeCondition(condition, measuredOf({ latency: latencyUs }), peers).holds;
    assert.deepEqual([holds(20_000, alone), holds(20_001, alone)], [true, false]);
    assert.deepEqual([holds(20_190, noisy), holds(20_210, noisy)], [true, false]);
    const { why } = judgeCondition(condition, measuredOf({ latency: 20_001 }), alone);
    assert.equal(why, '20.001 ms, and at most 20 ms is asked for.');
  });

  it('does not hold by the noise of others on top of its own: alone and in a class it is the same', () => {
    const others = [measuredOf({ latency: 20_190 }), measuredOf({ latency: 20_384 })];
    const measured = measuredOf({ latency: 20_580 });
    const inClass = judgeCondition(condition, measured, { ...noisy, others });
    assert.deepEqual([inClass.holds, inClass], [false, judgeCondition(condition, measured, noisy)]);
  });

  it('does not hold where there is no figure', () => {
    const { holds, why } = judgeCondition(condition, measuredOf({}), alone);
    assert.deepEqual([holds, why], [false, 'There is no latency of this hand-in.']);
  });
});
